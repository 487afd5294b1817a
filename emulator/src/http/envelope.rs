//! The replies there are: envelopes, and what a fault sends instead.

use crate::actions::Fields;
use crate::faults::gzip_bomb::bomb;
use crate::http::{Delivery, Response, gateway_page};
use crate::messages::error::Refusal;
use crate::messages::{self, Language};
use crate::time::http_date;
use serde_json::{Value, json};

/// What a fault sends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// The true reply, or none, over a connection that breaks.
    Broken(Delivery),
    /// A gateway's page: status and title.
    Page(u16, &'static str),
    /// A gateway's page with a `Retry-After`.
    Later(u16, &'static str, &'static str),
    /// A gateway's page with a `Retry-After` that is a date, so many seconds ahead.
    LaterAt(u16, &'static str, u64),
    /// A redirect to a place that does not exist.
    Redirect,
    /// Status 200, the service's content type, and this body.
    Body(&'static str),
    /// An envelope with this code.
    Error(&'static str),
    /// The true reply, changed.
    Changed(Change),
}

/// How a true reply is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Truncated,
    WrongTypes,
    NoRequestId,
    Huge,
    Bomb,
}

const HUGE: usize = 16 * 1_024 * 1_024;
const NOWHERE: &str = "https://portal.invalid/";
const JSON: &str = "application/json";

/// What every reply to one request shares.
pub(crate) struct Frame<'a> {
    /// The server's clock as the caller sees it.
    pub(crate) now_ms: u64,
    pub(crate) request_id: &'a str,
    pub(crate) language: Language,
}

impl Frame<'_> {
    /// The envelope of a result. Its status is 200, for an error too (common errors page).
    pub(crate) fn envelope(&self, result: Result<Fields, Refusal>) -> Response {
        let fields = result.unwrap_or_else(|refusal| {
            let message = messages::text(&refusal, self.language);
            vec![("Error", json!({ "Code": refusal.code, "Message": message }).to_string())]
        });
        let mut body = String::from("{\"Response\":{");
        for (name, value) in &fields {
            body.extend(["\"", name, "\":", value, ","]);
        }
        body.extend(["\"RequestId\":\"", self.request_id, "\"}}"]);
        Response::new(self.now_ms, 200, JSON, body)
    }

    /// What a fault sends; `reply` is the true reply, where there is one.
    pub(crate) fn answer(&self, answer: Answer, reply: Option<Response>) -> Response {
        match answer {
            Answer::Broken(delivery) => {
                let reply = reply.unwrap_or_else(|| Response::new(self.now_ms, 200, JSON, ""));
                Response { delivery, ..reply }
            }
            Answer::Page(status, title) => gateway_page(self.now_ms, status, title),
            Answer::Later(status, title, retry_after) => {
                let mut page = gateway_page(self.now_ms, status, title);
                page.set("retry-after", retry_after);
                page
            }
            Answer::LaterAt(status, title, seconds) => {
                let mut page = gateway_page(self.now_ms, status, title);
                page.set("retry-after", http_date(self.now_ms.saturating_add(seconds * 1_000)));
                page
            }
            Answer::Redirect => {
                let mut page = gateway_page(self.now_ms, 302, "302 Found");
                page.set("location", NOWHERE);
                page
            }
            Answer::Body(text) => Response::new(self.now_ms, 200, JSON, text),
            Answer::Error(code) => self.envelope(Err(Refusal::plain(code))),
            Answer::Changed(Change::Bomb) => {
                let mut reply = Response::new(self.now_ms, 200, JSON, bomb());
                reply.set("content-encoding", "gzip");
                reply
            }
            Answer::Changed(change) => {
                let reply = reply.unwrap_or_else(|| self.envelope(Ok(Fields::new())));
                Response { body: changed(change, &reply.body), ..reply }
            }
        }
    }
}

fn changed(change: Change, body: &[u8]) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(body).unwrap_or_default();
    match change {
        Change::Bomb => {}
        Change::Truncated => return body.get(..body.len() / 2).unwrap_or_default().to_vec(),
        Change::WrongTypes => value = twisted(value),
        Change::NoRequestId => {
            if let Some(fields) = value.get_mut("Response").and_then(Value::as_object_mut) {
                fields.shift_remove("RequestId");
            }
        }
        Change::Huge => {
            if let Some(fields) = value.get_mut("Response").and_then(Value::as_object_mut) {
                fields.insert("Padding".to_owned(), json!(" ".repeat(HUGE)));
            }
        }
    }
    value.to_string().into_bytes()
}

/// Texts become numbers and numbers texts.
fn twisted(value: Value) -> Value {
    match value {
        Value::String(text) => json!(text.len()),
        Value::Number(number) => json!(number.to_string()),
        Value::Array(items) => Value::Array(items.into_iter().map(twisted).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, twisted(value))).collect())
        }
        other => other,
    }
}
