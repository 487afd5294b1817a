//! The outside of every reply, and the log.

use crate::common::{World, api, demo, inside, signed, with};
use serde_json::{Value, json};
use tencentcloud_edge::sign::ApiRequest;
use tencentcloud_edge_emulator::{DEMO_SECRET_ID, Request};

fn ask(world: &World, action: &str) -> Request {
    signed(&ApiRequest { payload: b"{}", ..api(action) }, &demo(), &world.timed())
}

#[test]
fn errors_have_status_200_and_an_id_too() {
    let mut world = World::new(json!({}));
    for request in [ask(&world, "DescribeInstances"), ask(&world, "StartInstances"), Request::default()] {
        let reply = world.send(&request);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.header("date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(body.as_object().unwrap().len(), 1);
        assert_eq!(inside(&reply)["RequestId"].as_str().unwrap().len(), 36);
    }
}

#[test]
fn messages_are_in_the_language_asked_for() {
    let mut world = World::new(json!({}));
    for (language, expected) in [
        (None, "The request is missing a required parameter `InstanceIds`."),
        (Some("en-US"), "The request is missing a required parameter `InstanceIds`."),
        (Some("zh-CN"), "缺少必要参数 `InstanceIds`。"),
    ] {
        let reply = world.send(&with(ask(&world, "StartInstances"), "X-TC-Language", language));
        assert_eq!(inside(&reply)["Error"]["Message"], expected);
    }
}

#[test]
fn trace_ids_come_back() {
    let mut world = World::new(json!({}));
    let traced = with(ask(&world, "DescribeInstances"), "X-TC-TraceId", Some("abc-1"));
    assert_eq!(world.send(&traced).header("x-tc-traceid"), Some("abc-1"));
    assert_eq!(world.send(&ask(&world, "DescribeInstances")).header("x-tc-traceid"), None);
    let split = with(ask(&world, "DescribeInstances"), "X-TC-TraceId", Some("a\r\nset-cookie: b"));
    assert_eq!(world.send(&split).header("x-tc-traceid"), None);
}

#[test]
fn pages_may_read_replies_only_where_they_are_let() {
    let preflight = || {
        let headers = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Request { method: "OPTIONS".to_owned(), target: "/".to_owned(), headers, body: Vec::new() }
    };
    for (cors, allowed) in [
        (json!(false), false),
        (json!(true), true),
        (json!(["https://a.example"]), true),
        (json!(["https://b.example"]), false),
    ] {
        let mut world = World::new(json!({ "cors": cors }));
        let answer = world.send(&preflight());
        assert_eq!(answer.status == 204, allowed, "{cors}");
        let reply = world.send(&with(ask(&world, "DescribeInstances"), "Origin", Some("https://a.example")));
        let origin = reply.header("access-control-allow-origin");
        assert_eq!(origin, allowed.then_some("https://a.example"), "{cors}");
    }
}

#[test]
fn every_request_is_logged_with_what_it_was_answered() {
    let mut world = World::three(json!({}));
    let first = inside(&world.reply("StartInstances", &json!({ "InstanceIds": ["ins-00000001"] })));
    world.now += 5;
    world.send(&Request::default());
    let shown = serde_json::to_value(world.emulator.snapshot(world.now)).unwrap();
    assert_eq!(
        shown["requests"],
        json!([
            { "atMs": world.now - 5, "action": "StartInstances", "region": "ap-guangzhou", "requestId": first["RequestId"],
              "instanceIds": ["ins-00000001"], "secretId": DEMO_SECRET_ID },
            { "atMs": world.now, "action": "", "requestId": shown["requests"][1]["requestId"], "code": "UnsupportedProtocol" },
        ])
    );
    assert_eq!(shown["nowMs"], world.now);
    assert_eq!(shown["instances"][0]["region"], "ap-guangzhou");
    assert_eq!(shown["starts"], json!({ "ins-00000001": 1 }));
}

#[test]
fn nothing_that_is_sent_makes_it_panic() {
    let mut world = World::new(json!({}));
    let deep = format!("{{\"InstanceIds\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    for body in
        [&b"\xff\xfe"[..], b"{\"InstanceIds\":{\"0\":1}}", b"{\"InstanceIds\":[null]}", deep.as_bytes(), b"\"\\ud800\""]
    {
        for method in ["POST", "GET", "OPTIONS", "", "\u{130}"] {
            let request = Request { method: method.to_owned(), body: body.to_vec(), ..ask(&world, "StartInstances") };
            assert!(!world.send(&request).body.is_empty());
        }
    }
    for target in [
        "",
        "?",
        "/?%",
        "/?%zz=%",
        "/?InstanceIds.99999999999999999999=1&.=&..=",
        "/?=&=&InstanceIds=1&InstanceIds.0=1",
    ] {
        let request = Request { method: "GET".to_owned(), target: target.to_owned(), ..ask(&world, "StartInstances") };
        assert!(!world.send(&request).body.is_empty());
    }
    for now in [0, u64::MAX] {
        world.now = now;
        let request = Request::default();
        assert!(!world.send(&request).body.is_empty());
        world.emulator.snapshot(now);
    }
}

#[test]
fn the_outside_of_a_reply_is_the_gateways() {
    let mut world = World::new(json!({}));
    let reply = world.send(&ask(&world, "DescribeInstances"));
    assert_eq!(reply.header("server"), Some("nginx"));
}
