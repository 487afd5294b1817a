//! What the service says of the last operation on an instance.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// `LatestOperation` and its companions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Latest {
    pub(crate) name: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<String>,
}

/// What was shown until a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Past {
    pub(crate) until_ms: u64,
    pub(crate) state: String,
    pub(crate) latest: Latest,
}

impl Latest {
    /// What an API object says of it.
    pub(crate) fn of(fields: &Map<String, Value>) -> Self {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        Latest {
            name: text("LatestOperation"),
            state: text("LatestOperationState"),
            request_id: text("LatestOperationRequestId"),
            error: text("LatestOperationErrorMsg"),
        }
    }

    /// An operation that begins.
    pub(crate) fn begun(name: &str, state: &str, request_id: String) -> Self {
        Latest { name: Some(name.to_owned()), state: Some(state.to_owned()), request_id: Some(request_id), error: None }
    }

    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let shown = [
            ("LatestOperation", &self.name),
            ("LatestOperationState", &self.state),
            ("LatestOperationRequestId", &self.request_id),
            ("LatestOperationErrorMsg", &self.error),
        ];
        shown.map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect()
    }
}
