//! The signing vectors of `tests/vectors/`, as the signer takes them.

use serde_json::Value;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions, SignatureSteps};

/// Every file, with how many vectors it must hold: a file that lost some would pass in silence.
pub(crate) const FILES: [(&str, &str, usize); 4] = [
    ("tc3-post-json", include_str!("../vectors/tc3-post-json.json"), 21),
    ("tc3-get", include_str!("../vectors/tc3-get.json"), 4),
    ("tc3-multipart", include_str!("../vectors/tc3-multipart.json"), 1),
    ("tc3-unsigned", include_str!("../vectors/tc3-unsigned.json"), 3),
];

/// One vector.
pub(crate) struct Vector(Value);

/// The vectors of all files.
pub(crate) fn all() -> Vec<Vector> {
    FILES.into_iter().flat_map(|(name, text, _)| read(name, text)).collect()
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

    pub(crate) fn timestamp(&self) -> u64 {
        self.0["options"]["timestamp"].as_u64().expect("a vector has a timestamp")
    }

    pub(crate) fn credentials(&self) -> Credentials {
        let text = |name| self.text("credentials", name);
        let pair = Credentials::new(text("secretId").expect("an id"), text("secretKey").expect("a key"));
        text("token").into_iter().fold(pair, Credentials::with_token)
    }

    /// Calls `body` with the vector in the signer's own types, which borrow.
    pub(crate) fn with<T>(&self, body: impl FnOnce(&ApiRequest<'_>, &SignOptions<'_>) -> T) -> T {
        let text = |name| self.text("request", name);
        let must = |name| text(name).unwrap_or_else(|| panic!("{} has no {name}", self.name()));
        let headers = self.0["request"]["headers"].as_object().into_iter().flatten();
        let headers: Vec<(&str, &str)> =
            headers.map(|(name, value)| (name.as_str(), value.as_str().expect("a text"))).collect();
        let names = self.0["options"]["signedHeaders"].as_array();
        let names: Option<Vec<&str>> = names.map(|names| names.iter().filter_map(Value::as_str).collect());
        let request = ApiRequest {
            service: must("service"),
            version: must("version"),
            action: must("action"),
            region: text("region"),
            method: if text("method") == Some("GET") { Method::Get } else { Method::Post },
            payload: must("payload").as_bytes(),
            query: text("query").unwrap_or_default(),
            endpoint: text("endpoint"),
            language: text("language"),
            headers: &headers,
        };
        let options = SignOptions {
            timestamp: self.timestamp(),
            signed_headers: names.as_deref(),
            content_type: self.text("options", "contentType"),
            unsigned_payload: self.0["options"]["unsignedPayload"].as_bool().unwrap_or(false),
        };
        body(&request, &options)
    }

    /// Holds every rung against the file, by name.
    pub(crate) fn check(&self, steps: &SignatureSteps) {
        for (rung, made) in [
            ("payloadHash", &steps.payload_hash),
            ("canonicalRequest", &steps.canonical_request),
            ("canonicalRequestHash", &steps.canonical_request_hash),
            ("credentialScope", &steps.credential_scope),
            ("stringToSign", &steps.string_to_sign),
            ("signature", &steps.signature),
            ("authorization", &steps.authorization),
        ] {
            assert_eq!(Some(made.as_str()), self.text("steps", rung), "{} of {}", rung, self.name());
        }
    }
}
