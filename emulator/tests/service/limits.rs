//! Parameters, sizes and rates.

use crate::common::{NOW, World, api, code, demo, inside, signed};
use serde_json::{Value, json};
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions};

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("ins-{n:08}")).collect()
}

#[test]
fn parameters_are_checked_by_the_rows_of_the_model() {
    let filter = |name: &str, values: Value| json!({ "Filters": [{ "Name": name, "Values": values }] });
    let many: Vec<Value> = (0..11).map(|_| json!({ "Name": "zone", "Values": [] })).collect();
    for (action, payload, expected) in [
        ("StartInstances", json!({}), "MissingParameter"),
        ("StartInstances", json!({ "InstanceIds": [] }), "MissingParameter"),
        ("StartInstances", json!({ "InstanceIds": null }), "MissingParameter"),
        ("StartInstances", json!({ "InstanceIds": "ins-00000001" }), "InvalidParameter"),
        ("StartInstances", json!({ "InstanceIds": [7] }), "InvalidParameter"),
        ("StartInstances", json!({ "InstanceIds": [""] }), "InvalidParameterValue.InstanceIdMalformed"),
        ("StartInstances", json!({ "InstanceIds": ["ins-ABCDEFGH"] }), "InvalidParameterValue.InstanceIdMalformed"),
        ("StartInstances", json!({ "InstanceIds": ["ins-123"] }), "InvalidInstanceId.Malformed"),
        ("StartInstances", json!({ "InstanceIds": ids(101) }), "InvalidParameterValue.LimitExceeded"),
        ("StartInstances", json!({ "InstanceIds": ids(100) }), "InvalidInstanceId.NotFound"),
        ("StartInstances", json!({ "InstanceIds": ids(1), "Force": true }), "UnknownParameter"),
        ("StopInstances", json!({ "InstanceIds": ids(1), "StopType": "GENTLY" }), "InvalidParameterValue"),
        ("StopInstances", json!({ "InstanceIds": ids(1), "ForceStop": "true" }), "InvalidParameter"),
        ("DescribeInstances", json!({ "Limit": 100 }), "ok"),
        ("DescribeInstances", json!({ "Limit": 101 }), "InvalidParameterValue"),
        ("DescribeInstances", json!({ "Limit": 0 }), "InvalidParameterValue"),
        ("DescribeInstances", json!({ "Limit": -1 }), "InvalidParameterValue"),
        ("DescribeInstances", json!({ "Limit": "20" }), "InvalidParameter"),
        (
            "DescribeInstances",
            json!({ "InstanceIds": ids(1), "Filters": [{ "Name": "zone", "Values": ["ap-guangzhou-3"] }] }),
            "InvalidParameter",
        ),
        ("DescribeInstances", json!({ "InstanceIds": ids(101) }), "InvalidParameterValue.LimitExceeded"),
        ("DescribeInstances", filter("colour", json!(["red"])), "InvalidFilter"),
        ("DescribeInstances", filter("zone", json!(["ap-singapore-1"])), "InvalidZone.MismatchRegion"),
        (
            "DescribeInstances",
            filter("instance-name", json!(["a", "b", "c", "d", "e", "f"])),
            "InvalidFilterValue.LimitExceeded",
        ),
        ("DescribeInstances", json!({ "Filters": many }), "InvalidParameterValue.LimitExceeded"),
        ("DescribeInstancesStatus", filter("zone", json!([])), "UnknownParameter"),
    ] {
        let mut world = World::new(json!({ "instances": 1 }));
        assert_eq!(world.call(action, payload.clone()), expected, "{action} {payload}");
    }
}

