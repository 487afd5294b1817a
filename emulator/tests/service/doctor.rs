//! Every usual mistake of a signer is told by its name, and no secret is told with it.

use crate::common::{HOST, NOW, World, api, code, demo, signed, with};
use serde_json::json;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::tc3::{SigningKey, credential_scope, hmac_sha256, sha256_hex, string_to_sign};
use tencentcloud_edge::sign::v1::{self, Algorithm};
use tencentcloud_edge::sign::{ApiRequest, Method};
use tencentcloud_edge_emulator::{DEMO_SECRET_ID, DEMO_SECRET_KEY, Request};

const DATE: &str = "2026-01-01";
const OTHER_KEY: &str = "another-account-key";

fn world() -> World {
    World::new(json!({ "instances": 1, "credentials": [
        { "secretId": DEMO_SECRET_ID, "secretKey": DEMO_SECRET_KEY },
        { "secretId": "AKIDother", "secretKey": OTHER_KEY },
    ] }))
}

fn good() -> Request {
    signed(&ApiRequest { payload: br#"{"Limit":1,"Offset":0}"#, ..api("DescribeInstances") }, &demo(), &world().timed())
}

fn get() -> Request {
    let request = ApiRequest { method: Method::Get, query: "Offset=0&Limit=1&A=b%20c%2F", ..api("DescribeInstances") };
    signed(&request, &demo(), &world().timed())
}

/// The canonical request of a request that was signed well, over content-type, host and x-tc-action.
fn canonical(request: &Request) -> String {
    let value = |name: &str| request.header(name).unwrap().to_lowercase();
    let names = request.header("authorization").unwrap().split("SignedHeaders=").nth(1).unwrap();
    let names = names.split(',').next().unwrap();
    let headers: String = names.split(';').map(|name| format!("{name}:{}\n", value(name))).collect();
    let query = request.path_and_query().1;
    format!("{}\n/\n{query}\n{headers}\n{names}\n{}", request.method, sha256_hex(&request.body))
}

fn text_of(canonical: &str) -> String {
    string_to_sign(NOW / 1_000, &credential_scope(DATE, "cvm"), &sha256_hex(canonical.as_bytes()))
}

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The request with another signature.
fn resigned(request: &Request, signature: &str) -> Request {
    let header = request.header("authorization").unwrap();
    let (before, _) = header.split_once("Signature=").unwrap();
    with(request.clone(), "authorization", Some(&format!("{before}Signature={signature}")))
}

fn over(request: &Request, key: &str, text: &str) -> Request {
    resigned(request, &hex(SigningKey::derive(key, DATE, "cvm").sign(text)))
}

/// What is told of a request that must be refused for its signature.
fn told(request: &Request) -> String {
    let mut world = world();
    assert_eq!(code(&world.send(request)), "AuthFailure.SignatureFailure");
    let told = world.emulator.diagnose(request).unwrap();
    assert!(!told.contains(DEMO_SECRET_KEY) && !told.contains(OTHER_KEY), "{told}");
    told
}

#[track_caller]
fn tells(request: &Request, cause: &str) {
    let told = told(request);
    assert!(told.contains(cause), "expected: {cause}\n{told}");
}

#[test]
fn a_signature_that_holds_has_nothing_to_tell() {
    assert_eq!(world().emulator.diagnose(&good()), None);
    assert_eq!(
        over(&good(), DEMO_SECRET_KEY, &text_of(&canonical(&good()))).headers.last(),
        good().headers.iter().find(|it| it.0 == "authorization"),
        "the helper signs well"
    );
    assert_eq!(world().emulator.diagnose(&Request::default()), None);
}

#[test]
fn both_strings_are_shown_and_a_mystery_is_one() {
    let told = told(&resigned(&good(), &"0".repeat(64)));
    for line in canonical(&good()).lines().chain(text_of(&canonical(&good())).lines()) {
        assert!(told.contains(&format!("  | {line}\n")), "{line}\n{told}");
    }
    assert!(told.contains("none of the usual mistakes"), "{told}");
}

#[test]
fn mistakes_with_the_key() {
    let text = text_of(&canonical(&good()));
    for (key, cause) in [
        (format!("{DEMO_SECRET_KEY}\n"), "Key.LineFeed:"),
        (format!("{DEMO_SECRET_KEY}\r\n"), "Key.LineEnd:"),
        (format!("{DEMO_SECRET_KEY} "), "Key.Space:"),
        (format!(" {DEMO_SECRET_KEY}"), "Key.Space:"),
        (format!("\"{DEMO_SECRET_KEY}\""), "Key.Quoted:"),
        (format!("TC3{DEMO_SECRET_KEY}"), "Key.PrefixTwice:"),
        (OTHER_KEY.to_owned(), "Key.OtherId: the SecretKey that signed belongs to another SecretId: AKIDother"),
    ] {
        tells(&over(&good(), &key, &text), cause);
    }
    let date_key = hmac_sha256(DEMO_SECRET_KEY.as_bytes(), DATE.as_bytes());
    let key = hmac_sha256(&hmac_sha256(&date_key, b"cvm"), b"tc3_request");
    tells(&resigned(&good(), &hex(hmac_sha256(&key, text.as_bytes()))), "Key.NoPrefix:");
    let key = hmac_sha256(format!("TC3{DEMO_SECRET_KEY}").as_bytes(), DATE.as_bytes());
    tells(&resigned(&good(), &hex(hmac_sha256(&key, text.as_bytes()))), "Key.StepMissing:");
}

#[test]
fn mistakes_with_the_strings() {
    let request = good();
    let canonical = canonical(&request);
    let text = text_of(&canonical);
    let names = canonical.lines().nth_back(1).unwrap();
    for (text, cause) in [
        (text_of(&format!("{canonical}\n")), "CanonicalRequest.LineFeed:"),
        (text_of(&canonical.replace(&format!("\n\n{names}"), &format!("\n{names}"))), "CanonicalRequest.BlankLine:"),
        (text_of(&canonical.replacen("\n/\n", "\n\n", 1)), "Uri.Other:"),
        (text_of(&canonical.replace('\n', "\r\n")), "CanonicalRequest.LineEnds:"),
        (format!("{text}\n"), "StringToSign.LineFeed:"),
        (string_to_sign(NOW / 1_000, &credential_scope(DATE, "cvm"), &canonical), "StringToSign.NotHashed:"),
        (text.replace(&(NOW / 1_000).to_string(), &NOW.to_string()), "Timestamp.Milliseconds:"),
        (text.to_uppercase(), "StringToSign.Case:"),
        (text.replace("1767225600", "1767225599"), "Timestamp.ReadTwice:"),
    ] {
        tells(&over(&request, DEMO_SECRET_KEY, &text), cause);
    }
}

#[test]
fn what_was_signed_was_not_what_was_sent() {
    let other = |body: &[u8]| Request { body: body.to_vec(), ..good() };
    for (sent, cause) in [
        (br#"{"Limit": 1, "Offset": 0}"#.to_vec(), "Payload.Reserialised:"),
        (b"{\n  \"Limit\": 1,\n  \"Offset\": 0\n}".to_vec(), "Payload.Reserialised:"),
        (b" {\"Limit\":1,\"Offset\":0}\n".to_vec(), "Payload.Trimmed:"),
    ] {
        tells(&other(&sent), cause);
    }
    let text = |body: &[u8]| text_of(&canonical(&other(body)));
    for (signed, cause) in [
        (&b""[..], "Payload.Empty:"),
        (b"{}", "Payload.NotSent: the body signed is `{}`"),
        (b"null", "Payload.NotSent: the body signed is `null`"),
        (b"UNSIGNED-PAYLOAD", "Payload.Unsigned:"),
        (b"{\"Limit\":1,\"Offset\":0}\n", "Payload.LineFeed:"),
    ] {
        tells(&over(&good(), DEMO_SECRET_KEY, &text(signed)), cause);
    }
    let charset = with(good(), "content-type", Some("application/json; charset=utf-8"));
    tells(&charset, "ContentType.Charset: the content type differs in its charset: `application/json` is signed");
    tells(&with(good(), "host", Some("127.0.0.1:9787")), "Host.Other: the host signed is `cvm.tencentcloudapi.com`");
    tells(&Request { method: "POST".to_owned(), ..get() }, "Method.Other: the method signed is GET");
}

#[test]
fn mistakes_with_the_query() {
    let get = get();
    let canonical = canonical(&get);
    let query = get.path_and_query().1;
    for (signed, cause) in [
        (String::new(), "Query.Empty:"),
        (format!("?{query}"), "Query.QuestionMark:"),
        ("A=b%20c%2F&Limit=1&Offset=0".to_owned(), "Query.Order:"),
        (query.replace("%20", "+"), "Query.Spaces:"),
        (query.replace("%2F", "%2f"), "Query.EscapeCase:"),
    ] {
        let text = text_of(&canonical.replacen(query, &signed, 1));
        tells(&over(&get, DEMO_SECRET_KEY, &text), cause);
    }
    let plus = Request { target: get.target.replace("%20", "+"), ..get };
    tells(&plus, "Query.Spaces:");
}

#[test]
fn what_needs_no_search_is_told_at_once() {
    let header = good().header("authorization").unwrap().to_owned();
    let header = |from: &str, to: &str| with(good(), "authorization", Some(&header.replace(from, to)));
    tells(&header(DATE, "2025-12-30"), "Date.Other: the date is 2025-12-30, the timestamp is of 2026-01-01");
    tells(&header(DATE, "2026-01-02"), "Date.Other: the date is 2026-01-02");
    tells(&header("/cvm/", "/ecs/"), "Service.Other: the service is ecs, the request goes to cvm");
    tells(&header("x-tc-action", "x-tc-region;x-tc-token"), "Token.Missing:");
    tells(&resigned(&good(), "abc"), "Signature.Form:");
    // Half past four in the afternoon of the day before in UTC is the day itself in China.
    let evening = NOW - 4 * 3_600 * 1_000;
    let mut world = world();
    world.now = evening;
    let late = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &world.timed());
    let local =
        with(late.clone(), "authorization", Some(&late.header("authorization").unwrap().replace("2025-12-31", DATE)));
    assert_eq!(code(&world.send(&local)), "AuthFailure.SignatureFailure");
    assert!(world.emulator.diagnose(&local).unwrap().contains("Date.LocalTime:"));
}

#[test]
fn mistakes_with_v1() {
    let pairs = [
        ("Action", "DescribeInstances"),
        ("Nonce", "7"),
        ("Region", "ap-guangzhou"),
        ("SecretId", DEMO_SECRET_ID),
        ("Timestamp", "1767225600"),
        ("Version", "2017-03-12"),
        ("Filters.0.Name", "instance name"),
    ];
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let by = |algorithm, key: &str, text: &str| {
        let signature = v1::signature(algorithm, key, text);
        let target = format!("/?{}", v1::encode(&[&pairs[..], &[("Signature", &signature)]].concat()));
        let headers = vec![("Host".to_owned(), HOST.to_owned())];
        Request { method: "GET".to_owned(), target, headers, body: Vec::new() }
    };
    let sha1 = |key: &str, text: &str| by(Algorithm::HmacSha1, key, text);
    let text = v1::string_to_sign("GET", HOST, &sorted);
    let encoded = format!("GET{HOST}/?{}", v1::encode(&sorted));
    for (request, cause) in [
        (by(Algorithm::HmacSha256, DEMO_SECRET_KEY, &text), "Algorithm.OtherHash:"),
        (sha1(DEMO_SECRET_KEY, &v1::string_to_sign("GET", HOST, &pairs)), "Parameters.Order:"),
        (sha1(DEMO_SECRET_KEY, &encoded), "Parameters.Encoded:"),
        (sha1(DEMO_SECRET_KEY, &text.replacen("GET", "POST", 1)), "Method.Other: the method signed is POST"),
        (sha1(DEMO_SECRET_KEY, &text.replacen("/?", "?", 1)), "Parameters.Path:"),
        (sha1(&format!("{DEMO_SECRET_KEY}\n"), &text), "Key.LineFeed:"),
        (sha1(OTHER_KEY, &text), "Key.OtherId: the SecretKey that signed belongs to another SecretId: AKIDother"),
        (
            with(sha1(DEMO_SECRET_KEY, &text), "host", Some("localhost:1")),
            "Host.Other: the host signed is `cvm.tencentcloudapi.com`",
        ),
        (sha1(DEMO_SECRET_KEY, "something else"), "none of the usual mistakes"),
    ] {
        tells(&request, cause);
    }
    // Nonces until the signature has a plus, which arrives as a space when it is not encoded.
    let spaced = (8..200).find_map(|nonce| {
        let nonce = nonce.to_string();
        let mut pairs = pairs.to_vec();
        pairs[1].1 = &nonce;
        let mut sorted = pairs.clone();
        sorted.sort_unstable();
        let signature = v1::signature(Algorithm::HmacSha1, DEMO_SECRET_KEY, &v1::string_to_sign("GET", HOST, &sorted));
        let target = format!("/?{}&Signature={signature}", v1::encode(&pairs));
        let headers = vec![("Host".to_owned(), HOST.to_owned())];
        signature.contains('+').then_some(Request { method: "GET".to_owned(), target, headers, body: Vec::new() })
    });
    tells(&spaced.unwrap(), "Signature.NotEncoded:");
    let wrong = Credentials::new(DEMO_SECRET_ID, "wrong");
    let told = told(&signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &wrong, &world().timed()));
    assert!(told.contains("none of the usual mistakes"), "{told}");
}
