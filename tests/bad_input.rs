//! What cannot be signed is refused with a code and the field that is wrong, and nothing secret is printed.

#![allow(clippy::unwrap_used)]

use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions, Signer, explain, sign};

const REQUEST: ApiRequest<'static> = ApiRequest {
    service: "cvm",
    version: "2017-03-12",
    action: "StartInstances",
    region: Some("ap-guangzhou"),
    method: Method::Post,
    payload: b"{}",
    query: "",
    endpoint: None,
    host: None,
    language: None,
    headers: &[],
};
const OPTIONS: SignOptions<'static> = SignOptions::at(1_551_113_065);
/// What no header may hold.
const BAD_TEXTS: [&str; 9] =
    ["", "a\rb", "a\nb", "a\r\nX-Evil: 1", "a\0b", "\u{7f}", "caf\u{e9}", " padded", "padded "];

fn pair() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE")
}

#[track_caller]
fn refused(request: &ApiRequest<'_>, credentials: &Credentials, options: &SignOptions<'_>, code: &str, word: &str) {
    let error = sign(request, credentials, options).unwrap_err();
    assert_eq!(error.code, code, "{error}");
    assert!(error.message.contains(word), "{word} is not named: {error}");
    assert_eq!(error.advice.name(), "fix-request");
    assert!(error.message.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{:?}", error.message);
    assert_eq!(explain(request, credentials, options).unwrap_err(), error);
}

#[track_caller]
fn argument(request: &ApiRequest<'_>, credentials: &Credentials, options: &SignOptions<'_>, field: &str) {
    refused(request, credentials, options, "Client.InvalidArgument", &format!("`{field}`"));
}

#[test]
fn texts_that_cannot_stand_in_a_header_are_refused_by_field() {
    for text in BAD_TEXTS {
        for (field, request) in [
            ("service", ApiRequest { service: text, ..REQUEST }),
            ("version", ApiRequest { version: text, ..REQUEST }),
            ("action", ApiRequest { action: text, ..REQUEST }),
            ("region", ApiRequest { region: Some(text), ..REQUEST }),
            ("language", ApiRequest { language: Some(text), ..REQUEST }),
            ("endpoint", ApiRequest { endpoint: Some(text), ..REQUEST }),
        ] {
            argument(&request, &pair(), &OPTIONS, field);
        }
        argument(&REQUEST, &pair(), &SignOptions { content_type: Some(text), ..OPTIONS }, "contentType");
        argument(&REQUEST, &Credentials::new(text, "k"), &OPTIONS, "secretId");
        argument(&REQUEST, &pair().with_token(text), &OPTIONS, "token");
    }
}

#[test]
fn a_service_is_one_label_of_the_scope_and_a_secret_id_one_word() {
    for service in ["cvm/tc3_request", "c vm", "cvm;host", "cvm,", "cvm\\"] {
        argument(&ApiRequest { service, ..REQUEST }, &pair(), &OPTIONS, "service");
    }
    for id in ["AKID EXAMPLE", "AKID/EXAMPLE", "AKID,EXAMPLE"] {
        argument(&REQUEST, &Credentials::new(id, "k"), &OPTIONS, "secretId");
    }
}

#[test]
fn a_secret_key_is_any_text_but_none() {
    argument(&REQUEST, &Credentials::new("AKIDEXAMPLE", ""), &OPTIONS, "secretKey");
    assert!(Signer::new(Credentials::new("AKIDEXAMPLE", "")).is_err());
    for key in ["a b\r\nc", "\0", "密钥", &"k".repeat(1_000)] {
        assert!(sign(&REQUEST, &Credentials::new("AKIDEXAMPLE", key), &OPTIONS).is_ok(), "{key:?}");
    }
}

#[test]
fn a_credential_has_no_stray_character_at_its_ends_and_the_error_shows_nothing_else_of_it() {
    let strays = [
        (" ", "a space"),
        ("\r\n", "a line break"),
        ("\n", "a line break"),
        ("\t", "a tab"),
        ("\"", "a quotation mark"),
        ("'", "a quotation mark"),
        ("\u{201d}", "a quotation mark"),
        ("\u{a0}", "a no-break space"),
        ("\u{feff}", "a byte order mark"),
        ("\u{200b}", "a space without width"),
    ];
    for (stray, name) in strays {
        for (text, verb) in [(format!("{stray}EXAMPLE"), "begin"), (format!("EXAMPLE{stray}"), "end")] {
            for (field, credentials) in [
                ("secretId", Credentials::new(&*text, "k")),
                ("secretKey", Credentials::new("AKIDEXAMPLE", &*text)),
                ("token", pair().with_token(&*text)),
            ] {
                let said = format!("`{field}` must not {verb} with {name}");
                assert_eq!(Signer::new(credentials).err().unwrap().message, said);
            }
        }
    }
}

#[test]
fn a_service_is_neither_in_capitals_nor_a_host() {
    for service in ["CVM", "cvm.tencentcloudapi.com", "Cvm.ap-guangzhou.tencentcloudapi.com"] {
        let request = ApiRequest { service, ..REQUEST };
        refused(&request, &pair(), &OPTIONS, "Client.InvalidArgument", "without a domain: cvm");
    }
}

#[test]
fn a_host_of_its_own_is_signed_and_sent() {
    let request = ApiRequest { endpoint: Some("https://10.0.0.1:8443"), host: Some("CVM.example:443"), ..REQUEST };
    let signed = sign(&request, &pair(), &OPTIONS).unwrap();
    assert_eq!(signed.url, "https://10.0.0.1:8443/");
    assert!(signed.headers.contains(&("host".to_owned(), "cvm.example:443".to_owned())));
    let dialled = ApiRequest { endpoint: Some("https://cvm.example:443"), host: None, ..request };
    let steps = explain(&request, &pair(), &OPTIONS).unwrap();
    assert!(steps.canonical_request.contains("\nhost:cvm.example:443\n"), "{}", steps.canonical_request);
    assert_ne!(steps.signature, explain(&dialled, &pair(), &OPTIONS).unwrap().signature);
    assert!(!sign(&dialled, &pair(), &OPTIONS).unwrap().headers.iter().any(|(name, _)| name == "host"));
    for host in ["", "https://a", "a/b", "a b", "a:0", "a:x", "u@a", "caf\u{e9}", "a\r\nb"] {
        argument(&ApiRequest { host: Some(host), ..REQUEST }, &pair(), &OPTIONS, "host");
    }
}

#[test]
fn a_timestamp_is_seconds_up_to_the_year_9999() {
    let at = SignOptions::at;
    for timestamp in [0, 1, 2_147_483_648, 253_402_300_799] {
        assert!(sign(&REQUEST, &pair(), &at(timestamp)).is_ok(), "{timestamp}");
    }
    for timestamp in [253_402_300_800, 1_551_113_065_000, u64::MAX] {
        argument(&REQUEST, &pair(), &at(timestamp), "timestamp");
    }
}

#[test]
fn signed_headers_are_sent_and_hold_what_must_be_signed() {
    let lists: [&[&str]; 8] = [
        &[],
        &["host"],
        &["content-type"],
        &["content-type", "host", "x-trace-id"],
        &["content-type", "host", "x-tc-token"],
        &["content-type", "host", ""],
        &["content-type", "host", "authorization"],
        &["content-type", "host", "x-tc-content-sha256"],
    ];
    for names in lists {
        argument(&REQUEST, &pair(), &SignOptions { signed_headers: Some(names), ..OPTIONS }, "signedHeaders");
    }
    let twice = ["host", "Content-Type", "HOST", "content-type"];
    let steps = explain(&REQUEST, &pair(), &SignOptions { signed_headers: Some(&twice), ..OPTIONS }).unwrap();
    assert!(steps.authorization.contains("SignedHeaders=content-type;host,"), "{}", steps.authorization);
}

#[test]
fn further_headers_are_plain_and_not_those_with_a_field_of_their_own() {
    let lists: [&[(&str, &str)]; 12] = [
        &[("", "v")],
        &[("a b", "v")],
        &[("a:b", "v")],
        &[("a\r\n", "v")],
        &[("caf\u{e9}", "v")],
        &[("x-a", "a\rb")],
        &[("x-a", "a\nb")],
        &[("x-a", "a\0b")],
        &[("x-a", "caf\u{e9}")],
        &[("x-a", "1"), ("X-A", "2")],
        &[("Host", "evil.example")],
        &[("X-TC-Region", "ap-guangzhou")],
    ];
    for headers in lists {
        argument(&ApiRequest { headers, ..REQUEST }, &pair(), &OPTIONS, "headers");
    }
    let traced = ApiRequest { headers: &[("X-TC-TraceId", "7f3a"), ("x-tc-requestclient", "q")], ..REQUEST };
    let names = ["content-type", "host", "x-tc-traceid"];
    let steps = explain(&traced, &pair(), &SignOptions { signed_headers: Some(&names), ..OPTIONS }).unwrap();
    assert!(steps.canonical_request.contains("\nx-tc-traceid:7f3a\n"), "{}", steps.canonical_request);
    assert!(sign(&traced, &pair(), &OPTIONS).unwrap().headers.contains(&("x-tc-traceid".into(), "7f3a".into())));
    for name in ["Authorization", "content-type", "X-TC-Timestamp", "x-tc-content-sha256"] {
        argument(&ApiRequest { headers: &[(name, "v")], ..REQUEST }, &pair(), &OPTIONS, "headers");
    }
}

#[test]
fn a_body_of_10_mb_is_signed_and_a_byte_more_is_not() {
    let most = vec![b'a'; 10 * 1_024 * 1_024 + 1];
    let unsigned = SignOptions { unsigned_payload: true, ..OPTIONS };
    refused(&ApiRequest { payload: &most, ..REQUEST }, &pair(), &unsigned, "Client.TooLarge", "`payload`");
    assert!(sign(&ApiRequest { payload: &most[1..], ..REQUEST }, &pair(), &unsigned).is_ok());
}

#[test]
fn a_query_of_32_kb_is_signed_and_a_byte_more_is_not() {
    let most = "a".repeat(32 * 1_024 + 1);
    let get = ApiRequest { method: Method::Get, payload: b"", ..REQUEST };
    refused(&ApiRequest { query: &most, ..get }, &pair(), &OPTIONS, "Client.TooLarge", "query");
    assert!(sign(&ApiRequest { query: &most[1..], ..get }, &pair(), &OPTIONS).is_ok());
}

#[test]
fn a_query_holds_only_what_a_url_keeps_as_it_is() {
    let get = ApiRequest { method: Method::Get, payload: b"", ..REQUEST };
    for query in
        ["a=1\r\nx", "a=1\nb", "a=\0", "a=b c", "a=\t", "a=#", "a=\"", "a='", "a=<", "a=>", "a=\u{e9}", "a=\u{7f}"]
    {
        argument(&ApiRequest { query, ..get }, &pair(), &OPTIONS, "query");
    }
    for query in ["", "a=1", "a=%0A%20%27", "a[]=1&b={}|^`~*()!$;:@/?,+"] {
        assert!(sign(&ApiRequest { query, ..get }, &pair(), &OPTIONS).is_ok(), "{query}");
    }
}

#[test]
fn nothing_prints_a_secret() {
    let secret = pair().with_token("TOKENEXAMPLE");
    for text in [format!("{secret:?}"), format!("{secret:#?}"), format!("{:?}", Some(&secret))] {
        assert!(text.contains("AKIDEXAMPLE"), "{text}");
        assert!(!text.contains("SECRETEXAMPLE") && !text.contains("TOKENEXAMPLE"), "{text}");
    }
    let steps = format!("{:?}", explain(&REQUEST, &secret, &OPTIONS).unwrap());
    assert!(!steps.contains("SECRETEXAMPLE"));
    let broken = Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE").with_token("TOKENEXAMPLE\n");
    let error = sign(&REQUEST, &broken, &OPTIONS).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("EXAMPLE"));
}

