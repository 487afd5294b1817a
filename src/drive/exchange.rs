//! One request and what comes of it.

use super::fetch::HttpResponse;
use crate::Error;
use crate::sign::{ApiRequest, SignOptions};
use crate::wire::Reply;
use wasm_bindgen::JsValue;

/// Where requests go and how long each may take.
pub(crate) struct Target {
    pub(crate) endpoint: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) timeout_ms: u64,
}

/// One request to send.
pub(crate) struct Outgoing<'a> {
    pub(crate) request: ApiRequest<'a>,
    /// The timestamp in it is not used: each attempt takes its own.
    pub(crate) options: SignOptions<'a>,
    /// What fetch is given as the body; undefined for GET.
    pub(crate) body: JsValue,
    /// The number of this attempt, from 1; for events.
    pub(crate) attempt: u32,
    /// Whether an attempt's timeout includes waiting for credentials and for a slot; else it counts from when the request
    /// is sent.
    pub(crate) timed_whole: bool,
}

/// What came back for one request.
pub(super) struct Response {
    pub(super) reply: Reply,
    pub(super) http: HttpResponse,
    pub(super) signing: Signing,
}

/// What a request was signed with. Requests in flight together may differ in it.
#[derive(Clone, Copy)]
pub(super) struct Signing {
    /// The number of the host's signer.
    pub(super) signer: f64,
    /// The service's clock minus ours, in milliseconds.
    pub(super) offset: f64,
}

/// Why no reply came.
pub(super) enum SendError {
    /// The service may have executed the request.
    Lost(Error),
    /// It was not sent.
    NotSent(Error),
    /// Nothing can be signed: the source of credentials failed.
    NoCredentials(Error),
    /// Its operation no longer wants it; nothing was sent.
    Cancelled,
}
