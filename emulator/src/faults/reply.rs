//! What a fault sends instead of the true reply.

use super::effect::{BodyChange, FaultReply};
use super::gzip_bomb::gzip_bomb;
use crate::http::envelope::{Fields, JSON, ReplyContext};
use crate::http::{Response, gateway_page};
use crate::messages::error::ApiError;
use crate::time::http_date;
use serde_json::{Value, json};

/// Bytes of padding in the reply that is too large.
const HUGE: usize = 16 * 1_024 * 1_024;
/// Where redirects lead; the domain `invalid` never exists (RFC 2606).
const NOWHERE: &str = "https://portal.invalid/";

/// The reply that a fault sends; `reply` is the true one, where there is one.
pub(crate) fn send(context: &ReplyContext<'_>, fault: FaultReply, reply: Option<Response>) -> Response {
    match fault {
        FaultReply::Broken(delivery) => {
            let reply = reply.unwrap_or_else(|| Response::new(context.now_ms, 200, JSON, ""));
            Response { delivery, ..reply }
        }
        FaultReply::Page(status, title) => gateway_page(context.now_ms, status, title),
        FaultReply::Later(status, title, retry_after) => {
            let mut page = gateway_page(context.now_ms, status, title);
            page.set("retry-after", retry_after);
            page
        }
        FaultReply::LaterAt(status, title, seconds) => {
            let mut page = gateway_page(context.now_ms, status, title);
            page.set("retry-after", http_date(context.now_ms.saturating_add(seconds * 1_000)));
            page
        }
        FaultReply::Redirect => {
            let mut page = gateway_page(context.now_ms, 302, "302 Found");
            page.set("location", NOWHERE);
            page
        }
        FaultReply::Body(text) => Response::new(context.now_ms, 200, JSON, text),
        FaultReply::Error(code) => context.envelope(Err(ApiError::new(code))),
        FaultReply::Changed(BodyChange::GzipBomb) => {
            let mut reply = Response::new(context.now_ms, 200, JSON, gzip_bomb());
            reply.set("content-encoding", "gzip");
            reply
        }
        FaultReply::Changed(change) => {
            let reply = reply.unwrap_or_else(|| context.envelope(Ok(Fields::new())));
            Response { body: change_body(change, &reply.body), ..reply }
        }
    }
}

fn change_body(change: BodyChange, body: &[u8]) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(body).unwrap_or_default();
    match change {
        BodyChange::GzipBomb => {}
        BodyChange::Truncated => return body.get(..body.len() / 2).unwrap_or_default().to_vec(),
        BodyChange::WrongTypes => value = with_wrong_types(value),
        BodyChange::NoRequestId => {
            if let Some(fields) = value.get_mut("Response").and_then(Value::as_object_mut) {
                fields.shift_remove("RequestId");
            }
        }
        BodyChange::Huge => {
            if let Some(fields) = value.get_mut("Response").and_then(Value::as_object_mut) {
                fields.insert("Padding".to_owned(), json!(" ".repeat(HUGE)));
            }
        }
    }
    value.to_string().into_bytes()
}

/// Texts become numbers and numbers texts.
fn with_wrong_types(value: Value) -> Value {
    match value {
        Value::String(text) => json!(text.len()),
        Value::Number(number) => json!(number.to_string()),
        Value::Array(items) => Value::Array(items.into_iter().map(with_wrong_types).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, with_wrong_types(value))).collect())
        }
        other => other,
    }
}
