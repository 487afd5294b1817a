//! Random requests that are signed well, in every form that clients use.

use crate::random::Random;
use serde_json::{Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::v1::{self, Algorithm};
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions, sign};
use tencentcloud_edge_emulator::{Emulator, Options, Request};

/// 2026-01-01T00:00:00Z
pub(crate) const NOW: u64 = 1_767_225_600_000;
const REGION: &str = "ap-guangzhou";
const HOSTS: [&str; 5] = [
    "https://cvm.tencentcloudapi.com",
    "https://cvm.ap-guangzhou.tencentcloudapi.com",
    "http://127.0.0.1:9787",
    "http://localhost",
    "http://[::1]:80",
];
const CONTENT_TYPES: [&str; 2] = ["application/json", "application/json; charset=utf-8"];
const SIGNED: [&[&str]; 3] = [
    &["content-type", "host"],
    &["content-type", "host", "x-tc-action"],
    &["content-type", "host", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version"],
];

/// Accounts of both kinds.
pub(crate) fn accounts() -> [Credentials; 2] {
    [Credentials::new("AKIDone", "first secret key"), Credentials::new("AKIDtwo", "第二").with_token("a-token")]
}

pub(crate) fn emulator() -> Emulator {
    let options = json!({ "instances": 60, "enforceRateLimits": false, "credentials": [
        { "secretId": "AKIDone", "secretKey": "first secret key" },
        { "secretId": "AKIDtwo", "secretKey": "第二", "token": "a-token" },
    ] });
    Emulator::new(Options::from_json(&options.to_string()).unwrap()).unwrap()
}

/// An action with parameters that it takes.
pub(crate) fn call(random: &mut Random) -> (&'static str, Value) {
    let filters: Vec<Value> = (0..random.below(3))
        .map(|_| json!({ "Name": random.pick(&["instance-name", "tag:env", "tag-value", "project-id"]), "Values": [random.text(12)] }))
        .collect();
    let page = json!({ "Offset": random.below(70), "Limit": random.below(100) + 1 });
    let mut params = match random.below(4) {
        0 => return ("DescribeRegions", json!({})),
        1 => return ("DescribeInstancesStatus", page),
        2 => page,
        _ => json!({ "Limit": 1 }),
    };
    if !filters.is_empty() {
        params["Filters"] = json!(filters);
    }
    ("DescribeInstances", params)
}

/// Parameters as the pairs of a query.
pub(crate) fn flat(prefix: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    let name = |part: &str| if prefix.is_empty() { part.to_owned() } else { format!("{prefix}.{part}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(part, value)| flat(&name(part), value, pairs)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| flat(&name(&at.to_string()), value, pairs));
        }
        Value::String(text) => pairs.push((prefix.to_owned(), text.clone())),
        other => pairs.push((prefix.to_owned(), other.to_string())),
    }
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A request that must be answered.
pub(crate) fn good(random: &mut Random) -> Request {
    let (action, params) = call(random);
    signed(random, action, &params)
}

/// These parameters, signed in one of the ways there are.
pub(crate) fn signed(random: &mut Random, action: &str, params: &Value) -> Request {
    let account = random.pick(&accounts()).clone();
    let endpoint = Some(*random.pick(&HOSTS));
    // As far as a clock may be off.
    let timestamp = NOW / 1_000 - 300 + random.below(601) as u64;
    let method = if random.one_in(2) { Method::Get } else { Method::Post };
    let mut pairs = Vec::new();
    flat("", params, &mut pairs);
    if random.one_in(2) {
        let algorithm = if random.one_in(2) { Algorithm::HmacSha1 } else { Algorithm::HmacSha256 };
        let options = v1::Options { algorithm, timestamp, nonce: random.below(65_535) as u64 + 1 };
        let payload = borrowed(&pairs);
        let request = v1::Request {
            service: "cvm",
            version: "2017-03-12",
            action,
            region: Some(REGION),
            method,
            payload: &payload,
            endpoint,
            ..v1::Request::default()
        };
        let signed = v1::sign(&request, &account, &options).unwrap();
        return sent(method, &signed.url, signed.headers, signed.body.unwrap_or_default().into_bytes());
    }
    let body = params.to_string();
    let query = v1::encode(&borrowed(&pairs));
    let request = ApiRequest {
        service: "cvm",
        version: "2017-03-12",
        action,
        region: Some(REGION),
        method,
        endpoint,
        ..ApiRequest::default()
    };
    let request = match method {
        Method::Get => ApiRequest { query: &query, ..request },
        Method::Post => ApiRequest { payload: body.as_bytes(), ..request },
    };
    let options = SignOptions {
        signed_headers: Some(*random.pick(&SIGNED)),
        content_type: (method == Method::Post).then(|| *random.pick(&CONTENT_TYPES)),
        unsigned_payload: method == Method::Post && random.one_in(8),
        ..SignOptions::at(timestamp)
    };
    let signed = sign(&request, &account, &options).unwrap();
    sent(method, &signed.url, signed.headers, request.payload.to_vec())
}

fn sent(method: Method, url: &str, more: Vec<(String, String)>, body: Vec<u8>) -> Request {
    let (host, target) = url.split_once("://").unwrap().1.split_once('/').unwrap();
    let mut headers = vec![("host".to_owned(), host.to_owned())];
    headers.extend(more);
    Request { method: method.name().to_owned(), target: format!("/{target}"), headers, body }
}

/// The error code of a reply, or `ok`.
pub(crate) fn code(emulator: &mut Emulator, request: &Request) -> String {
    answer(emulator, request).0
}

/// The error code and message of a reply, or `ok`. Every reply is an envelope with a request id.
pub(crate) fn answer(emulator: &mut Emulator, request: &Request) -> (String, String) {
    let reply = emulator.handle(NOW, request);
    assert_eq!(reply.status, 200);
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(body["Response"]["RequestId"].as_str().map(str::len), Some(36));
    let text = |name: &str, or: &str| body["Response"]["Error"][name].as_str().unwrap_or(or).to_owned();
    (text("Code", "ok"), text("Message", ""))
}
