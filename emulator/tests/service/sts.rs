//! Temporary keys: how they are asked for, what they open, and when they end.

use crate::common::{World, api, code, demo, inside, signed};
use serde_json::{Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method};
use tencentcloud_edge_emulator::{Account, Request, Response};

const ROLE: &str = "qcs::cam::uin/12345678:roleName/fleet";

fn sts<'a>(action: &'a str, payload: &'a [u8]) -> ApiRequest<'a> {
    ApiRequest { service: "sts", version: "2018-08-13", action, payload, ..api(action) }
}

fn ask(world: &mut World, action: &str, payload: &Value, keys: &Credentials) -> Response {
    let payload = payload.to_string();
    let request = signed(&sts(action, payload.as_bytes()), keys, &world.timed());
    world.send(&request)
}

fn order(more: Value) -> Value {
    let mut order = json!({ "RoleArn": ROLE, "RoleSessionName": "test" });
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    order
}

fn assume(world: &mut World, more: Value) -> Credentials {
    let reply = inside(&ask(world, "AssumeRole", &order(more), &demo()));
    let text = |name: &str| reply["Credentials"][name].as_str().unwrap().to_owned();
    Credentials::new(text("TmpSecretId"), text("TmpSecretKey")).with_token(text("Token"))
}

/// What DescribeInstances is answered with under some keys.
fn describe(world: &mut World, keys: &Credentials) -> String {
    let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, keys, &world.timed());
    code(&world.send(&request))
}

#[test]
fn a_role_is_assumed_for_two_hours_unless_told_otherwise() {
    let mut world = World::three(json!({}));
    let reply = inside(&ask(&mut world, "AssumeRole", &order(json!({})), &demo()));
    let now = world.now / 1_000;
    assert_eq!(reply["ExpiredTime"], json!(now + 7_200));
    assert_eq!(reply["Expiration"], "2026-01-01T02:00:00Z");
    let reply = inside(&ask(&mut world, "AssumeRole", &order(json!({ "DurationSeconds": 5 })), &demo()));
    assert_eq!(reply["ExpiredTime"], json!(now + 5), "the pages name no least");
}

#[test]
fn temporary_keys_open_the_fleet_until_they_end() {
    let mut world = World::three(json!({}));
    let keys = assume(&mut world, json!({ "DurationSeconds": 60 }));
    assert_eq!(describe(&mut world, &keys), "ok");
    world.now += 59_999;
    assert_eq!(describe(&mut world, &keys), "ok");
    world.now += 1;
    assert_eq!(describe(&mut world, &keys), "AuthFailure.TokenFailure");
    assert_eq!(describe(&mut world, &demo()), "ok");
}

#[test]
fn a_temporary_key_needs_its_own_token() {
    let mut world = World::three(json!({}));
    let (one, other) = (assume(&mut world, json!({})), assume(&mut world, json!({})));
    let bare = Credentials::new(one.secret_id.clone(), one.secret_key.as_str());
    assert_eq!(describe(&mut world, &bare), "AuthFailure.TokenFailure");
    let crossed =
        Credentials::new(one.secret_id.clone(), one.secret_key.as_str()).with_token(other.token.clone().unwrap());
    assert_eq!(describe(&mut world, &crossed), "AuthFailure.TokenFailure");
    let wrong = Credentials::new(one.secret_id.clone(), "another").with_token(one.token.clone().unwrap());
    assert_eq!(describe(&mut world, &wrong), "AuthFailure.SignatureFailure");
}

#[test]
fn a_session_may_be_shorter_than_was_asked_for() {
    let mut world = World::three(json!({ "sessionSeconds": 2 }));
    let reply = inside(&ask(&mut world, "AssumeRole", &order(json!({})), &demo()));
    assert_eq!(reply["ExpiredTime"], json!(world.now / 1_000 + 2));
}

#[test]
fn the_same_seed_issues_the_same_keys() {
    let issue = |seed: u64| {
        let mut world = World::three(json!({ "seed": seed }));
        let first = assume(&mut world, json!({}));
        (first.secret_id.clone(), assume(&mut world, json!({})).secret_id.clone())
    };
    assert_eq!(issue(1), issue(1));
    assert_ne!(issue(1).0, issue(1).1);
    assert_ne!(issue(1), issue(2));
}

