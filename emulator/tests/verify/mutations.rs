//! No request passes that was changed after it was signed, and none is refused that was not.

use crate::random::{Random, setting};
use crate::requests::{answer, code, emulator, good};
use tencentcloud_edge_emulator::Request;

fn count() -> u64 {
    setting("VERIFY_REQUESTS").unwrap_or(3_000)
}

#[test]
fn every_good_request_is_answered() {
    let mut random = Random::new("good requests");
    let mut emulator = emulator();
    for at in 0..count() {
        let request = good(&mut random);
        assert_eq!(code(&mut emulator, &request), "ok", "request {at}: {request:?}");
    }
    println!("{} good requests, 0 refused", count());
}

/// What is answered before or at the signature, with a part of its message where the code may also come later; anything else
/// means that the signature was taken for good.
const BEFORE: [(&str, &[&str]); 11] = [
    ("AuthFailure.InvalidAuthorization", &[""]),
    ("AuthFailure.InvalidSecretId", &[""]),
    ("AuthFailure.SecretIdNotFound", &[""]),
    ("AuthFailure.SignatureExpire", &[""]),
    ("AuthFailure.SignatureFailure", &[""]),
    ("AuthFailure.TokenFailure", &[""]),
    ("InvalidParameter", &["`Timestamp`", "`Nonce`"]),
    ("InvalidParameterValue", &["`SignatureMethod`"]),
    ("InvalidRequest", &["the query or form is not UTF-8"]),
    ("MissingParameter", &["Action", "Version", "Timestamp", "Nonce", "SecretId", "Signature"]),
    ("NoSuchProduct", &[""]),
];

#[test]
fn no_changed_request_is_answered() {
    let mut random = Random::new("changed requests");
    let mut emulator = emulator();
    let mut done = 0;
    while done < count() {
        let request = good(&mut random);
        let (what, changed) = change(&mut random, &request);
        if same(&request, &changed) {
            continue;
        }
        let (code, message) = answer(&mut emulator, &changed);
        let early = BEFORE.iter().any(|row| row.0 == code && row.1.iter().any(|part| message.contains(part)));
        assert!(early, "{what} was changed, and the answer is {code}: {message}\n{request:?}\n{changed:?}");
        done += 1;
    }
    println!("{done} changed requests, 0 accepted");
}

/// The header names that a TC3 signature covers; for v1 none is but host.
fn covered(request: &Request) -> Vec<String> {
    let authorization = request.header("authorization").unwrap_or_default();
    let names = authorization.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next());
    let mut covered: Vec<String> = names.unwrap_or("host").split(';').map(str::to_owned).collect();
    if names.is_some() {
        covered.extend(["authorization".to_owned(), "x-tc-timestamp".to_owned(), "x-tc-token".to_owned()]);
    }
    covered.retain(|name| request.header(name).is_some());
    covered
}

/// Changes one thing that the signature covers.
fn change(random: &mut Random, request: &Request) -> (String, Request) {
    let mut changed = request.clone();
    let unsigned = request.header("x-tc-content-sha256").is_some();
    match random.below(6) {
        0 if !changed.body.is_empty() && !unsigned => {
            flip(random, &mut changed.body);
            ("a bit of the body".to_owned(), changed)
        }
        1 if changed.target.len() > 2 => {
            let mut query = changed.target.split_off(2).into_bytes();
            flip(random, &mut query);
            // Targets are ASCII on the wire, and a `#` would end one.
            query
                .iter_mut()
                .for_each(|byte| *byte = if byte.is_ascii_graphic() && *byte != b'#' { *byte } else { b'!' });
            changed.target.push_str(&String::from_utf8(query).unwrap());
            ("a bit of the query".to_owned(), changed)
        }
        2 => {
            changed.method = if request.method == "GET" { "POST" } else { "GET" }.to_owned();
            ("the method".to_owned(), changed)
        }
        3 => {
            let name = random.pick(&covered(request)).clone();
            changed.headers.retain(|header| header.0 != name);
            (format!("the header {name}, which is gone"), changed)
        }
        4 if !unsigned && random.one_in(2) => {
            changed.body.push(*random.pick(b" x}&"));
            ("a byte more in the body".to_owned(), changed)
        }
        _ => {
            let name = random.pick(&covered(request)).clone();
            for (key, value) in changed.headers.iter_mut().filter(|header| header.0 == name) {
                let mut bytes = value.clone().into_bytes();
                flip(random, &mut bytes);
                *value = String::from_utf8_lossy(&bytes).into_owned();
                debug_assert_eq!(*key, name);
            }
            (format!("a bit of the header {name}"), changed)
        }
    }
}

fn flip(random: &mut Random, bytes: &mut [u8]) {
    let at = random.below(bytes.len());
    bytes[at] ^= 1 << random.below(8);
}

/// Whether two requests say the same: values of headers that are compared in lower case and trimmed, forms that decode to
/// the same pairs, and a GET's body, which nobody reads.
fn same(one: &Request, other: &Request) -> bool {
    let header = |request: &Request, name: &str| {
        let value = request.header(name).map(str::to_owned);
        if matches!(name, "authorization" | "x-tc-token" | "x-tc-timestamp") {
            value
        } else {
            value.map(|it| it.trim().to_lowercase())
        }
    };
    let v1 = one.header("authorization").is_none();
    let names: Vec<&String> = one.headers.iter().chain(&other.headers).map(|it| &it.0).collect();
    let heads = names.iter().all(|name| header(one, name) == header(other, name));
    let texts = |request: &Request| {
        let text = if request.method == "GET" { request.target.clone().into_bytes() } else { request.body.clone() };
        decoded(&text)
    };
    let bodies = if v1 { texts(one) == texts(other) } else { (&one.target, &one.body) == (&other.target, &other.body) };
    one.method == other.method && heads && bodies
}

/// A form as it is read: pairs in any order, empty ones left out.
fn decoded(form: &[u8]) -> Vec<Vec<u8>> {
    let mut pairs: Vec<Vec<u8>> = form
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut out = Vec::new();
            let mut rest = pair;
            while let [first, tail @ ..] = rest {
                rest = tail;
                let hex = |byte: u8| char::from(byte).to_digit(16);
                match (first, tail) {
                    (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                        out.push((hex(*high).unwrap() * 16 + hex(*low).unwrap()) as u8);
                        rest = after;
                    }
                    (b'+', _) => out.push(b' '),
                    _ => out.push(*first),
                }
            }
            out
        })
        .collect();
    pairs.sort();
    pairs
}
