//! Which acting requests are in doubt, and that none of them is repeated too early.

use crate::network::Received;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tencentcloud_edge::job::{NOT_SENT, Send};
use tencentcloud_edge::model::{Blame, judge};
use tencentcloud_edge::wire::{Reply, read_text};

/// How long an instance must have been in doubt before it is named again.
const SETTLE_MS: u64 = 20_000;
/// How long a request may take.
const TIMEOUT_MS: u64 = 10_000;

#[derive(Clone, Default)]
pub(crate) struct InDoubt {
    /// What is in flight, by ticket.
    out: BTreeMap<u32, (Vec<String>, u64)>,
    /// Since when an instance is in doubt.
    since: BTreeMap<String, u64>,
    /// The instances that a request named whose connection was not refused while the client could still know it.
    departed: BTreeSet<String>,
    /// The rule is the default settle time's.
    pub(crate) kept: bool,
}

impl InDoubt {
    /// An acting request is sent.
    pub(crate) fn sent(&mut self, send: &Send, now: u64) {
        let payload: Value = serde_json::from_str(&send.payload).unwrap();
        let ids: Vec<String> =
            payload["InstanceIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        for id in &ids {
            let in_flight = self.out.values().filter(|entry| entry.0.contains(id)).map(|entry| entry.1).max();
            let since = self.since.remove(id).max(in_flight);
            let early = self.kept && since.is_some_and(|since| now < since + SETTLE_MS);
            assert!(!early, "{id} is named again {} ms after it was in doubt", now - since.unwrap_or(now));
        }
        self.out.insert(send.ticket, (ids, now));
    }

    /// What became of a request.
    pub(crate) fn received(&mut self, ticket: u32, now: u64, received: &Received) {
        let Some((ids, at)) = self.out.remove(&ticket) else { return };
        let refused = matches!(received, Received::Lost(reason) if *reason == NOT_SENT);
        if !refused || now > at + TIMEOUT_MS {
            self.departed.extend(ids.iter().cloned());
        }
        let known = match received {
            Received::Lost(reason) => *reason == NOT_SENT,
            Received::Reply { status, body, .. } => match read_text(*status, body) {
                Reply::Accepted { .. } => true,
                Reply::Refused(error) => judge(&error.code).blame != Blame::Service,
                Reply::Unclear(..) => false,
            },
        };
        for id in ids.into_iter().filter(|_| !known) {
            self.since.insert(id, now.min(at + TIMEOUT_MS));
        }
    }

    /// The instances that count as sent.
    pub(crate) fn departed(&self) -> BTreeSet<String> {
        self.out.values().flat_map(|(ids, _)| ids).chain(&self.departed).cloned().collect()
    }

    /// The client has died: the restored one knows nothing of what was in flight.
    pub(crate) fn forget(&mut self, now: u64) {
        self.departed = self.departed();
        for (ids, at) in std::mem::take(&mut self.out).into_values() {
            // What took longer than a request may was in doubt before.
            let since = now.min(at + TIMEOUT_MS);
            self.since.extend(ids.into_iter().map(|id| (id, since)));
        }
    }
}