#[test]
fn of_further_headers_and_of_signed_ones_there_are_at_most_64() {
    let names: Vec<String> = (0..65).map(|number| format!("x-{number}")).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
    argument(&ApiRequest { headers: &headers, ..REQUEST }, &pair(), &OPTIONS, "headers");
    let most = ApiRequest { headers: &headers[..64], language: Some("zh-CN"), ..REQUEST };
    let token = pair().with_token("t");
    assert_eq!(sign(&most, &token, &OPTIONS).unwrap().headers.len(), 64 + 8);

    let mut signed: Vec<&str> = names.iter().take(62).map(String::as_str).collect();
    signed.extend(["host", "content-type"]);
    let steps = explain(&most, &pair(), &SignOptions { signed_headers: Some(&signed), ..OPTIONS }).unwrap();
    assert_eq!(steps.canonical_request.matches(":v\n").count(), 62);
    signed.push("x-62");
    argument(&most, &pair(), &SignOptions { signed_headers: Some(&signed), ..OPTIONS }, "signedHeaders");
}

#[test]
fn a_product_name_has_at_most_64_characters() {
    let long = "a".repeat(65);
    assert!(sign(&ApiRequest { service: &long[1..], ..REQUEST }, &pair(), &OPTIONS).is_ok());
    argument(&ApiRequest { service: &long, ..REQUEST }, &pair(), &OPTIONS, "service");
}

