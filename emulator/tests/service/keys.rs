//! Keys that come and go while it runs, and what each may do.

use crate::common::{REGION, World, api, code, demo, inside, signed};
use serde_json::{Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::ApiRequest;
use tencentcloud_edge_emulator::{Account, DEMO_SECRET_ID, Emulator, Options, PolicyRow, Response};

fn second() -> Credentials {
    Credentials::new("AKIDsecond", "second-key")
}

fn add(world: &mut World, more: Value) {
    let mut key = json!({ "secretId": "AKIDsecond", "secretKey": "second-key" });
    key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.emulator.add_key(Account::from_json(&key.to_string()).unwrap()).unwrap();
}

fn send(world: &mut World, keys: &Credentials, action: &str, payload: Value) -> Response {
    let payload = payload.to_string();
    let request = ApiRequest { payload: payload.as_bytes(), ..api(action) };
    let request = signed(&request, keys, &world.timed());
    world.send(&request)
}

fn call(world: &mut World, keys: &Credentials, action: &str, payload: Value) -> String {
    code(&send(world, keys, action, payload))
}

fn describe(world: &mut World, keys: &Credentials) -> String {
    call(world, keys, "DescribeInstances", json!({}))
}

/// A temporary key for a role, with a policy of its own or none.
fn assume(world: &mut World, policy: Option<&str>) -> Credentials {
    let order = json!({ "RoleArn": "qcs::cam::uin/7:roleName/ops", "RoleSessionName": "test", "Policy": policy });
    let payload = order.to_string();
    let request =
        ApiRequest { service: "sts", version: "2018-08-13", payload: payload.as_bytes(), ..api("AssumeRole") };
    let request = signed(&request, &demo(), &world.timed());
    let reply = inside(&world.send(&request));
    let text = |name: &str| reply["Credentials"][name].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned();
    Credentials::new(text("TmpSecretId"), text("TmpSecretKey")).with_token(text("Token"))
}

#[test]
fn keys_come_and_go() {
    let mut world = World::three(json!({}));
    assert_eq!(describe(&mut world, &second()), "AuthFailure.SecretIdNotFound");
    add(&mut world, json!({}));
    assert_eq!(describe(&mut world, &second()), "ok");
    world.emulator.remove_key(DEMO_SECRET_ID).unwrap();
    assert_eq!(describe(&mut world, &demo()), "AuthFailure.SecretIdNotFound");
    assert_eq!(describe(&mut world, &second()), "ok");
    let problem = world.emulator.remove_key(DEMO_SECRET_ID).unwrap_err();
    assert!(problem.contains(DEMO_SECRET_ID), "{problem}");
    // Replaced under the same id.
    add(&mut world, json!({ "secretKey": "third-key" }));
    assert_eq!(describe(&mut world, &second()), "AuthFailure.SignatureFailure");
    world.emulator = Emulator::restore(&world.emulator.save()).unwrap();
    assert_eq!(describe(&mut world, &Credentials::new("AKIDsecond", "third-key")), "ok");
    assert_eq!(describe(&mut world, &demo()), "AuthFailure.SecretIdNotFound", "what is removed stays so");
}

#[test]
fn of_two_credentials_with_the_same_id_the_first_counts() {
    let pair = |key: &str| json!({ "secretId": "AKIDsecond", "secretKey": key });
    let mut world = World::three(json!({ "credentials": [pair("second-key"), pair("another-key")] }));
    assert_eq!(describe(&mut world, &second()), "ok");
}

#[test]
fn an_emulator_without_keys_refuses_everybody_and_can_be_restored() {
    let mut world = World::three(json!({}));
    world.emulator.remove_key(DEMO_SECRET_ID).unwrap();
    world.emulator = Emulator::restore(&world.emulator.save()).unwrap();
    assert_eq!(describe(&mut world, &demo()), "AuthFailure.SecretIdNotFound");
    add(&mut world, json!({}));
    assert_eq!(describe(&mut world, &second()), "ok");
}

#[test]
fn a_key_ends_at_its_moment() {
    let mut world = World::three(json!({}));
    let end = world.now + 5_000;
    add(&mut world, json!({ "expiresAtMs": end, "token": "t" }));
    let keys = second().with_token("t");
    world.now = end - 1;
    assert_eq!(describe(&mut world, &keys), "ok");
    world.now = end;
    assert_eq!(describe(&mut world, &keys), "AuthFailure.TokenFailure");
}

#[test]
fn keys_of_one_account_share_its_rates() {
    let mut world = World::three(json!({}));
    add(&mut world, json!({}));
    let stranger = json!({ "secretId": "AKIDstranger", "secretKey": "k", "uin": "42" });
    world.emulator.add_key(Account::from_json(&stranger.to_string()).unwrap()).unwrap();
    for nth in 0..40 {
        let keys = if nth % 2 == 0 { demo() } else { second() };
        assert_eq!(describe(&mut world, &keys), "ok", "{nth}");
    }
    assert_eq!(describe(&mut world, &second()), "RequestLimitExceeded");
    assert_eq!(describe(&mut world, &Credentials::new("AKIDstranger", "k")), "ok");
}

#[test]
fn what_is_known_of_keys_holds_no_secret() {
    let mut world = World::three(json!({}));
    add(&mut world, json!({ "uin": "42", "expiresAtMs": 5 }));
    assume(&mut world, None);
    let told = serde_json::to_value(world.emulator.keys()).unwrap();
    let row = |id: &str| told.as_array().unwrap().iter().find(|row| row["secretId"] == id).unwrap().clone();
    assert_eq!(row("AKIDsecond"), json!({ "secretId": "AKIDsecond", "uin": "42", "expiresAtMs": 5 }));
    assert_eq!(row(DEMO_SECRET_ID), json!({ "secretId": DEMO_SECRET_ID, "uin": "100000000001" }));
    assert!(told.as_array().unwrap().iter().any(|row| row["roleArn"] == "qcs::cam::uin/7:roleName/ops"));
    for secret in ["second-key", "emulator-demo-secret-key"] {
        assert!(!told.to_string().contains(secret));
        assert!(!format!("{:?}", world.emulator).contains(secret));
    }
}

#[test]
fn the_log_tells_the_key_of_each_request() {
    let mut world = World::three(json!({}));
    add(&mut world, json!({}));
    for keys in [demo(), second(), Credentials::new("nobody", "k")] {
        describe(&mut world, &keys);
    }
    let snapshot = world.emulator.snapshot(world.now);
    let keys: Vec<_> = snapshot.requests.iter().map(|entry| entry.secret_id.as_deref().unwrap_or("none")).collect();
    assert_eq!(keys, [DEMO_SECRET_ID, "AKIDsecond", "nobody"]);
}

#[test]
fn a_key_may_do_what_its_rows_allow() {
    let mut world = World::three(json!({ "policies": [
        { "secretId": DEMO_SECRET_ID, "actions": ["cvm:Describe*"] },
        { "secretId": DEMO_SECRET_ID, "actions": "cvm:StartInstances", "instances": ["ins-00000001", "ins-9*"] },
    ] }));
    let ids = |ids: &[&str]| json!({ "InstanceIds": ids });
    assert_eq!(describe(&mut world, &demo()), "ok");
    assert_eq!(world.act("StartInstances", "ins-00000001"), "ok");
    assert_eq!(world.act("StopInstances", "ins-00000003"), "UnauthorizedOperation");
    assert_eq!(world.act("StartInstances", "ins-00000002"), "UnauthorizedOperation");
    assert_eq!(world.act("StartInstances", "ins-90000000"), "InvalidInstanceId.NotFound");
    assert_eq!(world.act("StartInstances", "ins-80000000"), "UnauthorizedOperation", "whether it is there is not told");
    let mut other = World::three(json!({ "policies": [
        { "secretId": "*", "actions": "*" }, { "secretId": "AKID*", "effect": "deny", "actions": "*", "instances": "ins-00000002" },
    ] }));
    assert_eq!(other.call("StartInstances", ids(&["ins-00000001", "ins-00000002"])), "UnauthorizedOperation");
    assert_eq!(other.state("ins-00000001"), "STOPPED", "one that is denied stops the batch");
    assert_eq!(other.act("StartInstances", "ins-00000001"), "ok");
}

#[test]
fn a_refusal_names_the_operation_and_the_resource() {
    let mut world = World::three(json!({ "policies": [{ "secretId": "*", "actions": ["cvm:StopInstances"] }] }));
    let reply = world.reply("StartInstances", &json!({ "InstanceIds": ["ins-00000001"] }));
    let message = inside(&reply)["Error"]["Message"].as_str().unwrap().to_owned();
    let detail = format!(
        "you are not authorized to perform operation (cvm:StartInstances)\nresource \
         (qcs:id/0:cvm:{REGION}:uin/100000000001:instance/ins-00000001) has no permission"
    );
    assert!(message.starts_with("You are not authorized") && message.contains(&detail), "{message}");
    let payload = json!({ "InstanceIds": ["ins-00000001"] }).to_string();
    let request = ApiRequest { payload: payload.as_bytes(), language: Some("zh-CN"), ..api("StartInstances") };
    let request = signed(&request, &demo(), &world.timed());
    let message = inside(&world.send(&request))["Error"]["Message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("操作未授权") && message.contains(&detail), "{message}");
}

#[test]
fn what_names_no_instance_needs_a_row_for_all_of_them() {
    for (instances, expected) in
        [(json!("*"), "ok"), (json!(["ins-*"]), "ok"), (json!(["ins-00000001"]), "UnauthorizedOperation")]
    {
        let policy = json!([{ "secretId": "*", "actions": "*", "instances": instances }]);
        let mut world = World::three(json!({ "policies": policy }));
        assert_eq!(describe(&mut world, &demo()), expected, "{instances}");
        assert_eq!(world.call("DescribeRegions", json!({})), "ok", "it concerns no instance");
        let named = json!({ "InstanceIds": ["ins-00000001"] });
        assert_eq!(world.call("DescribeInstances", named), "ok");
    }
}

#[test]
fn a_table_can_be_replaced() {
    let mut world = World::three(json!({}));
    let rows = r#"[{"secretId":"*","actions":["cvm:DescribeInstances"]}]"#;
    world.emulator.set_policies(PolicyRow::list_from_json(rows).unwrap());
    assert_eq!(world.act("StartInstances", "ins-00000001"), "UnauthorizedOperation");
    world.emulator = Emulator::restore(&world.emulator.save()).unwrap();
    assert_eq!(world.act("StartInstances", "ins-00000001"), "UnauthorizedOperation");
    world.emulator.set_policies(Vec::new());
    assert_eq!(world.act("StartInstances", "ins-00000001"), "ok");
}

#[test]
fn a_role_has_rows_of_its_own() {
    let mut world = World::three(json!({ "policies": [
        { "role": "qcs::cam::uin/7:roleName/*", "actions": "cvm:DescribeInstances" },
        { "secretId": DEMO_SECRET_ID, "actions": ["sts:AssumeRole"] },
    ] }));
    let keys = assume(&mut world, None);
    assert_eq!(describe(&mut world, &keys), "ok");
    let start = json!({ "InstanceIds": ["ins-00000001"] });
    assert_eq!(call(&mut world, &keys, "StartInstances", start), "UnauthorizedOperation");
    assert_eq!(describe(&mut world, &demo()), "UnauthorizedOperation");
    world.emulator.set_policies(PolicyRow::list_from_json(r#"[{"secretId":"AKID*","actions":"cvm:*"}]"#).unwrap());
    let payload = json!({ "RoleArn": "qcs::cam::uin/7:roleName/ops", "RoleSessionName": "test" }).to_string();
    let request =
        ApiRequest { service: "sts", version: "2018-08-13", payload: payload.as_bytes(), ..api("AssumeRole") };
    let request = signed(&request, &demo(), &world.timed());
    let reply = inside(&world.send(&request));
    assert_eq!(reply["Error"]["Code"], "UnauthorizedOperation");
    assert!(reply["Error"]["Message"].as_str().unwrap().contains("(qcs::cam::uin/7:roleName/ops)"), "{reply}");
}

#[test]
fn the_policy_of_a_session_narrows_what_its_role_may() {
    let mut world = World::three(json!({}));
    let policy = r#"{"version":"2.0","statement":[
        {"effect":"allow","action":["cvm:*"],"resource":["qcs::cvm:ap-guangzhou:uin/7:instance/ins-00000001"]},
        {"effect":"allow","action":"name/cvm:DescribeInstances","resource":"*"},
        {"effect":"allow","action":"*","resource":["qcs::cvm:ap-singapore::instance/*","qcs::vpc:::vpc/*"]}]}"#;
    let encoded: String = policy.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for text in [policy, &encoded] {
        let keys = assume(&mut world, Some(text));
        assert_eq!(describe(&mut world, &keys), "ok");
        for (id, expected) in [("ins-00000001", "ok"), ("ins-00000002", "UnauthorizedOperation")] {
            let stop = json!({ "InstanceIds": [id] });
            let got = call(&mut world, &keys, "StopInstances", stop);
            let got = if got.starts_with("UnsupportedOperation") { "ok".to_owned() } else { got };
            assert_eq!(got, expected, "{id}");
        }
    }
}

#[test]
fn wrong_rows_and_keys_are_named_and_never_quoted() {
    for (options, part) in [
        (json!({ "policies": {} }), "`policies` is not a list"),
        (json!({ "policies": [{ "secretId": "*", "actions": "*" }, { "actions": "*" }] }), "row 2 that names neither"),
        (json!({ "policies": [{ "secretId": "*" }] }), "row 1 that has no actions"),
        (json!({ "policies": [{ "secretId": "*", "actions": ["StartInstances"] }] }), "without its service"),
        (json!({ "policies": [{ "secretId": "*", "actions": "*", "instances": [] }] }), "instances"),
        (json!({ "policies": [{ "secretId": "*", "actions": "*", "effect": "perhaps" }] }), "effect"),
        (json!({ "policies": [{ "secretId": "*", "actions": "*", "colour": 1 }] }), "member"),
        (json!({ "policies": [{ "secretId": 1, "actions": "*" }] }), "not a text"),
        (json!({ "roles": ["fleet"] }), "`roles`"),
        (json!({ "sessionSeconds": 0 }), "`sessionSeconds`"),
        (json!({ "sessionSeconds": 43_201 }), "`sessionSeconds`"),
        (json!({ "credentials": [{ "secretId": "i", "secretKey": "hunter2", "uin": 7 }] }), "uin"),
        (json!({ "credentials": [{ "secretId": "i", "secretKey": "hunter2", "expiresAtMs": "x" }] }), "expiresAtMs"),
    ] {
        let problem = Options::from_json(&options.to_string()).unwrap_err();
        assert!(problem.contains(part) && !problem.contains("hunter2"), "{options}: {problem}");
    }
    for text in ["", "[]", r#"{"secretId":"i"}"#] {
        assert!(Account::from_json(text).unwrap_err().starts_with("the key "), "{text}");
    }
    assert!(PolicyRow::list_from_json("x").unwrap_err().contains("not JSON"));
    let rows = |count: usize| json!(vec![json!({ "secretId": "*", "actions": "*" }); count]).to_string();
    assert!(PolicyRow::list_from_json(&rows(10_000)).is_ok());
    assert!(PolicyRow::list_from_json(&rows(10_001)).unwrap_err().contains("at most 10000 rows"));
}
