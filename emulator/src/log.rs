//! The log of requests and their results.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The number of entries kept, so that a server can run for weeks.
const KEPT: usize = 20_000;

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When, Unix milliseconds.
    pub at_ms: u64,
    /// `X-TC-Action`, as sent; empty when it was not.
    pub action: String,
    /// `X-TC-Region`, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The id of the reply.
    pub request_id: String,
    /// The error code of the reply, or `Fault.<kind>` if a fault replied without executing; none for a success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `InstanceIds`, where there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_ids: Option<Vec<String>>,
    /// The SecretId in the request, valid or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

/// The last entries, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Log(VecDeque<Entry>);

impl Log {
    pub(crate) fn add(&mut self, entry: Entry) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}
