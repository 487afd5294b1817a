//! Who may call: good signatures in every form that clients use, and the code of each that is not.

use crate::common::{HOST, NOW, World, api, code, demo, inside, signed, with};
use serde_json::json;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions};
use tencentcloud_edge_emulator::{DEMO_SECRET_ID, DEMO_SECRET_KEY, Request};

fn world() -> World {
    World::new(json!({ "instances": 3 }))
}

fn good() -> Request {
    signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &world().timed())
}

fn sent(request: &Request) -> String {
    code(&world().send(request))
}

#[test]
fn good_signatures_pass_in_every_form() {
    let options = world().timed();
    let post = ApiRequest { payload: b"{\"Limit\":1}", ..api("DescribeInstances") };
    let get = ApiRequest { method: Method::Get, query: "Limit=1&Offset=0", ..api("DescribeInstances") };
    let local = ApiRequest { endpoint: Some("http://127.0.0.1:9787"), ..post };
    let all = ["content-type", "host", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version"];
    let charset = SignOptions { content_type: Some("application/json; charset=utf-8"), ..options };
    for (name, request, options) in [
        ("POST", post, options),
        ("GET", get, options),
        ("a local host with its port", local, options),
        ("the least signed headers", post, SignOptions { signed_headers: Some(&["content-type", "host"]), ..options }),
        ("more signed headers", post, SignOptions { signed_headers: Some(&all), ..options }),
        ("a charset", post, charset),
        ("an unsigned body", post, SignOptions { unsigned_payload: true, ..options }),
    ] {
        assert_eq!(sent(&signed(&request, &demo(), &options)), "ok", "{name}");
    }
}

#[test]
fn bodies_of_any_type_are_signed_as_they_are() {
    let bytes: Vec<u8> = (0..=255).collect();
    for content_type in ["multipart/form-data; boundary=x", "application/octet-stream", "text/plain"] {
        let options = SignOptions { content_type: Some(content_type), ..world().timed() };
        let request = signed(&ApiRequest { payload: &bytes, ..api("DescribeInstances") }, &demo(), &options);
        assert_eq!(sent(&request), "InvalidRequest", "{content_type} is signed well, and is not JSON");
        let other = Request { body: bytes[1..].to_vec(), ..request };
        assert_eq!(sent(&other), "AuthFailure.SignatureFailure", "{content_type}");
    }
}

#[test]
fn the_port_may_be_left_out_of_what_is_signed() {
    let request = ApiRequest { payload: b"{}", endpoint: Some("http://localhost"), ..api("DescribeInstances") };
    let request = signed(&request, &demo(), &world().timed());
    assert_eq!(sent(&with(request, "host", Some("localhost:18099"))), "ok");
}

#[test]
fn a_local_host_may_be_called_under_any_service_and_the_real_one_may_not() {
    let odd = ApiRequest { service: "localhost:18099", payload: b"{}", ..api("DescribeInstances") };
    let local = ApiRequest { endpoint: Some("http://localhost:18099"), ..odd };
    let real = ApiRequest { endpoint: Some("https://cvm.tencentcloudapi.com"), ..odd };
    assert_eq!(sent(&signed(&local, &demo(), &world().timed())), "ok");
    assert_eq!(sent(&signed(&real, &demo(), &world().timed())), "AuthFailure.SignatureFailure");
}

#[test]
fn whatever_was_signed_cannot_be_changed() {
    for (name, request) in [
        ("body", Request { body: b"{ }".to_vec(), ..good() }),
        ("query", Request { target: "/?a=1".to_owned(), ..good() }),
        ("method", Request { method: "GET".to_owned(), ..good() }),
        ("host", with(good(), "host", Some("cvm.ap-guangzhou.tencentcloudapi.com"))),
        ("action", with(good(), "x-tc-action", Some("DescribeInstancesStatus"))),
        ("content type", with(good(), "content-type", Some("application/json; charset=utf-8"))),
        ("timestamp", with(good(), "x-tc-timestamp", Some("1767225601"))),
        ("a body said to be unsigned", with(good(), "x-tc-content-sha256", Some("UNSIGNED-PAYLOAD"))),
    ] {
        assert_eq!(sent(&request), "AuthFailure.SignatureFailure", "{name}");
    }
    let other = Credentials::new(DEMO_SECRET_ID, "another-key");
    let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &other, &world().timed());
    assert_eq!(sent(&request), "AuthFailure.SignatureFailure");
}

#[test]
fn a_header_that_is_signed_must_be_sent() {
    let options = SignOptions { signed_headers: Some(&["content-type", "host", "x-tc-region"]), ..world().timed() };
    let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &options);
    assert_eq!(sent(&with(request, "x-tc-region", None)), "AuthFailure.SignatureFailure");
}

