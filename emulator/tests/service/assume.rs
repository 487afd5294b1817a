//! What no documentation says can be chosen.

use crate::common::{NOW, World, api, code, demo, inside, signed};
use serde_json::json;
use tencentcloud_edge::sign::{ApiRequest, SignOptions};

const TWICE: [&str; 2] = ["ins-00000001", "ins-00000001"];

#[test]
fn codes_can_be_others_with_the_same_message() {
    let mut world =
        World::three(json!({ "assume": { "codes": { "InvalidInstanceId.NotFound": "ResourceNotFound" } } }));
    let reply = inside(&world.reply("StartInstances", &json!({ "InstanceIds": ["ins-99999999"] })));
    assert_eq!(reply["Error"]["Code"], "ResourceNotFound");
    assert!(reply["Error"]["Message"].as_str().unwrap().contains("ins-99999999"));
    let logged = world.emulator.snapshot(NOW).requests.remove(0);
    assert_eq!(logged.code.as_deref(), Some("ResourceNotFound"));
    assert_eq!(world.call("StartInstances", json!({})), "MissingParameter");
}

#[test]
fn a_clock_may_be_as_far_off_as_is_said() {
    for (seconds, off, expected) in [(10, 10, "ok"), (10, 11, "AuthFailure.SignatureExpire"), (900, 800, "ok")] {
        let mut world = World::three(json!({ "assume": { "skewSeconds": seconds } }));
        let options = SignOptions::at(NOW / 1_000 - off);
        let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &options);
        assert_eq!(code(&world.send(&request)), expected, "{off} s of {seconds}");
    }
}

#[test]
fn unsigned_payloads_may_be_refused() {
    for (taken, expected) in [(true, "ok"), (false, "AuthFailure.SignatureFailure")] {
        let mut world = World::three(json!({ "assume": { "unsignedPayload": taken } }));
        let options = SignOptions { unsigned_payload: true, ..world.timed() };
        let request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &options);
        assert_eq!(code(&world.send(&request)), expected);
    }
}

#[test]
fn messages_may_be_chinese_where_nothing_else_is_asked_for() {
    for (assumed, asked, chinese) in
        [("zh-CN", None, true), ("zh-CN", Some("en-US"), false), ("en-US", None, false), ("en-US", Some("zh-CN"), true)]
    {
        let mut world = World::three(json!({ "assume": { "language": assumed } }));
        let request = ApiRequest { payload: b"{}", language: asked, ..api("StartInstances") };
        let request = signed(&request, &demo(), &world.timed());
        let message = inside(&world.send(&request))["Error"]["Message"].clone();
        assert_eq!(message.as_str().unwrap().contains("缺少"), chinese, "{assumed} {asked:?}");
    }
}

#[test]
fn an_id_given_twice_may_be_refused() {
    for (assumed, expected) in [("once", "ok"), ("refused", "InvalidParameterValue")] {
        let mut world = World::three(json!({ "assume": { "duplicateIds": assumed } }));
        assert_eq!(world.call("StartInstances", json!({ "InstanceIds": TWICE })), expected);
        assert_eq!(world.act("StartInstances", "ins-00000002"), "ok");
    }
}

#[test]
fn a_refused_request_may_not_count_toward_the_rate() {
    for (counts, expected) in [(true, "RequestLimitExceeded"), (false, "InvalidInstanceId.NotFound")] {
        let mut world = World::three(json!({ "assume": { "countRefused": counts } }));
        for _ in 0..10 {
            world.act("StartInstances", "ins-99999999");
        }
        world.now += 500;
        for _ in 0..10 {
            assert_eq!(world.act("StartInstances", "ins-99999999"), "RequestLimitExceeded");
        }
        world.now += 500;
        assert_eq!(world.act("StartInstances", "ins-99999999"), expected);
    }
}
