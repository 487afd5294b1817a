//! The signing vectors of `tests/vectors/`, as the signer takes them.

use serde_json::Value;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions, SignatureSteps, v1};

macro_rules! files {
    ($($name:literal: $count:literal,)*) => {
        [$(($name, include_str!(concat!("../vectors/", $name, ".json")), $count)),*]
    };
}

/// Every file, with how many vectors it must hold: a file that lost some would pass in silence.
pub(crate) const FILES: [(&str, &str, usize); 25] = files! {
    "tc3-bytes": 16,
    "tc3-dates": 20,
    "tc3-endpoints": 21,
    "tc3-get": 4,
    "tc3-headers": 17,
    "tc3-languages": 8,
    "tc3-multipart": 1,
    "tc3-post-json": 21,
    "tc3-products": 18,
    "tc3-queries": 45,
    "tc3-secrets": 20,
    "tc3-signed-headers": 17,
    "tc3-sizes": 21,
    "tc3-tokens": 12,
    "tc3-unicode": 26,
    "tc3-unsigned": 3,
    "tc3-unsigned-bodies": 10,
    "v1-around": 26,
    "v1-characters": 47,
    "v1-published": 9,
    "v1-secrets": 20,
    "v1-sha1-get": 13,
    "v1-sha1-post": 13,
    "v1-sha256-get": 13,
    "v1-sha256-post": 13,
};

/// One vector.
pub(crate) struct Vector(Value);

/// The vectors of all files.
pub(crate) fn all() -> Vec<Vector> {
    FILES.into_iter().flat_map(|(name, text, _)| read(name, text)).collect()
}

/// The vectors of TC3-HMAC-SHA256.
pub(crate) fn tc3() -> Vec<Vector> {
    all().into_iter().filter(|vector| vector.algorithm().is_none()).collect()
}

/// The vectors of one file.
pub(crate) fn read(name: &str, text: &str) -> Vec<Vector> {
    let Ok(Value::Object(mut file)) = serde_json::from_str(text) else { panic!("{name} is not a JSON object") };
    let Some(Value::Array(vectors)) = file.remove("vectors") else { panic!("{name} has no vectors") };
    vectors.into_iter().map(Vector).collect()
}

