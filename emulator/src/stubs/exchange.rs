//! One request on its way through the emulator.

use super::call::StubCall;
use crate::faults::active::ActiveFaults;
use crate::http::{Request, Response};
use crate::log::Entry;
use crate::request::summary::RequestSummary;
use std::borrow::Cow;

/// How far a request gets without the owner of the emulator.
#[derive(Debug)]
pub enum Exchange {
    /// It was answered. The entry is the one of the log, where one was made.
    Replied(Box<Response>, Option<Entry>),
    /// Its stub asks the owner: see [`crate::Emulator::finish`].
    Asks(Box<OpenExchange>),
}

/// A request that waits for the reply of its stub's owner. The owner may forget it: then it was never executed.
#[derive(Debug)]
pub struct OpenExchange {
    pub(crate) call: StubCall,
    pub(crate) progress: Progress<'static>,
}

impl OpenExchange {
    /// What is asked, as JSON: `service`, `action`, `version`, `region`, `payload`, `secretId`, `requestId`, `atMs`.
    pub fn call(&self) -> String {
        // INVARIANT: every key is a text and every number finite, which is all that could fail.
        serde_json::to_string(&self.call).unwrap_or_default()
    }
}

/// What is known of a request before its reply.
#[derive(Debug)]
pub(crate) struct Progress<'a> {
    pub(crate) request: Cow<'a, Request>,
    pub(crate) summary: RequestSummary,
    pub(crate) faults: ActiveFaults,
    pub(crate) request_id: String,
    /// Its arrival, Unix milliseconds.
    pub(crate) at_ms: u64,
}

impl Progress<'_> {
    pub(crate) fn into_owned(self) -> Progress<'static> {
        Progress { request: Cow::Owned(self.request.into_owned()), ..self }
    }
}
