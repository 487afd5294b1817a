//! Lets the emulator verify one request while memcheck takes its secrets for undefined: every branch on them and every
//! address made of them is reported. The argument names the case.

mod memcheck;

use std::process::ExitCode;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, SignOptions, sign};
use tencentcloud_edge_emulator::{Account, Emulator, Options, Request};

const NOW: u64 = 1_764_000_000;
const SECRET_ID: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "Zq9fK3vX7mW2tY8rB4nC6dL1sG5hJ0pA";
const TOKEN: &str = "Tn5bQ8wE2rU6yI0oP3aS7dF1gH4jK9lZ";

fn main() -> ExitCode {
    let case = std::env::args().nth(1).unwrap_or_default();
    if !memcheck::is_watching() {
        eprintln!("This runs under valgrind: use `npm run verify:ct`.");
        return ExitCode::FAILURE;
    }
    let (signature, token) = (signed_header("authorization"), TOKEN.to_owned());
    let accepted = match case.as_str() {
        "right" => verify(signature, Some(token)),
        "first-digit" => verify(changed(&signature, 64), Some(token)),
        "last-digit" => verify(changed(&signature, 1), Some(token)),
        "short-signature" => verify(signature[..signature.len() - 1].to_owned(), Some(token)),
        "first-of-token" => verify(signature, Some(changed(&token, token.len()))),
        "last-of-token" => verify(signature, Some(changed(&token, 1))),
        "no-token" => verify(signature, None),
        "control-signature" => naive(&signature, &changed(&signature, 1)),
        "control-token" => naive(&token, &changed(&token, 1)),
        _ => {
            eprintln!("There is no case {case}.");
            return ExitCode::FAILURE;
        }
    };
    println!("{}", if accepted { "accepted" } else { "refused" });
    ExitCode::SUCCESS
}

/// Whether the emulator takes a request with this Authorization and token. The secrets it holds are undefined.
fn verify(authorization: String, token: Option<String>) -> bool {
    let account = Account {
        secret_id: SECRET_ID.to_owned(),
        secret_key: SECRET_KEY.to_owned(),
        token: Some(TOKEN.to_owned()),
        expires_at_ms: None,
        uin: None,
    };
    // Moving the account moves neither text: the pointers stay good as long as the emulator lives.
    let secrets =
        [Some(&account.secret_key), account.token.as_ref()].map(|text| text.map(|text| (text.as_ptr(), text.len())));
    let mut headers: Vec<(String, String)> = request_headers();
    headers.retain(|(name, _)| name != "authorization" && name != "x-tc-token");
    headers.push(("host".to_owned(), "cvm.tencentcloudapi.com".to_owned()));
    headers.push(("authorization".to_owned(), authorization));
    headers.extend(token.map(|token| ("x-tc-token".to_owned(), token)));
    let request = Request { method: "POST".to_owned(), target: "/".to_owned(), headers, body: b"{}".to_vec() };
    let options = Options { credentials: vec![account], ..Options::default() };
    let Ok(mut emulator) = Emulator::new(options) else { return false };
    for (at, length) in secrets.into_iter().flatten() {
        memcheck::mark_secret(at, length);
    }
    let response = emulator.handle(NOW * 1_000, &request);
    !String::from_utf8_lossy(&response.body).contains("AuthFailure")
}

/// What a comparison must not be: it stops at the first difference, and the time tells where.
#[inline(never)]
fn naive(expected: &str, given: &str) -> bool {
    memcheck::mark_secret(expected.as_ptr(), expected.len());
    if expected.len() != given.len() {
        return false;
    }
    for (ours, theirs) in expected.bytes().zip(given.bytes()) {
        if ours != theirs {
            return false;
        }
    }
    true
}

/// The headers of a request that is signed right.
fn request_headers() -> Vec<(String, String)> {
    let credentials = Credentials::new(SECRET_ID, SECRET_KEY).with_token(TOKEN);
    let request = ApiRequest {
        service: "cvm",
        version: "2017-03-12",
        action: "DescribeInstances",
        payload: b"{}",
        ..ApiRequest::default()
    };
    let options = SignOptions::at(NOW);
    sign(&request, &credentials, &options).map(|signed| signed.headers).unwrap_or_default()
}

fn signed_header(name: &str) -> String {
    request_headers().into_iter().find(|header| header.0 == name).map(|header| header.1).unwrap_or_default()
}

/// The text with another character at that place, counted from its end.
fn changed(text: &str, from_end: usize) -> String {
    let at = text.len() - from_end;
    let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
    [&text[..at], other, &text[at + 1..]].concat()
}
