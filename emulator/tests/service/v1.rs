//! Signature v1, in a query and in a form.

use crate::common::{NOW, REGION, World, code, demo, inside};
use serde_json::json;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::Method;
use tencentcloud_edge::sign::v1::{
    Algorithm, Options, Request as Call, Signed, encode, sign, signature, string_to_sign,
};
use tencentcloud_edge_emulator::{DEMO_SECRET_ID, DEMO_SECRET_KEY, Request};

const ID: &str = "ins-00000001";

fn call(method: Method) -> Call<'static> {
    Call {
        service: "cvm",
        version: "2017-03-12",
        action: "StartInstances",
        region: Some(REGION),
        method,
        payload: &[("InstanceIds.0", ID)],
        ..Call::default()
    }
}

fn options(algorithm: Algorithm) -> Options {
    Options { algorithm, timestamp: NOW / 1_000, nonce: 11_886 }
}

fn sent(signed: Signed) -> Request {
    let (host, target) = signed.url.split_once("://").unwrap().1.split_once('/').unwrap();
    let mut headers = vec![("Host".to_owned(), host.to_owned())];
    headers.extend(signed.headers);
    Request {
        method: signed.method.name().to_owned(),
        target: format!("/{target}"),
        headers,
        body: signed.body.unwrap_or_default().into_bytes(),
    }
}

fn good(method: Method) -> Request {
    sent(sign(&call(method), &demo(), &options(Algorithm::HmacSha256)).unwrap())
}

/// A GET of these pairs, whose signature over `host` is added.
fn hand_made(pairs: &[(&str, &str)], host: &str, signed_as: &[(&str, &str)]) -> Request {
    let mut sorted = signed_as.to_vec();
    sorted.sort_unstable();
    let signature = signature(Algorithm::HmacSha1, DEMO_SECRET_KEY, &string_to_sign("GET", host, &sorted));
    let all = [pairs, &[("Signature", signature.as_str())]].concat();
    Request {
        method: "GET".to_owned(),
        target: format!("/?{}", encode(&all)),
        headers: vec![("Host".to_owned(), "127.0.0.1:9787".to_owned())],
        body: Vec::new(),
    }
}

fn pairs() -> Vec<(&'static str, &'static str)> {
    vec![
        ("Action", "DescribeInstances"),
        ("Version", "2017-03-12"),
        ("Region", REGION),
        ("Timestamp", "1767225600"),
        ("Nonce", "1"),
        ("SecretId", DEMO_SECRET_ID),
    ]
}

fn answered(request: &Request) -> String {
    code(&World::three(json!({})).send(request))
}

#[test]
fn both_hashes_act_in_a_query_and_in_a_form() {
    for method in [Method::Get, Method::Post] {
        for algorithm in [Algorithm::HmacSha1, Algorithm::HmacSha256] {
            let mut world = World::three(json!({}));
            let reply = world.send(&sent(sign(&call(method), &demo(), &options(algorithm)).unwrap()));
            assert_eq!(code(&reply), "ok", "{method:?} {algorithm:?}");
            assert_eq!(world.state(ID), "STARTING");
            let entry = world.emulator.snapshot(NOW).requests.remove(0);
            assert_eq!((entry.action.as_str(), entry.region.as_deref()), ("StartInstances", Some(REGION)));
            assert_eq!(entry.instance_ids, Some(vec![ID.to_owned()]));
        }
    }
}

#[test]
fn whatever_was_signed_cannot_be_changed() {
    let get = good(Method::Get);
    let post = good(Method::Post);
    let changed = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let body = String::from_utf8(post.body.clone()).unwrap();
    for (name, request) in [
        ("an id", Request { target: changed(&get.target, "00000001", "00000002"), ..get.clone() }),
        ("the region", Request { target: changed(&get.target, "guangzhou", "singapore"), ..get.clone() }),
        ("the nonce", Request { target: changed(&get.target, "11886", "11887"), ..get.clone() }),
        ("the time", Request { target: changed(&get.target, "1767225600", "1767225601"), ..get.clone() }),
        ("the hash", Request { target: changed(&get.target, "HmacSHA256", "HmacSHA1"), ..get.clone() }),
        ("one more", Request { target: format!("{}&Limit=1", get.target), ..get.clone() }),
        ("the form", Request { body: changed(&body, "00000001", "00000002").into_bytes(), ..post.clone() }),
        ("the host", crate::common::with(post, "host", Some("cvm.ap-guangzhou.tencentcloudapi.com"))),
    ] {
        assert_eq!(answered(&request), "AuthFailure.SignatureFailure", "{name}");
    }
}

