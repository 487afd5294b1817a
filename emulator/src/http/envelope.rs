//! The envelope of a reply.

use crate::http::Response;
use crate::messages::error::ApiError;
use crate::messages::{self, Language};
use serde_json::json;

/// The content type of every envelope.
pub(crate) const JSON: &str = "application/json";

/// The fields of a reply by name, each as JSON.
pub(crate) type Fields = Vec<(&'static str, String)>;

/// What every reply to one request has in common.
pub(crate) struct ReplyContext<'a> {
    /// The server's clock, Unix milliseconds.
    pub(crate) now_ms: u64,
    pub(crate) request_id: &'a str,
    pub(crate) language: Language,
}

impl ReplyContext<'_> {
    /// The envelope of a result. Its status is 200, for an error too (common errors page).
    pub(crate) fn envelope(&self, result: Result<Fields, ApiError>) -> Response {
        let fields = result.unwrap_or_else(|error| {
            let message = messages::text(&error, self.language);
            vec![("Error", json!({ "Code": error.code, "Message": message }).to_string())]
        });
        self.write(&fields)
    }

    /// The envelope of fields that may have any name.
    pub(crate) fn write(&self, fields: &[(&str, String)]) -> Response {
        let length: usize = fields.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        let mut body = String::with_capacity(length + 96);
        body.push_str("{\"Response\":{");
        for (name, value) in fields {
            body.extend(["\"", name, "\":", value, ","]);
        }
        body.extend(["\"RequestId\":\"", self.request_id, "\"}}"]);
        Response::new(self.now_ms, 200, JSON, body)
    }
}
