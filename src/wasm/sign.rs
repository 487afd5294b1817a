//! The exports of the signer.

use super::shared_buffer::{INPUT, Lines};
use super::signer_state::{CachedRequest, Payload, call_result, with_state};
use super::stack::wipe_stack;
use crate::sign::tc3::{MAX_BODY, PreparedRequest, SigningSteps, TOO_LARGE, UNSIGNED_PAYLOAD, put_authorization};
use crate::sign::{
    CanonicalRequest, HexDigest, KeyCache, Method, NO_HASH, RequestFields, SigningError, SigningErrorKind, Sink as _,
    date_of, day_of, finalize_with, header_fields, validate_credentials,
};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

const FREED_SIGNER: SigningError<'static> = {
    const FREED: SigningErrorKind = SigningErrorKind::freed("was freed; make a new one");
    SigningError::new("signer", &FREED)
};

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

/// Makes a signer of the fields `secretId` and `token` and of the secret key, which may hold anything and so comes after
/// them; wipes them, and returns the signer's number.
#[wasm_bindgen]
pub fn signer_new(length: u32) -> i32 {
    const FULL: SigningErrorKind =
        SigningErrorKind::new("have 1,024 signers already; free() those that are no longer used");
    call_result(|input, output, tables| {
        let lines = input.lines(length);
        let (id, token, key) = (lines.required("secretId"), lines.optional("token"), lines.rest());
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

/// Validates the fields of a signer's request, keeps it for the day of the timestamp, and returns its number. Writes, a line
/// each, the URL and the Authorization header up to the signature; then the canonical request up to the payload's hash.
#[wasm_bindgen]
pub fn request_new(signer: u32, length: u32, timestamp: f64) -> i32 {
    wipe_stack::<STACK_DEPTH>();
    let number = call_result(|input, output, tables| {
        let timestamp = timestamp as u64;
        let lines = input.lines(length);
        let fields = read_fields(lines, timestamp);
        let request = CanonicalRequest::new(fields, extra_headers(lines));
        let checked = request.and_then(|request| Ok((request, day_of(timestamp)?)));
        let (request, day) = checked.map_err(|error| output.fail(&error))?;
        let Some(keys) = tables.keys(signer) else { return Err(output.fail(&FREED_SIGNER)) };
        request.put_url(output);
        output.put(b"\n");
        put_authorization(output, lines.required("secretId"), &date_of(day), &request);
        output.put(b"\n");
        let start = output.length();
        request.put_prefix(output);
        let has_open_query = fields.method == Method::Get;
        let known = if has_open_query { start + request.query_offset() } else { output.length() };
        let prepared = PreparedRequest::new(output.between(start, known), &request, keys, day);
        // The body of a GET is empty.
        let hashed: &[u8] = if request.unsigned_payload() { UNSIGNED_PAYLOAD.as_bytes() } else { b"" };
        Ok(tables.insert_request(CachedRequest {
            signer,
            prepared,
            payload_hash: HexDigest::of(&finalize_with(Sha256::new(), hashed)),
            is_hashed: u8::from(has_open_query || request.unsigned_payload()),
        }))
    });
    wipe_stack::<STACK_DEPTH>();
    number
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

/// What the input holds when it signs. `pkg/lib/signing/module.js` has the same numbers.
mod content {
    /// The payload.
    pub(super) const PAYLOAD: u32 = 0;
    /// Nothing: the payload was fed.
    pub(super) const FED: u32 = 1;
    /// The payload's hash in hexadecimal.
    pub(super) const HASH: u32 = 2;
    /// Of a GET, the canonical request from the query up to the payload's hash.
    pub(super) const QUERY: u32 = 3;
}

/// Signs what the first `length` bytes of the input are. Writes in hexadecimal the signature and the payload's hash, then the
/// string to sign.
#[wasm_bindgen]
pub fn sign(signer: u32, request: u32, length: u32, content: u32, timestamp: f64) -> i32 {
    call_result(|input, output, tables| {
        let fed = if content == content::FED { std::mem::take(&mut tables.payload) } else { Payload::default() };
        if fed.length > MAX_BODY {
            return Err(output.fail(&TOO_LARGE));
        }
        let Some(cached) = tables.request(signer, request) else {
            return Err(output.fail(&FREED_SIGNER));
        };
        let given = input.read(length);
        let payload_hash = match content {
            _ if cached.is_hashed == 1 => cached.payload_hash,
            content::HASH => HexDigest::parse(given).ok_or_else(|| output.fail(&NO_HASH))?,
            content::PAYLOAD => HexDigest::of(&finalize_with(Sha256::new(), given)),
            _ => HexDigest::of(&finalize_with(fed.hash.unwrap_or_default(), b"")),
        };
        let rest = if content == content::QUERY { given } else { b"" };
        let SigningSteps { signature, string_to_sign, .. } = cached.prepared.sign(rest, payload_hash, timestamp as u64);
        for part in [signature.as_bytes().as_slice(), payload_hash.as_bytes(), string_to_sign.as_bytes()] {
            output.put(part);
        }
        Ok(0)
    })
}

/// The fields of a request, by the names that `pkg/lib/signing/request.js` gives them.
fn read_fields(lines: Lines<'_>, timestamp: u64) -> RequestFields<'_> {
    RequestFields {
        method: if lines.required("method") == b"GET" { Method::Get } else { Method::Post },
        service: lines.required("service"),
        query: lines.required("query"),
        endpoint: lines.optional("endpoint"),
        host: lines.optional("host"),
        header_values: header_fields().map(|name| lines.optional(name)),
        unsigned_payload: lines.optional("unsignedPayload").is_some(),
        timestamp,
        signed_headers: lines.optional("signedHeaders"),
    }
}

/// The extra headers: fields called `header` and `value` in turn.
fn extra_headers(mut lines: Lines<'_>) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (_, name) = lines.find(|(field, _)| *field == b"header")?;
        Some((name, lines.next()?.1))
    })
}

const _: () = assert!(INPUT <= i32::MAX as usize, "lengths are returned as signed numbers");