#[test]
fn the_scope_of_a_signature_names_the_service() {
    let mut world = World::three(json!({}));
    let body = order(json!({})).to_string();
    let good = sts("AssumeRole", body.as_bytes());
    for (endpoint, service, expected) in [
        (Some("https://sts.tencentcloudapi.com"), "sts", "ok"),
        (Some("https://sts.internal.tencentcloudapi.com"), "sts", "ok"),
        (Some("https://sts.tencentcloudapi.com"), "cvm", "AuthFailure.SignatureFailure"),
        (Some("http://127.0.0.1:9787"), "sts", "ok"),
        (Some("http://127.0.0.1:9787"), "cvm", "AuthFailure.SignatureFailure"),
        // What the Node SDK makes of an endpoint.
        (Some("http://127.0.0.1:9787"), "127", "ok"),
        (Some("http://emulator.test"), "sts", "ok"),
        (Some("http://emulator.test"), "cvm", "AuthFailure.SignatureFailure"),
        (Some("https://cvm.tencentcloudapi.com"), "cvm", "NoSuchVersion"),
    ] {
        let request = signed(&ApiRequest { endpoint, service, ..good }, &demo(), &world.timed());
        assert_eq!(code(&world.send(&request)), expected, "{endpoint:?} {service}");
    }
    let cvm = ApiRequest { endpoint: Some("http://127.0.0.1:9787"), service: "sts", ..api("DescribeInstances") };
    let request = signed(&cvm, &demo(), &world.timed());
    assert_eq!(code(&world.send(&request)), "AuthFailure.SignatureFailure");
}

