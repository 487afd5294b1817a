//! The signer at the door.

use super::desk::{self, DEPTH, Failure, INPUT, KeptShape, Lines, Room};
use crate::error::client;
use crate::sign::tc3::{UNSIGNED_PAYLOAD, put_scope, put_string_to_sign};
use crate::sign::{
    ApiRequest, Climb, Keys, Label, MAX_BODY, Method, Refusal, Shape, SignOptions, Sink, check_credentials, climb,
    too_large,
};
use sha2::Sha256;
use wasm_bindgen::prelude::*;

/// More extra headers than this are refused.
const MAX_HEADERS: usize = 64;
/// No more names of signed headers are read; the core refuses more than 64 different ones.
const MAX_NAMES: usize = 128;

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
    desk::answer(|input, room| {
        let mut lines = Lines::of(input, length);
        let (id, token, key) = (lines.text().unwrap_or(""), lines.text(), lines.rest());
        let made = check_credentials(id, key, token).map(|()| Keys::new(key));
        desk::wipe(input, length);
        let keys = made.map_err(|refusal| room.refuse(&refusal))?;
        let full = Refusal::new("credentials", "have 1,024 signers already; free() those that are no longer used");
        room.keep_keys(keys).ok_or_else(|| room.refuse(&full))
    })
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    desk::at(|desk| desk.drop_keys(number));
    desk::scrub::<DEPTH>();
}

/// Checks the lines of a request and keeps its shape, under the number it answers. Puts out two lines: the URL, and the
/// Authorization header up to the signature.
#[wasm_bindgen]
pub fn shape_new(length: u32, timestamp: f64) -> i32 {
    desk::scrub::<DEPTH>();
    desk::answer(|input, room| {
        with_shape(Lines::of(input, length), timestamp, room, |shape, secret_id, service, room| {
            let date = crate::sign::Date::of(timestamp as u64).map_err(|refusal| room.refuse(&refusal))?;
            shape.put_url(room.output);
            room.output.put(b"\n");
            shape.put_authorization(room.output, secret_id, date);
            Ok(room.keep_shape(keep(shape, service)))
        })
    })
}

/// How much shape_new() or explain() put out.
#[wasm_bindgen]
pub fn output_length() -> u32 {
    desk::at(|desk| desk.output.length()) as u32
}

/// Takes a part of a payload that does not fit into the input at once, or is to be explained. Answers whether there may be
/// more of it.
#[wasm_bindgen]
pub fn feed(length: u32, begin: bool) -> bool {
    desk::scrub::<DEPTH>();
    desk::at(|desk| {
        let (hash, before) = if begin { (None, 0) } else { (desk.payload.take(), desk.payload_length) };
        let mut hash = hash.unwrap_or_default();
        hash.put(desk.input(length as usize));
        desk.payload_length = before + length as usize;
        desk.payload = Some(hash);
        desk.payload_length <= MAX_BODY
    })
}

/// Signs: the payload is what was fed, or `length` bytes of the input. Puts out the signature, in hex.
#[wasm_bindgen]
pub fn sign(signer: u32, shape: u32, length: u32, fed: bool, timestamp: f64) -> i32 {
    desk::answer(|input, room| {
        let payload = if fed { take_payload(room)? } else { hash_of(input.get(..length as usize).unwrap_or_default()) };
        let Some((keys, kept)) = room.find(signer, shape) else { return Err(room.refuse(&FREED)) };
        let climb = climb(keys, &kept.service, kept.head.clone(), of(kept, payload), timestamp as u64);
        let Climb { signature, .. } = climb.map_err(|refusal| room.refuse(&refusal))?;
        room.output.put(signature.as_bytes());
        Ok(0)
    })
}

/// Explains the lines of a request whose payload was fed: puts out the rungs, with a NUL after each.
#[wasm_bindgen]
pub fn explain(signer: u32, length: u32, timestamp: f64) -> i32 {
    desk::answer(|input, room| {
        let payload = take_payload(room)?;
        with_shape(Lines::of(input, length), timestamp, room, |shape, secret_id, service, room| {
            let kept = keep(shape, service);
            let Some(keys) = room.keys(signer) else { return Err(room.refuse(&FREED)) };
            let climb = climb(keys, &kept.service, kept.head.clone(), of(&kept, payload), timestamp as u64);
            let climb = climb.map_err(|refusal| room.refuse(&refusal))?;
            put_rungs(room, shape, secret_id, service, timestamp as u64, &climb);
            Ok(0)
        })
    })
}