#[test]
fn authorizations_of_another_form_are_named() {
    let whole = good().header("authorization").unwrap().to_owned();
    for (name, header) in [
        ("missing", None),
        ("empty", Some(String::new())),
        ("another algorithm", Some(whole.replace("TC3-HMAC-SHA256", "TC3-HMAC-SM3"))),
        ("no signature", whole.split(", Signature").next().map(str::to_owned)),
        ("something after it", Some(format!("{whole}, More=1"))),
        ("another order", Some(whole.replace("Credential", "Zredential"))),
        ("no scope", Some(whole.replace("/tc3_request", ""))),
        ("unsorted headers", Some(whole.replace("content-type;host", "host;content-type"))),
        ("upper-case headers", Some(whole.replace("content-type;host", "Content-Type;host"))),
        ("no host", Some(whole.replace("content-type;host", "content-type"))),
        ("a header twice", Some(whole.replace("content-type;host", "content-type;host;host"))),
    ] {
        let request = with(good(), "authorization", header.as_deref());
        assert_eq!(sent(&request), "AuthFailure.InvalidAuthorization", "{name}");
    }
    let get = ApiRequest { method: Method::Get, query: "Limit=1", ..api("DescribeInstances") };
    let query = with(signed(&get, &demo(), &world().timed()), "authorization", None);
    assert_eq!(sent(&query), "AuthFailure.InvalidAuthorization", "a query without a signature is not v1");
    let nameless = whole.replace(DEMO_SECRET_ID, "");
    assert_eq!(sent(&with(good(), "authorization", Some(&nameless))), "AuthFailure.InvalidSecretId");
    let unknown = whole.replace(DEMO_SECRET_ID, "AKIDnobody");
    assert_eq!(sent(&with(good(), "authorization", Some(&unknown))), "AuthFailure.SecretIdNotFound");
}

#[test]
fn a_timestamp_holds_for_five_minutes_either_way() {
    let request = good();
    for (seconds, expected) in [
        (0, "ok"),
        (300, "ok"),
        (-300, "ok"),
        (301, "AuthFailure.SignatureExpire"),
        (-301, "AuthFailure.SignatureExpire"),
    ] {
        let now = NOW.saturating_add_signed(seconds * 1_000);
        assert_eq!(code(&world().emulator.handle(now, &request)), expected, "{seconds} s later");
    }
}

#[test]
fn a_scope_of_another_day_does_not_hold() {
    // The last second of the day before: well within five minutes, and its scope names that day.
    let options = SignOptions::at(NOW / 1_000 - 1);
    let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &options);
    assert_eq!(sent(&request), "ok");
    let authorization = request.header("authorization").unwrap().replace("2025-12-31", "2026-01-01");
    assert_eq!(sent(&with(request, "authorization", Some(&authorization))), "AuthFailure.SignatureFailure");
}

#[test]
fn tokens_must_be_the_accounts_own_and_still_hold() {
    let account = json!({ "secretId": "AKIDtemp", "secretKey": "k", "token": "t", "expiresAtMs": NOW + 60_000 });
    let mut world = World::new(json!({ "credentials": [account] }));
    let options = world.timed();
    let mut ask = |credentials: Credentials, now: u64| {
        let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &credentials, &options);
        code(&world.emulator.handle(now, &request))
    };
    let pair = Credentials::new("AKIDtemp", "k");
    assert_eq!(ask(pair.clone().with_token("t"), NOW), "ok");
    assert_eq!(ask(pair.clone().with_token("u"), NOW), "AuthFailure.TokenFailure");
    assert_eq!(ask(pair.clone(), NOW), "AuthFailure.TokenFailure");
    assert_eq!(ask(pair.with_token("t"), NOW + 60_000), "AuthFailure.TokenFailure");
    assert_eq!(ask(demo(), NOW), "AuthFailure.SecretIdNotFound");
}

#[test]
fn checks_come_in_their_order() {
    let wrong = |request: Request| with(request, "authorization", Some("nonsense"));
    let path = Request { method: "PUT".to_owned(), ..good() };
    for (request, expected) in [
        (wrong(path), "UnsupportedProtocol"),
        (wrong(with(good(), "host", Some("cbs.tencentcloudapi.com"))), "NoSuchProduct"),
        (wrong(with(good(), "x-tc-timestamp", None)), "MissingParameter"),
        (wrong(with(good(), "x-tc-timestamp", Some("soon"))), "InvalidParameter"),
        (wrong(with(good(), "x-tc-action", None)), "MissingParameter"),
        (wrong(with(good(), "x-tc-version", None)), "MissingParameter"),
        (wrong(with(good(), "x-tc-version", Some("2000-01-01"))), "AuthFailure.InvalidAuthorization"),
        (with(good(), "x-tc-version", Some("2000-01-01")), "NoSuchVersion"),
        (with(good(), "x-tc-region", Some("mars-north")), "UnsupportedRegion"),
    ] {
        assert_eq!(sent(&request), expected);
    }
    let unknown = signed(&ApiRequest { payload: b"{}", ..api("LaunchRockets") }, &demo(), &world().timed());
    assert_eq!(sent(&unknown), "InvalidAction");
}

#[test]
fn no_reply_holds_a_secret() {
    let authorization = good().header("authorization").unwrap().replace("Signature=", "Signature=0");
    let reply = world().send(&with(good(), "authorization", Some(&authorization)));
    assert!(!inside(&reply).to_string().contains(DEMO_SECRET_KEY));
    assert_eq!(good().header("host"), Some(HOST));
}
