//! The envelope: what a reply says, read once, with no trust in its shape.
//!
//! An error is HTTP 200 with `Response.Error`; anything that is not such an envelope says nothing about what the service
//! did, whatever its HTTP status.

use crate::Error;
use crate::error::client;
use crate::model::InstanceState;

/// Read access to parsed JSON. The engine's own `JSON.parse` is behind it in wasm, serde_json elsewhere, so that the
/// rules of this module are written once and the wasm module carries no parser.
pub trait Json: Sized {
    /// The member of an object.
    fn get(&self, name: &str) -> Option<Self>;
    /// The value of a string.
    fn text(&self) -> Option<String>;
    /// The value of a number.
    fn number(&self) -> Option<f64>;
    /// The members of an array.
    fn items(&self) -> Option<Vec<Self>>;
}

#[cfg(feature = "json")]
impl Json for &serde_json::Value {
    fn get(&self, name: &str) -> Option<Self> {
        serde_json::Value::get(self, name)
    }
    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }
    fn number(&self) -> Option<f64> {
        self.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().map(|array| array.iter().collect())
    }
}

/// What came back for one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The service accepted it.
    Accepted {
        /// `Response.RequestId`.
        request_id: String,
        /// The instances, when the action describes.
        page: Option<Page>,
    },
    /// The service refused it: an API error, in its own words.
    Refused(Error),
    /// Not a reply of the service: a proxy's page, half a reply, a redirect. Whether the service acted is unknown.
    Unclear(Error, Hint),
}

/// What an unclear reply says all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nothing.
    None,
    /// Somebody on the way asks for less: HTTP 429 or 503.
    Busy,
    /// The reply was longer than is read.
    TooBig,
}

/// One page of a describe.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// `TotalCount`.
    pub total: u64,
    /// The members of `InstanceSet` or `InstanceStatusSet` that have an id.
    pub instances: Vec<Observation>,
}

/// What a describe shows of one instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// `InstanceId`.
    pub id: String,
    /// `InstanceState`; `None` for a state this version does not know.
    pub state: Option<InstanceState>,
    /// `LatestOperation`, such as `StopInstances`.
    pub operation: Option<String>,
    /// `LatestOperationState`: `SUCCESS`, `OPERATING` or `FAILED`.
    pub operation_state: Option<String>,
    /// `LatestOperationRequestId`.
    pub operation_request_id: Option<String>,
    /// `LatestOperationErrorMsg`.
    pub operation_error: Option<String>,
}

/// Reads a reply. `body` is its parsed JSON, `None` if it is not JSON.
pub fn read<J: Json>(http_status: u16, body: Option<J>) -> Reply {
    let response = body.and_then(|body| body.get("Response"));
    let Some(response) = response else {
        let hint = if matches!(http_status, 429 | 503) { Hint::Busy } else { Hint::None };
        return Reply::Unclear(not_an_envelope(http_status), hint);
    };
    let request_id = id_of(&response, "RequestId").filter(|id| !id.is_empty());
    if let Some(error) = response.get("Error") {
        return match (text_of(&error, "Code"), request_id) {
            (Some(code), request_id) if !code.is_empty() => {
                let message = text_of(&error, "Message").unwrap_or_default();
                Reply::Refused(Error::new(&code, message).with_request_id(request_id))
            }
            (_, request_id) => unclear("the reply's Error has no Code", request_id),
        };
    }
    match request_id {
        Some(request_id) => Reply::Accepted { request_id, page: page(&response) },
        None => unclear("the reply has no RequestId", None),
    }
}

fn unclear(problem: &str, request_id: Option<String>) -> Reply {
    Reply::Unclear(bad_reply(problem).with_request_id(request_id), Hint::None)
}

fn page<J: Json>(response: &J) -> Option<Page> {
    let set = response.get("InstanceSet").or_else(|| response.get("InstanceStatusSet"))?;
    let instances = set.items()?.iter().filter_map(observation).collect();
    let total = response.get("TotalCount")?.number().filter(|total| *total >= 0.0)?;
    Some(Page { total: total as u64, instances })
}

fn observation<J: Json>(member: &J) -> Option<Observation> {
    Some(Observation {
        id: text_of(member, "InstanceId")?,
        state: text_of(member, "InstanceState").and_then(|state| InstanceState::parse(&state)),
        operation: text_of(member, "LatestOperation"),
        operation_state: text_of(member, "LatestOperationState"),
        operation_request_id: id_of(member, "LatestOperationRequestId"),
        operation_error: text_of(member, "LatestOperationErrorMsg"),
    })
}

/// No text of a reply that is kept is longer, in bytes: a job must not grow with what a reply holds.
const MOST_TEXT: usize = 1_000;
/// A request id has 36.
const MOST_ID: usize = 64;