#[test]
fn bodies_must_be_json_objects_of_the_right_type_and_size() {
    let mut world = World::new(json!({ "instances": 1 }));
    let options = world.timed();
    let typed = SignOptions { content_type: Some("text/plain"), ..options };
    let large = vec![b' '; 10 * 1_024 * 1_024 + 1];
    for (payload, options, expected) in [
        (&b"[]"[..], options, "InvalidRequest"),
        (b"{", options, "InvalidRequest"),
        (b"", options, "InvalidRequest"),
        (b"\xff", options, "InvalidRequest"),
        (b"{}", typed, "InvalidRequest"),
    ] {
        let request = signed(&ApiRequest { payload, ..api("DescribeInstances") }, &demo(), &options);
        assert_eq!(code(&world.send(&request)), expected);
    }
    let mut request = signed(&api("DescribeInstances"), &demo(), &options);
    request.body = large;
    assert_eq!(code(&world.send(&request)), "RequestSizeLimitExceeded");
    request.body = Vec::new();
    request.target = format!("/?{}", "a".repeat(32 * 1_024 + 1));
    assert_eq!(code(&world.send(&request)), "RequestSizeLimitExceeded");
}

#[test]
fn queries_carry_the_same_parameters() {
    let mut world = World::three(json!({}));
    let query = "InstanceIds.0=ins-00000001&InstanceIds.1=ins-00000002";
    let request = ApiRequest { method: Method::Get, query, ..api("StartInstances") };
    assert_eq!(code(&world.send(&signed(&request, &demo(), &world.timed()))), "ok");
    assert_eq!(world.state("ins-00000002"), "STARTING");
    let logged = world.emulator.snapshot(world.now).requests;
    assert_eq!(logged[0].instance_ids.as_deref().unwrap(), ["ins-00000001", "ins-00000002"]);
}

#[test]
fn the_region_may_be_left_out_by_the_older_rules_only() {
    for (rules, expected) in [("2024-01", "ok"), ("2025-11", "MissingParameter")] {
        let mut world = World::new(json!({ "rules": rules }));
        let request = ApiRequest { region: None, payload: b"{}", ..api("DescribeInstances") };
        assert_eq!(code(&world.send(&signed(&request, &demo(), &world.timed()))), expected, "{rules}");
    }
}

#[test]
fn rates_slide_over_a_second_and_refused_requests_count() {
    for (action, rate) in [("StartInstances", 10), ("DescribeInstances", 40)] {
        let mut world = World::new(json!({}));
        let mut send = |at: u64| {
            world.now = NOW + at;
            world.call(action, json!({})) != "RequestLimitExceeded"
        };
        assert!((0..rate).all(|_| send(0)), "{action}");
        assert!(!send(0), "{action}");
        assert!(!send(999), "{action}");
        // The request of 999 is the only one of the second that ends at 1000.
        assert!((1..rate).all(|_| send(1_000)), "{action}");
        assert!(!send(1_000), "{action}");
    }
}

#[test]
fn a_throttled_request_does_nothing_and_says_the_figures() {
    let mut world = World::three(json!({}));
    for _ in 0..10 {
        world.act("StartInstances", "ins-99999999");
    }
    let reply = inside(&world.reply("StartInstances", &json!({ "InstanceIds": ["ins-00000001"] })));
    let message = reply["Error"]["Message"].as_str().unwrap();
    assert!(message.contains("`11`") && message.contains("`10`"), "{message}");
    assert_eq!(world.state("ins-00000001"), "STOPPED");
}

#[test]
fn rates_can_be_switched_off() {
    let mut world = World::new(json!({ "enforceRateLimits": false }));
    assert!((0..50).all(|_| world.call("DescribeInstances", json!({})) == "ok"));
}

#[test]
fn every_action_has_the_rate_of_its_page() {
    for (action, rate) in [
        ("StartInstances", 10),
        ("StopInstances", 10),
        ("RebootInstances", 10),
        ("TerminateInstances", 10),
        ("RunInstances", 10),
        ("DescribeInstances", 40),
        ("DescribeInstancesStatus", 40),
        ("DescribeRegions", 20),
        ("DescribeZones", 20),
    ] {
        let mut world = World::three(json!({}));
        let throttled = (1..100).find(|_| world.call(action, json!({})) == "RequestLimitExceeded");
        assert_eq!(throttled, Some(rate + 1), "{action}");
    }
}
