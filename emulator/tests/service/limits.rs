//! Parameters, sizes and rates.

use crate::common::{NOW, World, api, code, demo, inside, signed};
use serde_json::{Value, json};
use tencentcloud_edge::model::MAX_IDS;
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
        ("StartInstances", json!({ "InstanceIds": ids(MAX_IDS + 1) }), "InvalidParameterValue.LimitExceeded"),
        ("StartInstances", json!({ "InstanceIds": ids(MAX_IDS) }), "InvalidInstanceId.NotFound"),
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
        ("DescribeInstances", json!({ "InstanceIds": ids(MAX_IDS + 1) }), "InvalidParameterValue.LimitExceeded"),
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

#[test]
fn a_request_that_is_just_as_large_as_allowed_is_taken() {
    const MEGABYTE: usize = 1_024 * 1_024;
    let post = |size: usize| {
        let mut body = b"{}".to_vec();
        body.resize(size, b' ');
        body
    };
    let mut world = World::new(json!({ "instances": 0 }));
    for (size, expected) in [(10 * MEGABYTE, "ok"), (10 * MEGABYTE + 1, "RequestSizeLimitExceeded")] {
        // The signer refuses what the service would: the body grows after it was signed, and is said to be unsigned.
        let options = SignOptions { unsigned_payload: true, ..world.timed() };
        let mut request = signed(&ApiRequest { payload: b"{}", ..api("DescribeInstances") }, &demo(), &options);
        request.body = post(size);
        assert_eq!(code(&world.send(&request)), expected, "{size} bytes");
    }
    for (size, expected) in [(32 * 1_024, "AuthFailure.SignatureFailure"), (32 * 1_024 + 1, "RequestSizeLimitExceeded")]
    {
        let get = ApiRequest { method: Method::Get, query: "Limit=1", ..api("DescribeInstances") };
        let mut request = signed(&get, &demo(), &world.timed());
        request.target = format!("/?{}", "a".repeat(size));
        assert_eq!(code(&world.send(&request)), expected, "a query of {size} bytes");
    }
    for (size, told) in [(MEGABYTE, "MissingParameter"), (MEGABYTE + 1, "AuthFailure.SignatureFailure")] {
        let headers = vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        let body = vec![b'&'; size];
        let request =
            tencentcloud_edge_emulator::Request { method: "POST".to_owned(), target: "/".to_owned(), headers, body };
        assert_eq!(code(&world.send(&request)), told, "a form of {size} bytes");
    }
}

#[test]
fn filters_have_their_forms() {
    for (name, good, bad, expected) in [
        ("host-id", "host-1a2b3c4d", "host-1", "InvalidHostId.Malformed"),
        ("vpc-id", "vpc-1a2b3c4d", "vpc-", "InvalidParameterValue.VpcIdMalformed"),
        ("subnet-id", "subnet-1a2b3c4d", "vpc-1a2b3c4d", "InvalidParameterValue.SubnetIdMalformed"),
        ("instance-id", "ins-1a2b3c4d", "ins-1A2B3C4D", "InvalidParameterValue.InstanceIdMalformed"),
        ("uuid", "8f3c1d2e-0000-4abc-8def-0123456789ab", "8f3c", "InvalidParameterValue.UuidMalformed"),
        ("security-group-id", "sg-1a2b3c4d", "group", "InvalidSgId.Malformed"),
        ("private-ip-address", "10.0.0.1", "10.0.0", "InvalidParameterValue.IPAddressMalformed"),
        ("public-ip-address", "10.0.0.1", "::1", "InvalidParameterValue.IPAddressMalformed"),
        ("ipv6-address", "2001:db8::1", "10.0.0.1", "InvalidParameterValue.IPv6AddressMalformed"),
        ("creation-start-time", "2025-01-01 00:00:00", "2025-01-01", "InvalidParameterValue.InvalidTimeFormat"),
        ("creation-end-time", "2025-01-01 00:00:00", "now", "InvalidParameterValue.InvalidTimeFormat"),
    ] {
        let mut world = World::three(json!({}));
        let mut ask =
            |value| world.call("DescribeInstances", json!({ "Filters": [{ "Name": name, "Values": [value] }] }));
        assert_eq!((ask(good), ask(bad)), ("ok".to_owned(), expected.to_owned()), "{name}");
    }
}

#[test]
fn creation_times_are_bounds_and_a_tag_has_a_key() {
    let instance = json!({ "InstanceId": "ins-00000001", "CreatedTime": "2025-06-15T12:00:00Z" });
    let mut world = World::new(json!({ "instances": [instance] }));
    for (name, value, found) in [
        ("creation-start-time", "2025-06-15 11:59:59", 1),
        ("creation-start-time", "2025-06-15 12:00:00", 1),
        ("creation-start-time", "2025-06-15 12:00:01", 0),
        ("creation-end-time", "2025-06-15 11:59:59", 0),
        ("creation-end-time", "2025-06-15 12:00:00", 1),
        ("creation-end-time", "2025-06-15 12:00:01", 1),
    ] {
        let reply = world.reply("DescribeInstances", &json!({ "Filters": [{ "Name": name, "Values": [value] }] }));
        assert_eq!(inside(&reply)["TotalCount"], found, "{name} {value}");
    }
    let keyless = json!({ "Filters": [{ "Name": "tag:", "Values": ["x"] }] });
    assert_eq!(world.call("DescribeInstances", keyless), "InvalidFilter");
}