fn text_of<J: Json>(object: &J, name: &str) -> Option<String> {
    object.get(name)?.text().map(|text| on_one_line(text, MOST_TEXT))
}

fn id_of<J: Json>(object: &J, name: &str) -> Option<String> {
    object.get(name)?.text().map(|text| on_one_line(text, MOST_ID))
}

/// A text without control characters, of so many bytes at most.
pub(crate) fn on_one_line(mut text: String, most: usize) -> String {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or(0));
    if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text }
}

fn bad_reply(message: &str) -> Error {
    Error::new(client::BAD_REPLY, message)
}

/// The body is not echoed: it may be a proxy's page of any content.
fn not_an_envelope(http_status: u16) -> Error {
    if (300..400).contains(&http_status) {
        return Error::new(client::REDIRECTED, "the endpoint answered with a redirect, which is not followed");
    }
    let mut message = String::from("the reply is not an API 3.0 envelope (HTTP ");
    message.push_str(&http_status.to_string());
    message.push_str("); check the endpoint and what stands between");
    bad_reply(&message)
}

/// Reads a reply from its text, with serde_json.
#[cfg(feature = "json")]
pub fn read_text(http_status: u16, body: &str) -> Reply {
    read(http_status, serde_json::from_str::<serde_json::Value>(body).ok().as_ref())
}

#[cfg(test)]
mod tests {
    use super::{Hint, Reply, read_text};
    use crate::model::InstanceState;

    #[test]
    fn reads_success_and_refusal() {
        let Reply::Accepted { request_id, page } = read_text(200, r#"{"Response":{"RequestId":"r-1"}}"#) else {
            panic!()
        };
        assert_eq!((request_id.as_str(), page), ("r-1", None));
        let refused = read_text(
            200,
            r#"{"Response":{"Error":{"Code":"InvalidInstanceId.NotFound","Message":"no ins-1"},"RequestId":"r-2"}}"#,
        );
        let Reply::Refused(error) = refused else { panic!() };
        assert_eq!((error.code.as_str(), error.request_id.as_deref()), ("InvalidInstanceId.NotFound", Some("r-2")));
    }

    #[test]
    fn reads_rows_of_both_describes() {
        let text = r#"{"Response":{"TotalCount":2,"InstanceSet":[
            {"InstanceId":"ins-aaaaaaaa","InstanceState":"STOPPED","LatestOperation":null,"LatestOperationState":"SUCCESS"},
            {"InstanceId":"ins-bbbbbbbb","InstanceState":"SOMETHING_NEW"},{"noId":1},7],"RequestId":"r"}}"#;
        let Reply::Accepted { page: Some(page), .. } = read_text(200, text) else { panic!() };
        assert_eq!((page.total, page.instances.len()), (2, 2));
        assert_eq!(page.instances[0].state, Some(InstanceState::Stopped));
        assert_eq!((page.instances[0].operation.as_deref(), page.instances[1].state), (None, None));
        let status = text.replace("InstanceSet", "InstanceStatusSet");
        assert!(matches!(read_text(200, &status), Reply::Accepted { page: Some(_), .. }));
    }

    #[test]
    fn texts_are_kept_on_one_line_and_short() {
        let long = "x".repeat(2_000);
        let body = r#"{"Response":{"Error":{"Code":"A\ngive-up\nid","Message":"LONG"},"RequestId":"r"}}"#
            .replace("LONG", &long);
        let Reply::Refused(error) = read_text(200, &body) else { panic!() };
        assert_eq!((error.code.as_str(), error.message.len()), ("A give-up id", 1_000));
    }

    #[test]
    fn everything_else_is_unclear() {
        for (status, body) in [
            (200, ""),
            (200, "null"),
            (200, "{}"),
            (200, "[]"),
            (200, "7"),
            (200, "<html>"),
            (502, "<html>"),
            (429, "<html>"),
            (503, ""),
            (200, r#"{"Response":"#),
            (200, r#"{"Response":null}"#),
            (200, r#"{"Response":7}"#),
            (200, r#"{"Response":{}}"#),
            (200, r#"{"Response":{"RequestId":7}}"#),
            (200, r#"{"Response":{"RequestId":""}}"#),
            (200, r#"{"Response":{"Error":{}}}"#),
            (200, r#"{"Response":{"Error":{"Code":"","Message":"x"},"RequestId":"r"}}"#),
            (200, r#"{"Response":{"Error":"x","RequestId":"r"}}"#),
            (302, ""),
        ] {
            let Reply::Unclear(error, hint) = read_text(status, body) else { panic!("{body}") };
            assert_eq!(error.code, if status == 302 { "Client.Redirected" } else { "Client.BadReply" }, "{body}");
            assert_eq!(hint, if matches!(status, 429 | 503) { Hint::Busy } else { Hint::None }, "{body}");
        }
    }
}
