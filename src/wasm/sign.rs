//! The signer at the door.

use super::desk::{self, DEPTH, Failure, KeptShape, Lines, Room};
use crate::error::client;
use crate::sign::tc3::{UNSIGNED_PAYLOAD, finish};
use crate::sign::{
    Climb, Head, Hex, Keys, Label, MAX_BODY, Method, Problem, Refusal, Shape, Sink as _, TOO_LARGE, Texts,
    check_credentials, climb, date_of, day_of,
};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

/// More extra headers than this are refused.
const MAX_HEADERS: usize = 64;

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
    const FULL: Problem = Problem::new("have 1,024 signers already; free() those that are no longer used");
    desk::answer(|input, room| {
        let mut lines = Lines::of(input, length);
        let (id, token, key) = (lines.needed(), lines.text(), lines.rest());
        let made = check_credentials(id, key, token).map(|()| Keys::new(key));
        desk::wipe(input, length);
        let keys = made.map_err(|refusal| room.refuse(&refusal))?;
        room.keep_keys(keys).ok_or_else(|| room.refuse(&Refusal::new("credentials", &FULL)))
    })
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    desk::at(|desk| desk.drop_keys(number));
    desk::scrub::<DEPTH>();
}

/// Checks the lines of a request and keeps its shape, under the number it answers. Puts out, a line each, the URL and the
/// Authorization header up to the signature; then the canonical request up to the payload's hash.
#[wasm_bindgen]
pub fn shape_new(length: u32, timestamp: f64) -> i32 {
    desk::scrub::<DEPTH>();
    desk::answer(|input, room| {
        let timestamp = timestamp as u64;
        let mut lines = Lines::of(input, length);
        let secret_id = lines.needed();
        let mut headers = [(&b""[..], &b""[..]); MAX_HEADERS];
        let shape = read(&mut lines, timestamp, &mut headers).and_then(Shape::check);
        let checked = shape.and_then(|shape| Ok((shape, day_of(timestamp)?)));
        let (shape, day) = checked.map_err(|refusal| room.refuse(&refusal))?;
        let output = &mut *room.output;
        shape.put_url(output);
        output.put(b"\n");
        shape.put_authorization(output, secret_id, &date_of(day));
        output.put(b"\n");
        let at = output.length();
        shape.put_head(output);
        let head = Head { hash: Sha256::new_with_prefix(output.since(at)), service: Label::of(shape.service()) };
        Ok(room.keep_shape(KeptShape { head, unsigned_payload: u8::from(shape.unsigned_payload()) }))
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
        let (hash, before) = if begin { (None, 0) } else { (desk.payload.take(), desk.payload_length) };
        desk.payload_length = before + length as usize;
        desk.payload = Some(hash.unwrap_or_default().chain_update(desk.input(length as usize)));
        desk.payload_length <= MAX_BODY
    })
}

/// Signs: the payload is what was fed, or `length` bytes of the input. Puts out in hex the signature and the payload's
/// hash, then the string to sign.
#[wasm_bindgen]
pub fn sign(signer: u32, shape: u32, length: u32, fed: bool, timestamp: f64) -> i32 {
    const FREED: Problem = Problem { code: client::FREED, text: "was freed; make a new one" };
    desk::answer(|input, room| {
        let fed = fed.then(|| take_payload(room)).transpose()?;
        let Some((keys, kept)) = room.find(signer, shape) else {
            return Err(room.refuse(&Refusal::new("signer", &FREED)));
        };
        let (hash, rest) = match fed {
            _ if kept.unsigned_payload == 1 => (Sha256::new(), UNSIGNED_PAYLOAD.as_bytes()),
            Some(hash) => (hash, b"".as_slice()),
            None => (Sha256::new(), input.get(..length as usize).unwrap_or_default()),
        };
        let climb = climb(keys, &kept.head, Hex::of(&finish(hash, rest)), timestamp as u64);
        let Climb { signature, payload_hash, string_to_sign, .. } = climb.map_err(|refusal| room.refuse(&refusal))?;
        for part in [signature.as_bytes().as_slice(), payload_hash.as_bytes(), string_to_sign.as_bytes()] {
            room.output.put(part);
        }
        Ok(0)
    })
}

/// The hash of what was fed of a payload, once.
fn take_payload(room: &mut Room<'_>) -> Result<Sha256, Failure> {
    let hash = room.payload.take().unwrap_or_default();
    if std::mem::take(room.payload_length) > MAX_BODY { Err(room.refuse(&TOO_LARGE)) } else { Ok(hash) }
}

/// Reads the lines of a request in the order in which `pkg/lib/request.js` lays them down.
fn read<'a>(
    lines: &mut Lines<'a>,
    timestamp: u64,
    headers: &'a mut [(&'a [u8], &'a [u8]); MAX_HEADERS],
) -> Result<Texts<'a>, Refusal<'a>> {
    const TOO_MANY: Problem = Problem::new("has more than 64 members");
    let mut values = [None; 6];
    let method = if lines.needed() == b"GET" { Method::Get } else { Method::Post };
    let (service, query, endpoint) = (lines.needed(), lines.needed(), lines.text());
    for value in &mut values {
        *value = lines.text();
    }
    let (unsigned_payload, signed) = (lines.text().is_some(), lines.text());
    let mut count = 0;
    while let Some(name) = lines.next() {
        let slot = headers.get_mut(count).ok_or(Refusal::new("headers", &TOO_MANY))?;
        *slot = (name.unwrap_or_default(), lines.needed());
        count += 1;
    }
    let headers = headers.get(..count).unwrap_or_default();
    Ok(Texts { method, service, query, endpoint, values, unsigned_payload, timestamp, signed, headers })
}

const _: () = assert!(desk::INPUT <= i32::MAX as usize, "lengths are answered as numbers with a sign");
