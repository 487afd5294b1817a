//! What v1 cannot sign is refused with a code and the field that is wrong, and nothing secret is printed.

#![allow(clippy::unwrap_used)]

use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::Method;
use tencentcloud_edge::sign::v1::{Algorithm, Options, Request, explain, sign};

const REQUEST: Request<'static> = Request {
    service: "cvm",
    version: "2017-03-12",
    action: "StartInstances",
    region: Some("ap-guangzhou"),
    method: Method::Post,
    payload: &[("InstanceIds.0", "ins-11112222")],
    endpoint: None,
    host: None,
    language: None,
    headers: &[],
};
const OPTIONS: Options = Options { algorithm: Algorithm::HmacSha1, timestamp: 1_551_113_065, nonce: 1 };
const BAD_TEXTS: [&str; 9] =
    ["", "a\rb", "a\nb", "a\r\nX-Evil: 1", "a\0b", "\u{7f}", "caf\u{e9}", " padded", "padded "];

fn pair() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE")
}

#[track_caller]
fn refused(request: &Request<'_>, credentials: &Credentials, options: &Options, code: &str, word: &str) {
    for algorithm in [Algorithm::HmacSha1, Algorithm::HmacSha256] {
        let options = Options { algorithm, ..*options };
        let error = sign(request, credentials, &options).unwrap_err();
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(word), "{word} is not named: {error}");
        assert_eq!(error.advice.name(), "fix-request");
        assert!(error.message.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{:?}", error.message);
        assert!(!format!("{error:?}").contains("SECRETEXAMPLE"));
        assert_eq!(explain(request, credentials, &options).unwrap_err(), error);
    }
}

#[track_caller]
fn argument(request: &Request<'_>, credentials: &Credentials, options: &Options, field: &str) {
    refused(request, credentials, options, "Client.InvalidArgument", &format!("`{field}`"));
}

#[test]
fn texts_are_held_to_what_tc3_takes() {
    for text in BAD_TEXTS {
        for (field, request) in [
            ("service", Request { service: text, ..REQUEST }),
            ("version", Request { version: text, ..REQUEST }),
            ("action", Request { action: text, ..REQUEST }),
            ("region", Request { region: Some(text), ..REQUEST }),
            ("language", Request { language: Some(text), ..REQUEST }),
            ("endpoint", Request { endpoint: Some(text), ..REQUEST }),
        ] {
            argument(&request, &pair(), &OPTIONS, field);
        }
        argument(&REQUEST, &Credentials::new(text, "SECRETEXAMPLE"), &OPTIONS, "secretId");
        argument(&REQUEST, &pair().with_token(text), &OPTIONS, "token");
    }
    argument(&REQUEST, &Credentials::new("AKIDEXAMPLE", ""), &OPTIONS, "secretKey");
}

#[test]
fn a_timestamp_and_a_nonce_have_their_ranges() {
    for timestamp in [253_402_300_800, 1_551_113_065_000, u64::MAX] {
        argument(&REQUEST, &pair(), &Options { timestamp, ..OPTIONS }, "timestamp");
    }
    argument(&REQUEST, &pair(), &Options { nonce: 0, ..OPTIONS }, "nonce");
    for nonce in [1, 65_535, u64::MAX] {
        let steps = explain(&REQUEST, &pair(), &Options { nonce, ..OPTIONS }).unwrap();
        assert!(steps.string_to_sign.contains(&format!("&Nonce={nonce}&")), "{nonce}");
    }
}

#[test]
fn what_the_signature_sets_is_not_the_callers_to_set() {
    for name in [
        "Action",
        "Language",
        "Nonce",
        "Region",
        "SecretId",
        "Signature",
        "SignatureMethod",
        "Timestamp",
        "Token",
        "Version",
    ] {
        let payload = [("InstanceIds.0", "ins-11112222"), (name, "x")];
        refused(&Request { payload: &payload, ..REQUEST }, &pair(), &OPTIONS, "Client.InvalidArgument", name);
    }
    // A name is these letters exactly: others may be an action's own.
    for name in ["action", "Actions", "Region.0", "RequestClient"] {
        assert!(sign(&Request { payload: &[(name, "x")], ..REQUEST }, &pair(), &OPTIONS).is_ok(), "{name}");
    }
}

#[test]
fn a_parameter_has_a_name_and_comes_once() {
    argument(&Request { payload: &[("", "x")], ..REQUEST }, &pair(), &OPTIONS, "payload");
    for name in ["A.0", "\u{540d}\n", &"x".repeat(500)] {
        let payload = [(name, "1"), ("B", "2"), (name, "3")];
        argument(&Request { payload: &payload, ..REQUEST }, &pair(), &OPTIONS, "payload");
    }
}

#[test]
fn headers_are_held_to_what_tc3_takes() {
    let lists: [&[(&str, &str)]; 6] = [
        &[("", "v")],
        &[("a b", "v")],
        &[("x-a", "a\r\nb")],
        &[("x-a", "1"), ("X-A", "2")],
        &[("Content-Type", "text/plain")],
        &[("X-TC-Region", "ap-guangzhou")],
    ];
    for headers in lists {
        argument(&Request { headers, ..REQUEST }, &pair(), &OPTIONS, "headers");
    }
}

#[test]
fn a_form_of_a_megabyte_is_signed_and_more_is_not() {
    let with =
        |value: &str, check: &dyn Fn(&Request<'_>)| check(&Request { payload: &[("UserData", value)], ..REQUEST });
    let most = "a".repeat(1_024 * 1_024 + 1);
    with(&most[400..], &|request| assert!(sign(request, &pair(), &OPTIONS).is_ok()));
    for refused_text in [&most, &most[100..], "\u{4e2d}".repeat(most.len() / 9).as_str()] {
        with(refused_text, &|request| refused(request, &pair(), &OPTIONS, "Client.TooLarge", "`payload`"));
    }
}

#[test]
fn a_query_of_32_kb_as_it_is_sent_is_signed_and_a_byte_more_is_not() {
    let most = 32 * 1_024;
    let with = |length: usize, nonce: u64| {
        let value = "a".repeat(length);
        let payload = [("UserData", value.as_str())];
        let request = Request { method: Method::Get, payload: &payload, ..REQUEST };
        explain(&request, &pair(), &Options { nonce, ..OPTIONS }).map(|steps| steps.form.len())
    };
    let around = most - with(0, 10).unwrap();
    let mut longest = 0;
    // A signature holds `+` and `/`, three bytes each once encoded: which text comes to the limit is found by trying.
    for (length, nonce) in (around - 9..around + 9).flat_map(|length| (10..40).map(move |nonce| (length, nonce))) {
        match with(length, nonce) {
            Ok(found) => longest = longest.max(found),
            Err(error) => assert!(error.code == "Client.TooLarge" && error.message.contains("32 KB"), "{error}"),
        }
    }
    assert_eq!(longest, most);
}

#[test]
fn no_step_holds_the_secret() {
    let steps = explain(&REQUEST, &pair().with_token("TOKENEXAMPLE"), &OPTIONS).unwrap();
    assert!(!format!("{steps:?}").contains("SECRETEXAMPLE"));
}

#[test]
fn of_further_headers_there_are_at_most_64() {
    let names: Vec<String> = (0..65).map(|number| format!("x-{number}")).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
    argument(&Request { headers: &headers, ..REQUEST }, &pair(), &OPTIONS, "headers");
    assert_eq!(sign(&Request { headers: &headers[..64], ..REQUEST }, &pair(), &OPTIONS).unwrap().headers.len(), 65);
}
