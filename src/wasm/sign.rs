//! The signer at the door.

use super::desk::{self, CachedRequest, DEPTH, Lines};
use crate::error::client;
use crate::sign::tc3::{UNSIGNED_PAYLOAD, finish};
use crate::sign::{
    CanonicalPrefix, CanonicalRequest, HexDigest, Keys, MAX_BODY, Method, RequestFields, ServiceName, SigningError,
    SigningErrorKind, SigningSteps, Sink as _, TOO_LARGE, check_credentials, compute_signature, date_of, day_of,
};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

/// Where to lay down what is given: 64 KB.
#[wasm_bindgen]
pub fn input() -> u32 {
    desk::at(|desk| desk.input_address()) as u32
}

/// Where to pick up what is got.
#[wasm_bindgen]
pub fn output() -> u32 {
    desk::at(|desk| desk.output_address()) as u32
}

/// Makes a signer of the lines `secretId` and `token` and of the secret key, which may hold anything and so comes last;
/// wipes them, and answers its number.
#[wasm_bindgen]
pub fn signer_new(length: u32) -> i32 {
    const FULL: SigningErrorKind =
        SigningErrorKind::new("have 1,024 signers already; free() those that are no longer used");
    desk::answer(|input, room| {
        let mut lines = Lines::of(input, length);
        let (id, token, key) = (lines.needed(), lines.text(), lines.rest());
        let made = check_credentials(id, key, token).map(|()| Keys::new(key));
        desk::wipe(input, length);
        let keys = made.map_err(|error| room.refuse(&error))?;
        room.keep_keys(keys).ok_or_else(|| room.refuse(&SigningError::new("credentials", &FULL)))
    })
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    desk::at(|desk| desk.drop_keys(number));
    desk::scrub::<DEPTH>();
}

/// Checks the lines of a request and keeps it, under the number it answers. Puts out, a line each, the URL and the
/// Authorization header up to the signature; then the canonical request up to the payload's hash.
#[wasm_bindgen]
pub fn shape_new(length: u32, timestamp: f64) -> i32 {
    desk::scrub::<DEPTH>();
    desk::answer(|input, room| {
        let timestamp = timestamp as u64;
        let mut lines = Lines::of(input, length);
        let secret_id = lines.needed();
        let texts = read(&mut lines, timestamp);
        let extra = std::iter::from_fn(|| Some((lines.next()?.unwrap_or_default(), lines.needed())));
        let request = CanonicalRequest::check(texts, extra);
        let checked = request.and_then(|request| Ok((request, day_of(timestamp)?)));
        let (request, day) = checked.map_err(|error| room.refuse(&error))?;
        let output = &mut *room.output;
        request.put_url(output);
        output.put(b"\n");
        request.put_authorization(output, secret_id, &date_of(day));
        output.put(b"\n");
        let at = output.length();
        request.put_prefix(output);
        let prefix = CanonicalPrefix {
            hash: Sha256::new_with_prefix(output.since(at)),
            service: ServiceName::of(request.service()),
        };
        Ok(room.keep_request(CachedRequest { prefix, unsigned_payload: u8::from(request.unsigned_payload()) }))
    })
}

/// How much shape_new() or sign() put out.
#[wasm_bindgen]
pub fn output_length() -> u32 {
    desk::at(|desk| desk.output.length()) as u32
}

/// Takes a part of a payload that does not fit into the input at once. Answers whether there may be more of it.
#[wasm_bindgen]
pub fn feed(length: u32, begin: bool) -> bool {
    desk::scrub::<DEPTH>();
    desk::at(|desk| {
        desk.feed(length as usize, begin);
        desk.payload_length <= MAX_BODY
    })
}

/// Signs: the payload is what was fed, or `length` bytes of the input. Puts out in hex the signature and the payload's
/// hash, then the string to sign.
#[wasm_bindgen]
pub fn sign(signer: u32, request: u32, length: u32, fed: bool, timestamp: f64) -> i32 {
    const FREED: SigningErrorKind = SigningErrorKind { code: client::FREED, text: "was freed; make a new one" };
    let mut derived = false;
    let answer = desk::answer(|input, room| {
        if fed && std::mem::take(room.payload_length) > MAX_BODY {
            return Err(room.refuse(&TOO_LARGE));
        }
        let fed = fed.then(|| std::mem::take(room.payload));
        let Some((keys, kept)) = room.find(signer, request) else {
            return Err(room.refuse(&SigningError::new("signer", &FREED)));
        };
        let (hash, rest) = match fed {
            _ if kept.unsigned_payload == 1 => (Sha256::new(), UNSIGNED_PAYLOAD.as_bytes()),
            Some(hash) => (hash.unwrap_or_default(), b"".as_slice()),
            None => (Sha256::new(), input.get(..length as usize).unwrap_or_default()),
        };
        derived = day_of(timestamp as u64).is_ok_and(|day| keys.renew(day, &kept.prefix.service));
        let steps = compute_signature(keys, &kept.prefix, HexDigest::of(&finish(hash, rest)), timestamp as u64);
        let SigningSteps { signature, payload_hash, string_to_sign, .. } =
            steps.map_err(|error| room.refuse(&error))?;
        for part in [signature.as_bytes().as_slice(), payload_hash.as_bytes(), string_to_sign.as_bytes()] {
            room.output.put(part);
        }
        Ok(0)
    });
    if derived {
        desk::scrub::<DEPTH>();
    }
    answer
}

/// Reads the lines of a request in the order in which `pkg/lib/signing/request.js` lays them down; the extra headers are left.
fn read<'a>(lines: &mut Lines<'a>, timestamp: u64) -> RequestFields<'a> {
    let method = if lines.needed() == b"GET" { Method::Get } else { Method::Post };
    let (service, query, endpoint) = (lines.needed(), lines.needed(), lines.text());
    let (unsigned_payload, signed) = (lines.text().is_some(), lines.text());
    let values = std::array::from_fn(|_| lines.text());
    RequestFields { method, service, query, endpoint, values, unsigned_payload, timestamp, signed }
}

const _: () = assert!(desk::INPUT <= i32::MAX as usize, "lengths are answered as numbers with a sign");
