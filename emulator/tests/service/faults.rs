//! What each kind of fault does.

use crate::common::{NOW, World, api, code, demo, inside, signed, with};
use serde_json::{Value, json};
use tencentcloud_edge_emulator::{Delivery, FAULT_KINDS, Response};

const ID: &str = "ins-00000001";

/// A world with one rule, and the reply to a start of `ID`.
fn start(rule: Value) -> (World, Response) {
    let mut world = World::three(json!({}));
    world.inject(rule);
    let reply = world.reply("StartInstances", &json!({ "InstanceIds": [ID, "ins-00000002"] }));
    world.emulator.clear_faults();
    (world, reply)
}

/// A describe of everything under one rule, while `ID` starts.
fn describe(rule: Value) -> Value {
    let mut world = World::three(json!({}));
    world.act("StartInstances", ID);
    world.now += 100;
    world.inject(rule);
    inside(&world.reply("DescribeInstances", &json!({})))
}

#[test]
fn every_kind_says_truly_whether_the_request_is_executed() {
    for kind in FAULT_KINDS {
        let mut rule = json!({ "kind": kind.name });
        if kind.name == "error" {
            rule["code"] = json!("InternalError");
        }
        let (mut world, reply) = start(rule);
        let began = world.emulator.snapshot(world.now).starts.len();
        let log = world.emulator.snapshot(world.now).requests;
        if kind.about.contains("nothing is executed") || kind.about.contains("never arrives") {
            assert_eq!(began, 0, "{}", kind.name);
            assert!(log.iter().all(|entry| entry.code.is_some()), "{}", kind.name);
        } else if kind.name == "late" {
            assert_eq!(began, 0);
            world.now += 30_000;
            assert_eq!(world.emulator.snapshot(world.now).starts.len(), 2);
        } else if kind.name.starts_with("clock-") {
            assert_eq!(code(&reply), "AuthFailure.SignatureExpire");
        } else {
            assert_eq!(began, if kind.name == "half-done" { 1 } else { 2 }, "{}", kind.name);
        }
        assert_eq!(log.len(), usize::from(!kind.about.contains("never arrives")), "{}", kind.name);
    }
}

#[test]
fn deliveries_statuses_and_headers_are_those_of_the_kind() {
    for (kind, delivery, status, header) in [
        ("refuse", Delivery::Refused, 200, None),
        ("reset", Delivery::Lost, 200, None),
        ("hang", Delivery::Never, 200, None),
        ("cut", Delivery::Cut, 200, None),
        ("accepted-but-reply-lost", Delivery::Lost, 200, None),
        ("html-502", Delivery::Whole, 502, Some(("content-type", "text/html"))),
        ("html-200", Delivery::Whole, 200, Some(("content-type", "text/html"))),
        ("http-429", Delivery::Whole, 429, Some(("retry-after", "2"))),
        ("no-name", Delivery::NoName, 200, None),
        ("bad-certificate", Delivery::BadCertificate, 200, None),
        ("drip", Delivery::Drip, 200, None),
        ("gzip-bomb", Delivery::Whole, 200, Some(("content-encoding", "gzip"))),
        ("http-503-zero", Delivery::Whole, 503, Some(("retry-after", "0"))),
        ("http-503-date", Delivery::Whole, 503, Some(("retry-after", "Thu, 01 Jan 2026 00:00:02 GMT"))),
        ("http-503-garbage", Delivery::Whole, 503, Some(("retry-after", "soon"))),
        ("redirect", Delivery::Whole, 302, Some(("location", "https://portal.invalid/"))),
        ("accepted-but-html", Delivery::Whole, 504, Some(("content-type", "text/html"))),
    ] {
        let (_, reply) = start(json!({ "kind": kind }));
        assert_eq!((reply.delivery, reply.status), (delivery, status), "{kind}");
        if let Some((name, value)) = header {
            assert_eq!(reply.header(name), Some(value), "{kind}");
        }
    }
}

