//! What a request claims, before anything is checked: for the log and the fault rules.

use super::common::CommonParams;
use super::service::Service;
use crate::http::query;
use crate::log::Entry;
use serde_json::Value;
use tencentcloud_edge::model::MAX_IDS;

/// Longer texts are truncated in the log, and a longer trace id is not echoed.
const MAX_TEXT: usize = 200;
/// Larger bodies are not parsed for the log.
const MAX_READ: usize = 1_024 * 1_024;

/// What a request claims.
#[derive(Debug, Default)]
pub(crate) struct RequestSummary {
    pub(crate) action: String,
    pub(crate) region: Option<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) secret_id: Option<String>,
    /// The trace id to echo.
    pub(crate) trace: Option<String>,
}

impl RequestSummary {
    pub(crate) fn of(common: &CommonParams<'_>) -> Self {
        let text = |name: &str| common.get(name).map(|value| value.chars().take(MAX_TEXT).collect::<String>());
        let echoed = |value: &String| value.len() < MAX_TEXT && value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        RequestSummary {
            action: text("Action").unwrap_or_default(),
            region: text("Region"),
            ids: ids(common),
            secret_id: common.claimed_secret_id().map(|id| id.chars().take(MAX_TEXT).collect()),
            trace: text("TraceId").filter(echoed),
        }
    }

    /// Whether it describes every instance: one that names none.
    pub(crate) fn is_about_every_instance(&self) -> bool {
        self.ids.is_empty() && self.action.starts_with("DescribeInstances")
    }

    /// The entry of the log.
    pub(crate) fn entry(self, at_ms: u64, request_id: String, code: Option<String>) -> Entry {
        let RequestSummary { action, region, ids, secret_id, trace: _ } = self;
        let instance_ids = (!ids.is_empty()).then_some(ids);
        Entry { at_ms, action, region, request_id, code, instance_ids, secret_id }
    }
}

/// `InstanceIds`, as far as the request can be read.
fn ids(common: &CommonParams<'_>) -> Vec<String> {
    let body = &common.request.body;
    let fields = match common.own_pairs() {
        Some(pairs) => {
            let action = Service::of(common).action(common.get("Action").unwrap_or_default());
            action
                .zip(pairs.ok())
                .and_then(|(action, pairs)| query::object(&pairs, action.params).ok())
                .map(Value::Object)
        }
        None if body.len() <= MAX_READ => serde_json::from_slice(body).ok(),
        None => None,
    };
    let list = fields.as_ref().and_then(|fields| fields.get("InstanceIds")).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    // One more than a request may name, so that the log shows that there were too many.
    texts.take(MAX_IDS + 1).map(|id| id.chars().take(MAX_TEXT).collect()).collect()
}