#[test]
fn what_v1_needs_is_asked_for() {
    for (missing, expected) in [
        ("Action", "MissingParameter"),
        ("Version", "MissingParameter"),
        ("Timestamp", "MissingParameter"),
        ("Nonce", "MissingParameter"),
        ("SecretId", "MissingParameter"),
    ] {
        let kept: Vec<_> = pairs().into_iter().filter(|pair| pair.0 != missing).collect();
        let reply = World::three(json!({})).send(&hand_made(&kept, "127.0.0.1:9787", &kept));
        assert_eq!(code(&reply), expected, "{missing}");
        assert!(inside(&reply)["Error"]["Message"].as_str().unwrap().contains(missing));
    }
    for (name, value, expected) in [
        ("Nonce", "x", "InvalidParameter"),
        ("Timestamp", "soon", "InvalidParameter"),
        ("Timestamp", "1767225000", "AuthFailure.SignatureExpire"),
        ("SecretId", "AKIDnobody", "AuthFailure.SecretIdNotFound"),
        ("Action", "Explode", "InvalidAction"),
        ("Version", "2020-01-01", "NoSuchVersion"),
        ("Region", "mars", "UnsupportedRegion"),
    ] {
        let mut pairs = pairs();
        pairs.iter_mut().filter(|pair| pair.0 == name).for_each(|pair| pair.1 = value);
        assert_eq!(answered(&hand_made(&pairs, "127.0.0.1:9787", &pairs)), expected, "{name}={value}");
    }
    for name in ["Action", "Version", "Timestamp", "Nonce", "SecretId"] {
        let mut pairs = pairs();
        pairs.iter_mut().filter(|pair| pair.0 == name).for_each(|pair| pair.1 = "");
        assert_eq!(answered(&hand_made(&pairs, "127.0.0.1:9787", &pairs)), "MissingParameter", "{name} is empty");
    }
    let unknown = [pairs(), vec![("SignatureMethod", "HmacMD5")]].concat();
    assert_eq!(answered(&hand_made(&unknown, "127.0.0.1:9787", &unknown)), "InvalidParameterValue");
    let odd = [pairs(), vec![("Colour", "red")]].concat();
    assert_eq!(answered(&hand_made(&odd, "127.0.0.1:9787", &odd)), "UnknownParameter");
    let known = [pairs(), vec![("Language", "zh-CN"), ("RequestClient", "SDK")]].concat();
    assert_eq!(answered(&hand_made(&known, "127.0.0.1:9787", &known)), "ok");
}

#[test]
fn the_readings_of_the_official_sdks_are_taken() {
    let pairs = pairs();
    assert_eq!(answered(&hand_made(&pairs, "127.0.0.1", &pairs)), "ok", "the host without its port");
    let filter = [pairs.clone(), vec![("Filters.0.Name", "instance_name")]].concat();
    assert_eq!(answered(&hand_made(&filter, "127.0.0.1", &filter)), "MissingParameter", "values keep their `_`");
    // The Python SDK reads `_` as `.` in names before it signs.
    let odd = [pairs.clone(), vec![("My_Limit", "1")]].concat();
    let signed_as = [pairs, vec![("My.Limit", "1")]].concat();
    assert_eq!(answered(&hand_made(&odd, "127.0.0.1", &signed_as)), "UnknownParameter");
}

#[test]
fn a_token_is_a_parameter() {
    let world =
        || World::new(json!({ "instances": 1, "credentials": [{ "secretId": "i", "secretKey": "k", "token": "t" }] }));
    for (token, expected) in [("t", "ok"), ("u", "AuthFailure.TokenFailure")] {
        let keys = Credentials::new("i", "k").with_token(token);
        let call = Call { action: "DescribeInstances", payload: &[], ..call(Method::Post) };
        let signed = sign(&call, &keys, &options(Algorithm::HmacSha1)).unwrap();
        assert_eq!(code(&world().send(&sent(signed))), expected);
    }
}

#[test]
fn a_form_over_1_mb_is_told_to_use_tc3() {
    let mut request = good(Method::Post);
    request.body.resize(1_024 * 1_024 + 1, b'&');
    let reply = World::three(json!({})).send(&request);
    assert_eq!(code(&reply), "AuthFailure.SignatureFailure");
    assert!(inside(&reply)["Error"]["Message"].as_str().unwrap().contains("TC3-HMAC-SHA256"));
}

#[test]
fn what_is_not_text_is_named() {
    let form = Request { body: b"Action=%ff&Signature=x".to_vec(), ..good(Method::Post) };
    assert_eq!(answered(&form), "InvalidRequest");
    // Without a legible query nothing says that it is v1.
    let query = Request { target: "/?Signature=%ff".to_owned(), ..good(Method::Get) };
    assert_eq!(answered(&query), "MissingParameter");
}