#[test]
fn bad_orders_are_named() {
    let mut world = World::three(json!({ "roles": [ROLE] }));
    let no_role = "qcs::cam::uin/12345678:roleName/other";
    for (more, expected) in [
        (json!({ "DurationSeconds": 43_200 }), "ok"),
        (json!({ "DurationSeconds": 43_201 }), "InvalidParameter.OverTimeError"),
        (json!({ "DurationSeconds": 0 }), "InvalidParameter.ParamError"),
        (json!({ "DurationSeconds": "60" }), "InvalidParameter"),
        (json!({ "RoleArn": no_role }), "ResourceNotFound.RoleNotFound"),
        (json!({ "RoleArn": "fleet" }), "InvalidParameter.ParamError"),
        (json!({ "RoleArn": "qcs::cam::uin/x:roleName/fleet" }), "InvalidParameter.ParamError"),
        (json!({ "RoleSessionName": "a" }), "InvalidParameter.ParamError"),
        (json!({ "RoleSessionName": "a b" }), "InvalidParameter.ParamError"),
        (json!({ "RoleSessionName": Value::Null }), "MissingParameter"),
        (json!({ "Colour": 1 }), "UnknownParameter"),
        (json!({ "Policy": "{" }), "InvalidParameter.StrategyFormatError"),
        (
            json!({ "Policy": r#"{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{}}]}"# }),
            "InvalidParameter.StrategyInvalid",
        ),
    ] {
        let reply = ask(&mut world, "AssumeRole", &order(more.clone()), &demo());
        assert_eq!(code(&reply), expected, "{more}");
    }
    assert_eq!(code(&ask(&mut world, "GetFederationToken", &json!({}), &demo())), "InvalidAction");
}

#[test]
fn who_calls_is_told() {
    let mut world = World::three(json!({}));
    let own = inside(&ask(&mut world, "GetCallerIdentity", &json!({}), &demo()));
    assert_eq!((&own["AccountId"], &own["Type"]), (&json!("100000000001"), &json!("CAMUser")));
    assert_eq!((&own["UserId"], &own["PrincipalId"]), (&own["AccountId"], &own["AccountId"]));
    let keys = assume(&mut world, json!({ "RoleArn": "qcs::cam::uin/12345678:role/4611686018427397919" }));
    let role = inside(&ask(&mut world, "GetCallerIdentity", &json!({}), &keys));
    assert_eq!((&role["AccountId"], &role["Type"]), (&json!("12345678"), &json!("CAMRole")));
    assert_eq!(role["Arn"], "qcs::sts:12345678:assumed-role/4611686018427397919");
    assert_eq!(role["UserId"], "4611686018427397919:test");
    assert_eq!(role["PrincipalId"], "100000000001");
}

/// A request of a web identity, as the SDKs send it.
fn web_identity(world: &World, authorization: Option<&str>, token: &str) -> Request {
    let body = order(json!({ "ProviderId": "OIDC", "WebIdentityToken": token })).to_string();
    let mut request = signed(&sts("AssumeRoleWithWebIdentity", body.as_bytes()), &demo(), &world.timed());
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    request.headers.extend(authorization.map(|value| ("Authorization".to_owned(), value.to_owned())));
    request
}

#[test]
fn a_web_identity_needs_no_signature() {
    let mut world = World::three(json!({}));
    for authorization in [Some("SKIP"), None] {
        let request = web_identity(&world, authorization, "any.opaque.token");
        let reply = inside(&world.send(&request));
        let text = |name: &str| reply["Credentials"][name].as_str().unwrap_or_default().to_owned();
        let keys = Credentials::new(text("TmpSecretId"), text("TmpSecretKey")).with_token(text("Token"));
        assert_eq!(describe(&mut world, &keys), "ok");
    }
    // {"exp":1767225600}, the moment it is, and a second later.
    for (token, expected) in [
        ("e30.eyJleHAiOjE3NjcyMjU2MDB9.", "InvalidParameter.ParamError"),
        ("e30.eyJleHAiOjE3NjcyMjU2MDF9.", "ok"),
        ("", "InvalidParameter.ParamError"),
    ] {
        let request = web_identity(&world, Some("SKIP"), token);
        assert_eq!(code(&world.send(&request)), expected, "{token}");
    }
    let mut nameless = web_identity(&world, Some("SKIP"), "t");
    nameless.body = order(json!({ "ProviderId": "", "WebIdentityToken": "t" })).to_string().into_bytes();
    assert_eq!(code(&world.send(&nameless)), "InvalidParameter.ParamError");
    let forged = web_identity(&world, Some("TC3-HMAC-SHA256 Credential=a/b/c/tc3_request"), "t");
    assert_eq!(code(&world.send(&forged)), "AuthFailure.InvalidAuthorization");
}

#[test]
fn nothing_else_goes_without_a_signature() {
    let mut world = World::three(json!({}));
    for action in ["AssumeRole", "GetCallerIdentity"] {
        let mut request = web_identity(&world, Some("SKIP"), "t");
        request
            .headers
            .iter_mut()
            .filter(|it| it.0.eq_ignore_ascii_case("x-tc-action"))
            .for_each(|it| it.1 = action.into());
        assert_eq!(code(&world.send(&request)), "AuthFailure.InvalidAuthorization", "{action}");
    }
    let mut request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &world.timed());
    request
        .headers
        .iter_mut()
        .filter(|it| it.0.eq_ignore_ascii_case("authorization"))
        .for_each(|it| it.1 = "SKIP".into());
    assert_eq!(code(&world.send(&request)), "AuthFailure.InvalidAuthorization");
}

#[test]
fn a_web_identity_may_come_as_a_form_or_a_query() {
    let mut world = World::three(json!({}));
    let pairs = format!(
        "Action=AssumeRoleWithWebIdentity&Version=2018-08-13&Timestamp={}&Nonce=1&RoleArn={ROLE}&RoleSessionName=test\
         &ProviderId=OIDC&WebIdentityToken=t",
        world.now / 1_000
    );
    let host = ("Host".to_owned(), "sts.tencentcloudapi.com".to_owned());
    let form = ("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned());
    let post = Request {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers: vec![host.clone(), form],
        body: pairs.clone().into_bytes(),
    };
    let get = Request { method: "GET".to_owned(), target: format!("/?{pairs}"), headers: vec![host], body: Vec::new() };
    for request in [post, get] {
        assert_eq!(code(&world.send(&request)), "ok", "{}", request.method);
        let other = |text: &str| text.replace("AssumeRoleWithWebIdentity", "AssumeRole");
        let unsigned = Request {
            target: other(&request.target),
            body: other(std::str::from_utf8(&request.body).unwrap()).into_bytes(),
            ..request
        };
        assert_eq!(code(&world.send(&unsigned)), "MissingParameter", "a SecretId");
    }
}

#[test]
fn both_signatures_get_a_role_by_post_and_get() {
    let mut world = World::three(json!({}));
    let query = format!("RoleArn={}&RoleSessionName=test", ROLE.replace(':', "%3A").replace('/', "%2F"));
    let get = ApiRequest { method: Method::Get, query: &query, ..sts("AssumeRole", b"") };
    let request = signed(&get, &demo(), &world.timed());
    assert_eq!(code(&world.send(&request)), "ok");
}

#[test]
fn a_saved_emulator_keeps_its_temporary_keys() {
    let mut world = World::three(json!({}));
    let keys = assume(&mut world, json!({ "DurationSeconds": 60 }));
    world.emulator = tencentcloud_edge_emulator::Emulator::restore(&world.emulator.save()).unwrap();
    assert_eq!(describe(&mut world, &keys), "ok");
    world.now += 60_000;
    assert_eq!(describe(&mut world, &keys), "AuthFailure.TokenFailure");
}

#[test]
fn ended_keys_are_forgotten_a_day_later_where_there_are_many() {
    let mut world = World::three(json!({ "enforceRateLimits": false }));
    let given = Credentials::new("AKIDgiven", "key");
    let pair = json!({ "secretId": "AKIDgiven", "secretKey": "key", "expiresAtMs": world.now });
    world.emulator.add_key(Account::from_json(&pair.to_string()).unwrap()).unwrap();
    let first = assume(&mut world, json!({ "DurationSeconds": 1 }));
    for _ in 0..1_000 {
        assume(&mut world, json!({ "DurationSeconds": 1 }));
    }
    world.now += 86_400_999;
    assume(&mut world, json!({}));
    assert_eq!(describe(&mut world, &first), "AuthFailure.TokenFailure", "a day is not over");
    world.now += 1;
    assert_eq!(describe(&mut world, &first), "AuthFailure.TokenFailure");
    assume(&mut world, json!({}));
    assert_eq!(describe(&mut world, &first), "AuthFailure.SecretIdNotFound");
    assert_eq!(describe(&mut world, &given), "AuthFailure.TokenFailure", "what was given is not forgotten");
    assert_eq!(world.emulator.keys().len(), 4);
}