const FREED: Refusal<'static> =
    Refusal { code: client::FREED, field: "signer", problem: "was freed; make a new one", about: "" };

fn keep(shape: &Shape<'_>, service: &str) -> KeptShape {
    let mut head = Sha256::default();
    shape.put_head(&mut head);
    KeptShape { head, service: Label::of(service), unsigned_payload: u8::from(shape.unsigned_payload()) }
}

/// The hash that stands for a payload.
fn of(shape: &KeptShape, payload: Sha256) -> Sha256 {
    if shape.unsigned_payload == 1 { hash_of(UNSIGNED_PAYLOAD.as_bytes()) } else { payload }
}

fn hash_of(bytes: &[u8]) -> Sha256 {
    let mut hash = Sha256::default();
    hash.put(bytes);
    hash
}

/// The hash of what was fed of a payload, once.
fn take_payload(room: &mut Room<'_>) -> Result<Sha256, Failure> {
    let hash = room.payload.take().unwrap_or_default();
    if std::mem::take(room.payload_length) > MAX_BODY { Err(room.refuse(&too_large())) } else { Ok(hash) }
}

fn put_rungs(room: &mut Room<'_>, shape: &Shape<'_>, secret_id: &str, service: &str, timestamp: u64, climb: &Climb) {
    let Climb { date, payload_hash, canonical_request_hash, signature } = climb;
    let output = &mut *room.output;
    output.put(payload_hash.as_bytes());
    output.put(b"\0");
    shape.put_head(output);
    output.put(payload_hash.as_bytes());
    output.put(b"\0");
    output.put(canonical_request_hash.as_bytes());
    output.put(b"\0");
    put_scope(output, date.as_str(), service);
    output.put(b"\0");
    let scope = |sink: &mut dyn Sink| put_scope(sink, date.as_str(), service);
    put_string_to_sign(output, timestamp, scope, canonical_request_hash.as_bytes());
    output.put(b"\0");
    output.put(signature.as_bytes());
    output.put(b"\0");
    shape.put_authorization(output, secret_id, *date);
    output.put(signature.as_bytes());
}

/// Reads the lines of a request in the order in which `pkg/lib/request.js` lays them down, and checks them.
fn with_shape<T>(
    mut lines: Lines<'_>,
    timestamp: f64,
    room: &mut Room<'_>,
    work: impl FnOnce(&Shape<'_>, &str, &str, &mut Room<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let (secret_id, token, method) = (lines.text().unwrap_or(""), lines.text(), lines.text());
    let service = lines.text().unwrap_or("");
    let mut request = ApiRequest {
        service,
        version: lines.text().unwrap_or(""),
        action: lines.text().unwrap_or(""),
        region: lines.text(),
        method: if method == Some("GET") { Method::Get } else { Method::Post },
        language: lines.text(),
        endpoint: lines.text(),
        query: lines.text().unwrap_or(""),
        ..ApiRequest::default()
    };
    let mut options = SignOptions {
        timestamp: timestamp as u64,
        content_type: lines.text(),
        unsigned_payload: lines.text().is_some(),
        ..SignOptions::default()
    };
    let mut names = [""; MAX_NAMES];
    let mut count = 0;
    for (name, slot) in lines.text().into_iter().flat_map(|names| names.split(';')).zip(&mut names) {
        *slot = name;
        count += 1;
    }
    if count > 0 {
        options.signed_headers = names.get(..count);
    }
    let mut headers = [("", ""); MAX_HEADERS];
    let mut count = 0;
    while let Some(name) = lines.next() {
        let Some(slot) = headers.get_mut(count) else {
            return Err(room.refuse(&Refusal::new("headers", "has more than 64 members")));
        };
        *slot = (name.unwrap_or(""), lines.text().unwrap_or(""));
        count += 1;
    }
    request.headers = headers.get(..count).unwrap_or_default();
    let shape = Shape::check(&request, token, &options).map_err(|refusal| room.refuse(&refusal))?;
    work(&shape, secret_id, service, room)
}

const _: () = assert!(INPUT <= i32::MAX as usize, "lengths are answered as numbers with a sign");
