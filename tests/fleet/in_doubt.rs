//! Which acting requests the client cannot know the fate of, and that none of them is repeated too early.

use crate::network::Heard;
use serde_json::Value;
use std::collections::BTreeMap;
use tencentcloud_edge::job::{NOT_SENT, Send};
use tencentcloud_edge::model::{Blame, judge};
use tencentcloud_edge::wire::{Reply, read_text};

/// How long an instance must have been in doubt before it is named again.
const SETTLE_MS: u64 = 20_000;
/// How long a request may take.
const TIMEOUT_MS: u64 = 10_000;

#[derive(Clone, Default)]
pub(crate) struct Doubts {
    /// What is under way, by ticket.
    out: BTreeMap<u32, (Vec<String>, u64)>,
    /// Since when nobody knows.
    since: BTreeMap<String, u64>,
    /// The rule is the default settle time's.
    pub(crate) kept: bool,
}

impl Doubts {
    /// An acting request leaves.
    pub(crate) fn sent(&mut self, send: &Send, now: u64) {
        let payload: Value = serde_json::from_str(&send.payload).unwrap();
        let ids: Vec<String> =
            payload["InstanceIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        for id in &ids {
            let under_way = self.out.values().filter(|entry| entry.0.contains(id)).map(|entry| entry.1).max();
            let since = self.since.remove(id).max(under_way);
            let early = self.kept && since.is_some_and(|since| now < since + SETTLE_MS);
            assert!(!early, "{id} is named again {} ms after it was in doubt", now - since.unwrap_or(now));
        }
        self.out.insert(send.ticket, (ids, now));
    }

    /// What became of a request.
    pub(crate) fn heard(&mut self, ticket: u32, now: u64, heard: &Heard) {
        let Some((ids, at)) = self.out.remove(&ticket) else { return };
        let known = match heard {
            Heard::Lost(reason) => *reason == NOT_SENT,
            Heard::Reply { status, body, .. } => match read_text(*status, body) {
                Reply::Accepted { .. } => true,
                Reply::Refused(error) => judge(&error.code).blame != Blame::Service,
                Reply::Unclear(..) => false,
            },
        };
        for id in ids.into_iter().filter(|_| !known) {
            self.since.insert(id, now.min(at + TIMEOUT_MS));
        }
    }

    /// The client has died: its heir knows nothing of what was under way.
    pub(crate) fn forget(&mut self, now: u64) {
        for (ids, at) in std::mem::take(&mut self.out).into_values() {
            // What took longer than a request may was in doubt before.
            let since = now.min(at + TIMEOUT_MS);
            self.since.extend(ids.into_iter().map(|id| (id, since)));
        }
    }
}
