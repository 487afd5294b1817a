//! The exports of the signer.

use super::shared_buffer::{INPUT, Lines};
use super::signer_state::{CachedRequest, call_result, with_state};
use super::stack::wipe_stack;
use crate::sign::tc3::{
    CanonicalPrefix, MAX_BODY, SigningSteps, TOO_LARGE, UNSIGNED_PAYLOAD, compute_signature, put_authorization,
};
use crate::sign::{
    CanonicalRequest, HexDigest, KeyCache, Method, RequestFields, SigningError, SigningErrorKind, Sink as _, date_of,
    day_of, finalize_with, validate_credentials,
};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

/// No function here goes deeper into the stack, in bytes.
const STACK_DEPTH: usize = 16 * 1024;

/// The address of the input buffer, of 64 KB.
#[wasm_bindgen]
pub fn input() -> u32 {
    with_state(|state| state.input.address()) as u32
}

/// The address of the output buffer.
#[wasm_bindgen]
pub fn output() -> u32 {
    with_state(|state| state.output.address()) as u32
}

/// Makes a signer of the lines `secretId` and `token` and of the secret key, which may hold anything and so comes last;
/// wipes them, and returns the signer's number.
#[wasm_bindgen]
pub fn signer_new(length: u32) -> i32 {
    const FULL: SigningErrorKind =
        SigningErrorKind::new("have 1,024 signers already; free() those that are no longer used");
    call_result(|input, output, tables| {
        let mut lines = input.lines(length);
        let (id, token, key) = (lines.required(), lines.optional(), lines.rest());
        let made = validate_credentials(id, key, token).map(|()| KeyCache::new(key));
        input.wipe(length);
        let keys = made.map_err(|error| output.fail(&error))?;
        tables.insert_keys(keys).ok_or_else(|| output.fail(&SigningError::new("credentials", &FULL)))
    })
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    with_state(|state| state.tables.remove_keys(number));
    wipe_stack::<STACK_DEPTH>();
}

/// Validates the lines of a request, keeps it, and returns its number. Writes, a line each, the URL and the Authorization
/// header up to the signature; then the canonical request up to the payload's hash.
#[wasm_bindgen]
pub fn request_new(length: u32, timestamp: f64) -> i32 {
    wipe_stack::<STACK_DEPTH>();
    call_result(|input, output, tables| {
        let timestamp = timestamp as u64;
        let mut lines = input.lines(length);
        let secret_id = lines.required();
        let fields = read_fields(&mut lines, timestamp);
        let extra = std::iter::from_fn(|| Some((lines.next()?.unwrap_or_default(), lines.required())));
        let request = CanonicalRequest::new(fields, extra);
        let checked = request.and_then(|request| Ok((request, day_of(timestamp)?)));
        let (request, day) = checked.map_err(|error| output.fail(&error))?;
        request.put_url(output);
        output.put(b"\n");
        put_authorization(output, secret_id, &date_of(day), &request);
        output.put(b"\n");
        let start = output.length();
        request.put_prefix(output);
        let prefix = CanonicalPrefix::new(output.since(start), &request);
        Ok(tables.insert_request(CachedRequest { prefix, unsigned_payload: u8::from(request.unsigned_payload()) }))
    })
}

/// How many bytes request_new() or sign() wrote.
#[wasm_bindgen]
pub fn output_length() -> u32 {
    with_state(|state| state.output.length()) as u32
}

/// Hashes a part of a payload that does not fit into the input at once. Returns whether more of it may follow.
#[wasm_bindgen]
pub fn feed(length: u32, begin: bool) -> bool {
    wipe_stack::<STACK_DEPTH>();
    with_state(|state| {
        let payload = &mut state.tables.payload;
        payload.update(state.input.read(length), begin);
        payload.length <= MAX_BODY
    })
}

/// Signs: the payload is what was fed, or `length` bytes of the input. Writes in hexadecimal the signature and the
/// payload's hash, then the string to sign.
#[wasm_bindgen]
pub fn sign(signer: u32, request: u32, length: u32, fed: bool, timestamp: f64) -> i32 {
    const FREED: SigningErrorKind = SigningErrorKind::freed("was freed; make a new one");
    let mut derived = false;
    let result = call_result(|input, output, tables| {
        let hashed = fed.then(|| std::mem::take(&mut tables.payload));
        if hashed.as_ref().is_some_and(|payload| payload.length > MAX_BODY) {
            return Err(output.fail(&TOO_LARGE));
        }
        let Some((keys, cached)) = tables.find(signer, request) else {
            return Err(output.fail(&SigningError::new("signer", &FREED)));
        };
        let (hash, rest) = match hashed {
            _ if cached.unsigned_payload == 1 => (Sha256::new(), UNSIGNED_PAYLOAD.as_bytes()),
            Some(payload) => (payload.hash.unwrap_or_default(), b"".as_slice()),
            None => (Sha256::new(), input.read(length)),
        };
        let timestamp = timestamp as u64;
        derived = day_of(timestamp).is_ok_and(|day| keys.refresh(day, &cached.prefix.service));
        let steps = compute_signature(keys, &cached.prefix, HexDigest::of(&finalize_with(hash, rest)), timestamp);
        let SigningSteps { signature, payload_hash, string_to_sign, .. } =
            steps.map_err(|error| output.fail(&error))?;
        for part in [signature.as_bytes().as_slice(), payload_hash.as_bytes(), string_to_sign.as_bytes()] {
            output.put(part);
        }
        Ok(0)
    });
    if derived {
        wipe_stack::<STACK_DEPTH>();
    }
    result
}

/// Reads the lines of a request in the order in which `pkg/lib/signing/request.js` writes them, up to the extra headers.
fn read_fields<'a>(lines: &mut Lines<'a>, timestamp: u64) -> RequestFields<'a> {
    let method = if lines.required() == b"GET" { Method::Get } else { Method::Post };
    let (service, query) = (lines.required(), lines.required());
    let (endpoint, host) = (lines.optional(), lines.optional());
    let (unsigned_payload, signed_headers) = (lines.optional().is_some(), lines.optional());
    let header_values = std::array::from_fn(|_| lines.optional());
    RequestFields { method, service, query, endpoint, host, header_values, unsigned_payload, timestamp, signed_headers }
}

const _: () = assert!(INPUT <= i32::MAX as usize, "lengths are returned as signed numbers");