#[test]
fn codes_are_those_of_the_kind_or_of_the_rule() {
    for (rule, expected) in [
        (json!({ "kind": "throttle" }), "RequestLimitExceeded"),
        (json!({ "kind": "internal-error" }), "InternalError"),
        (json!({ "kind": "expired-token" }), "AuthFailure.TokenFailure"),
        (json!({ "kind": "error", "code": "Made.Up" }), "Made.Up"),
        (json!({ "kind": "accepted-but-internal-error" }), "InternalError"),
        (json!({ "kind": "half-done" }), "InternalServerError"),
        (json!({ "kind": "replay" }), "UnsupportedOperation.InstanceStateStarting"),
        (json!({ "kind": "raced" }), "UnsupportedOperation.InstanceStateStarting"),
    ] {
        assert_eq!(code(&start(rule.clone()).1), expected, "{rule}");
    }
}

#[test]
fn replies_are_spoilt_in_the_way_of_the_kind() {
    let body = |kind: &str| String::from_utf8(start(json!({ "kind": kind })).1.body).unwrap();
    assert!(serde_json::from_str::<Value>(&body("truncated")).is_err());
    assert!(serde_json::from_str::<Value>(&body("not-json")).is_err());
    assert_eq!(body("empty"), "");
    assert_eq!(body("no-request-id"), r#"{"Response":{}}"#);
    assert_eq!(body("wrong-types"), r#"{"Response":{"RequestId":36}}"#);
    assert!(body("huge").len() > 16_000_000);
}

#[test]
fn operations_go_as_the_kind_says() {
    for (kind, half_way, end) in [
        ("fails", "STARTING", "STOPPED"),
        ("stuck", "STARTING", "STARTING"),
        ("slow", "STARTING", "STARTING"),
        ("late", "STOPPED", "STOPPED"),
        ("human-stop", "STOPPING", "STOPPED"),
        ("human-terminate", "TERMINATING", "none"),
    ] {
        let (mut world, reply) = start(json!({ "kind": kind, "instanceId": ID }));
        assert_eq!(code(&reply), "ok");
        world.now += 500;
        assert_eq!(world.state(ID), half_way, "{kind}");
        world.now += 500;
        assert_eq!(world.state(ID), end, "{kind}");
        assert_eq!(world.state("ins-00000002"), "RUNNING", "{kind} concerns one instance");
    }
}

#[test]
fn a_request_that_is_executed_twice_is_the_callers_or_somebody_elses() {
    for (kind, own) in [("replay", true), ("raced", false)] {
        let (mut world, reply) = start(json!({ "kind": kind }));
        let latest = world.shown(ID)["LatestOperationRequestId"].clone();
        assert_eq!(latest == inside(&reply)["RequestId"], own, "{kind}");
        assert_eq!(world.emulator.snapshot(world.now).starts[ID], 1, "{kind}");
    }
}

#[test]
fn a_late_operation_is_the_callers_own_once_it_begins() {
    let (mut world, reply) = start(json!({ "kind": "late", "delayMs": 300 }));
    world.now += 300;
    let shown = world.shown(ID);
    assert_eq!((&shown["InstanceState"], &shown["LatestOperationState"]), (&json!("STARTING"), &json!("OPERATING")));
    assert_eq!(shown["LatestOperationRequestId"], inside(&reply)["RequestId"]);
    world.now += 1_000;
    assert_eq!(world.state(ID), "RUNNING");
}

#[test]
fn a_failed_operation_says_why() {
    let (mut world, _) = start(json!({ "kind": "fails" }));
    world.now += 1_000;
    let shown = world.shown(ID);
    assert_eq!(shown["LatestOperationState"], "FAILED");
    assert!(shown["LatestOperationErrorMsg"].is_string());
}

#[test]
fn describes_are_distorted_as_the_kind_says() {
    let states = |reply: &Value| -> Vec<String> {
        let rows = reply["InstanceSet"].as_array().unwrap();
        rows.iter().map(|row| row["InstanceState"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&describe(json!({ "kind": "stale-describe" }))), ["STOPPED", "STOPPED", "RUNNING"]);
    assert_eq!(
        states(&describe(json!({ "kind": "stale-describe", "delayMs": 100 }))),
        ["STARTING", "STOPPED", "RUNNING"]
    );
    let omitted = describe(json!({ "kind": "omit", "instanceId": ID }));
    assert_eq!((states(&omitted).len(), &omitted["TotalCount"]), (2, &json!(2)));
    let short = describe(json!({ "kind": "short-page" }));
    assert_eq!((states(&short).len(), &short["TotalCount"]), (1, &json!(3)));
    assert_eq!(states(&describe(json!({ "kind": "repeat-rows" }))).len(), 6);
    let unknown = describe(json!({ "kind": "unknown-state", "instanceId": ID }));
    assert_eq!(states(&unknown), ["HIBERNATING", "STOPPED", "RUNNING"]);
    assert_eq!(describe(json!({ "kind": "no-latest-operation" }))["InstanceSet"][0]["LatestOperation"], Value::Null);
    let foreign = describe(json!({ "kind": "foreign-rows" }));
    assert!(foreign["InstanceSet"].as_array().unwrap().iter().all(|row| row["InstanceId"] != ID));
}

#[test]
fn a_clock_that_is_off_dates_its_replies_so() {
    for (kind, date) in
        [("clock-ahead", "Thu, 01 Jan 2026 00:10:00 GMT"), ("clock-behind", "Wed, 31 Dec 2025 23:50:00 GMT")]
    {
        let (_, reply) = start(json!({ "kind": kind }));
        assert_eq!((code(&reply).as_str(), reply.header("date")), ("AuthFailure.SignatureExpire", Some(date)));
    }
    let (mut world, reply) = start(json!({ "kind": "clock-ahead", "delayMs": 60_000 }));
    assert_eq!(code(&reply), "ok");
    assert_eq!(world.emulator.snapshot(world.now).requests[0].at_ms, NOW);
}

#[test]
fn partial_lets_the_good_ones_through_once() {
    let mut world = World::three(json!({}));
    world.inject(json!({ "kind": "partial", "times": 1 }));
    let batch = json!({ "InstanceIds": ["ins-99999999", ID] });
    assert_eq!(world.call("StartInstances", batch), "InvalidInstanceId.NotFound");
    assert_eq!(world.state(ID), "STARTING");
    let batch = json!({ "InstanceIds": ["ins-99999999", "ins-00000002"] });
    assert_eq!(world.call("StartInstances", batch), "InvalidInstanceId.NotFound");
    assert_eq!(world.state("ins-00000002"), "STOPPED");
}

#[test]
fn refusals_need_a_good_signature_and_pages_do_not() {
    let mut world = World::three(json!({}));
    world.inject(json!({ "kind": "throttle" }));
    let unsigned = with(signed(&api("StartInstances"), &demo(), &world.timed()), "authorization", None);
    assert_eq!(code(&world.send(&unsigned)), "AuthFailure.InvalidAuthorization");
    world.inject(json!({ "kind": "html-504" }));
    assert_eq!(world.send(&unsigned).status, 504);
}

#[test]
fn any_kind_but_those_with_a_use_of_their_own_can_hold_its_reply_back() {
    assert_eq!(start(json!({ "kind": "delay" })).1.delay_ms, 1_000);
    assert_eq!(start(json!({ "kind": "html-504", "delayMs": 30 })).1.delay_ms, 30);
    assert_eq!(start(json!({ "kind": "slow", "delayMs": 30 })).1.delay_ms, 0);
}

#[test]
fn a_drip_has_its_gap_and_drips_no_reply_that_is_none() {
    assert_eq!(start(json!({ "kind": "drip" })).1.gap_ms, 1_000);
    assert_eq!(start(json!({ "kind": "drip", "delayMs": 7 })).1.gap_ms, 7);
    let mut world = World::three(json!({}));
    world.inject(json!({ "kind": "drip" }));
    world.inject(json!({ "kind": "reset" }));
    assert_eq!(world.reply("DescribeInstances", &json!({})).delivery, Delivery::Lost);
}

#[test]
fn a_describe_is_not_done_by_halves() {
    let mut world = World::three(json!({}));
    world.inject(json!({ "kind": "half-done" }));
    let reply = inside(&world.reply("DescribeInstances", &json!({ "InstanceIds": [ID, "ins-00000002"] })));
    assert_eq!(reply["TotalCount"], 2);
}
