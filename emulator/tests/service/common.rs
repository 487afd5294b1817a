//! What the tests share: requests signed as a client signs them, and an emulator whose time the test drives.

use serde_json::{Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, SignOptions, sign};
use tencentcloud_edge_emulator::{DEMO_SECRET_ID, DEMO_SECRET_KEY, Emulator, FaultRule, Options, Request, Response};

/// 2026-01-01T00:00:00Z
pub(crate) const NOW: u64 = 1_767_225_600_000;
pub(crate) const REGION: &str = "ap-guangzhou";
pub(crate) const HOST: &str = "cvm.tencentcloudapi.com";

pub(crate) fn demo() -> Credentials {
    Credentials::new(DEMO_SECRET_ID, DEMO_SECRET_KEY)
}

/// The call of an action as the API wants it.
pub(crate) fn api(action: &str) -> ApiRequest<'_> {
    ApiRequest { service: "cvm", version: "2017-03-12", action, region: Some(REGION), ..ApiRequest::default() }
}

/// The bytes a user agent would send.
pub(crate) fn signed(request: &ApiRequest<'_>, credentials: &Credentials, options: &SignOptions<'_>) -> Request {
    let signed = sign(request, credentials, options).unwrap();
    let (_, rest) = signed.url.split_once("://").unwrap();
    let (host, target) = rest.split_once('/').unwrap();
    let mut headers = vec![("Host".to_owned(), host.to_owned())];
    headers.extend(signed.headers);
    Request {
        method: signed.method.name().to_owned(),
        target: format!("/{target}"),
        headers,
        body: request.payload.to_vec(),
    }
}

/// Replaces a header, or removes it.
pub(crate) fn with(mut request: Request, name: &str, value: Option<&str>) -> Request {
    request.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    request.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    request
}

/// What stands inside `Response`.
pub(crate) fn inside(response: &Response) -> Value {
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    body["Response"].clone()
}

/// The error code of a reply, or `ok`.
pub(crate) fn code(response: &Response) -> String {
    inside(response)["Error"]["Code"].as_str().unwrap_or("ok").to_owned()
}

/// An emulator and the time it is there.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) now: u64,
}

impl World {
    /// From options as `createEmulator` takes them.
    pub(crate) fn new(options: Value) -> Self {
        let options = Options::from_json(&options.to_string()).unwrap();
        World { emulator: Emulator::new(options).unwrap(), now: NOW }
    }

    /// Three instances in the region, of which `ins-00000001` and `ins-00000002` are stopped and `ins-00000003` runs.
    pub(crate) fn three(more: Value) -> Self {
        let mut options = json!({ "bootMs": [1_000, 1_000], "instances": [
            { "InstanceId": "ins-00000001", "InstanceState": "STOPPED" },
            { "InstanceId": "ins-00000002", "InstanceState": "STOPPED" },
            { "InstanceId": "ins-00000003", "InstanceState": "RUNNING" },
        ] });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        World::new(options)
    }

    pub(crate) fn timed(&self) -> SignOptions<'static> {
        SignOptions::at(self.now / 1_000)
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        self.emulator.handle(self.now, request)
    }

    /// Signs and sends.
    pub(crate) fn reply(&mut self, action: &str, payload: &Value) -> Response {
        let payload = payload.to_string();
        let request = ApiRequest { payload: payload.as_bytes(), ..api(action) };
        self.send(&signed(&request, &demo(), &self.timed()))
    }

    /// The code of the answer.
    pub(crate) fn call(&mut self, action: &str, payload: Value) -> String {
        code(&self.reply(action, &payload))
    }

    /// Acts on one instance.
    pub(crate) fn act(&mut self, action: &str, id: &str) -> String {
        self.call(action, json!({ "InstanceIds": [id] }))
    }

    /// What DescribeInstances says of an instance.
    pub(crate) fn shown(&mut self, id: &str) -> Value {
        let reply = self.reply("DescribeInstances", &json!({ "InstanceIds": [id] }));
        inside(&reply)["InstanceSet"][0].clone()
    }

    pub(crate) fn state(&mut self, id: &str) -> String {
        self.shown(id)["InstanceState"].as_str().unwrap_or("none").to_owned()
    }

    pub(crate) fn inject(&mut self, rule: Value) {
        self.emulator.inject(FaultRule::from_json(&rule.to_string()).unwrap());
    }
}