impl Vector {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().expect("a vector has a name")
    }

    /// A text of one part, if it is there.
    pub(crate) fn text(&self, part: &str, name: &str) -> Option<&str> {
        self.0[part][name].as_str()
    }

    fn must(&self, name: &str) -> &str {
        self.text("request", name).unwrap_or_else(|| panic!("{} has no {name}", self.name()))
    }

    fn number(&self, name: &str) -> u64 {
        self.0["options"][name].as_u64().unwrap_or_else(|| panic!("{} has no {name}", self.name()))
    }

    pub(crate) fn timestamp(&self) -> u64 {
        self.number("timestamp")
    }

    /// Of v1; a vector of TC3 names none.
    pub(crate) fn algorithm(&self) -> Option<v1::Algorithm> {
        self.text("options", "algorithm").map(|name| v1::Algorithm::parse(name).expect("a name of v1"))
    }

    pub(crate) fn credentials(&self) -> Credentials {
        let text = |name| self.text("credentials", name);
        let pair = Credentials::new(text("secretId").expect("an id"), text("secretKey").expect("a key"));
        text("token").into_iter().fold(pair, Credentials::with_token)
    }

    pub(crate) fn method(&self) -> Method {
        if self.text("request", "method") == Some("GET") { Method::Get } else { Method::Post }
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let headers = self.0["request"]["headers"].as_object().into_iter().flatten();
        headers.map(|(name, value)| (name.as_str(), value.as_str().expect("a text"))).collect()
    }

    /// The body: a text, or the recipe of one that is large or is no text.
    fn payload(&self) -> Vec<u8> {
        let payload = &self.0["request"]["payload"];
        let text = |name: &str| payload[name].as_str().unwrap_or_else(|| panic!("{} has no {name}", self.name()));
        match payload.as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None if payload.get("hex").is_some() => super::hex::decode(text("hex")),
            None => {
                let times = payload["times"].as_u64().expect("a number of times") as usize;
                [text("before"), &text("repeat").repeat(times), text("after")].concat().into_bytes()
            }
        }
    }

    /// Calls `body` with a vector of TC3 in the signer's own types, which borrow.
    pub(crate) fn with<T>(&self, body: impl FnOnce(&ApiRequest<'_>, &SignOptions<'_>) -> T) -> T {
        let text = |name| self.text("request", name);
        let (headers, payload) = (self.headers(), self.payload());
        let names = self.0["options"]["signedHeaders"].as_array();
        let names: Option<Vec<&str>> = names.map(|names| names.iter().filter_map(Value::as_str).collect());
        let request = ApiRequest {
            service: self.must("service"),
            version: self.must("version"),
            action: self.must("action"),
            region: text("region"),
            method: self.method(),
            payload: &payload,
            query: text("query").unwrap_or_default(),
            endpoint: text("endpoint"),
            host: text("host"),
            language: text("language"),
            headers: &headers,
        };
        let options = SignOptions {
            timestamp: self.timestamp(),
            signed_headers: names.as_deref(),
            content_type: self.text("options", "contentType"),
            unsigned_payload: self.0["options"]["unsignedPayload"].as_bool().unwrap_or(false),
            payload_hash: None,
        };
        body(&request, &options)
    }

    /// Calls `body` with a vector of v1.
    pub(crate) fn with_v1<T>(&self, body: impl FnOnce(&v1::Request<'_>, &v1::Options) -> T) -> T {
        let text = |name| self.text("request", name);
        let (headers, mut flat) = (self.headers(), Vec::new());
        flatten(&self.0["request"]["payload"], "", &mut flat);
        let payload: Vec<(&str, &str)> = flat.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = v1::Request {
            service: self.must("service"),
            version: self.must("version"),
            action: self.must("action"),
            region: text("region"),
            method: self.method(),
            payload: &payload,
            endpoint: text("endpoint"),
            host: text("host"),
            language: text("language"),
            headers: &headers,
        };
        let algorithm = self.algorithm().expect("a vector of v1");
        body(&request, &v1::Options { algorithm, timestamp: self.timestamp(), nonce: self.number("nonce") })
    }

    /// Computes every step and compares each with the file, by name.
    pub(crate) fn check(&self) {
        let credentials = self.credentials();
        let computed: Vec<(&str, String)> = match self.algorithm() {
            None => tc3_steps(self.with(|request, options| {
                tencentcloud_edge::sign::explain(request, &credentials, options).expect("it can be signed")
            })),
            Some(_) => v1_steps(
                self.with_v1(|request, options| v1::explain(request, &credentials, options).expect("it can be signed")),
            ),
        };
        assert_eq!(self.0["steps"].as_object().map(|steps| steps.len()), Some(computed.len()), "{}", self.name());
        for (step, made) in computed {
            assert_eq!(Some(made.as_str()), self.text("steps", step), "{step} of {}", self.name());
        }
    }
}

fn tc3_steps(steps: SignatureSteps) -> Vec<(&'static str, String)> {
    vec![
        ("payloadHash", steps.payload_hash),
        ("canonicalRequest", steps.canonical_request),
        ("canonicalRequestHash", steps.canonical_request_hash),
        ("credentialScope", steps.credential_scope),
        ("stringToSign", steps.string_to_sign),
        ("signature", steps.signature),
        ("authorization", steps.authorization),
    ]
}

fn v1_steps(steps: v1::Steps) -> Vec<(&'static str, String)> {
    vec![("stringToSign", steps.string_to_sign), ("signature", steps.signature), ("form", steps.form)]
}

/// The members of an object by flat names, as `pkg/lib/signing/query.js` makes them.
fn flatten(value: &Value, path: &str, flat: &mut Vec<(String, String)>) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(members) => members.iter().for_each(|(name, member)| flatten(member, &under(name), flat)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| flatten(item, &under(&at.to_string()), flat));
        }
        Value::String(text) => flat.push((path.to_owned(), text.clone())),
        other => flat.push((path.to_owned(), other.to_string())),
    }
}