#[test]
fn signed_headers_are_sorted_a_prefix_first() {
    let headers = [("x-ab", "2"), ("x-a", "1")];
    let signed = ["x-ab", "host", "x-a", "content-type"];
    let steps = explain(
        &ApiRequest { headers: &headers, ..REQUEST },
        &pair(),
        &SignOptions { signed_headers: Some(&signed), ..OPTIONS },
    );
    assert!(steps.unwrap().authorization.contains("SignedHeaders=content-type;host;x-a;x-ab,"));
}

#[test]
fn the_hash_of_a_body_may_come_from_elsewhere() {
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let given = SignOptions { payload_hash: Some(hash), ..OPTIONS };
    let other = ApiRequest { payload: b"not read", ..REQUEST };
    assert_eq!(explain(&other, &pair(), &given).unwrap(), explain(&REQUEST, &pair(), &OPTIONS).unwrap());
    let unsigned = SignOptions { unsigned_payload: true, ..given };
    assert_ne!(explain(&REQUEST, &pair(), &unsigned).unwrap().payload_hash, hash);
    for text in ["", &hash[1..], &hash.to_uppercase(), &hash.replace('4', "g")] {
        argument(&REQUEST, &pair(), &SignOptions { payload_hash: Some(text), ..OPTIONS }, "payloadHash");
    }
}
