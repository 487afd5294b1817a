//! The latest operation on an instance, as a describe shows it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// `LatestOperation` and the three fields beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LatestOperation {
    pub(crate) name: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<String>,
}

/// What was shown until a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PreviousView {
    pub(crate) until_ms: u64,
    pub(crate) state: String,
    pub(crate) latest: LatestOperation,
}

impl LatestOperation {
    /// The names of its fields in the API object.
    pub(crate) const NAMES: [&'static str; 4] =
        ["LatestOperation", "LatestOperationState", "LatestOperationRequestId", "LatestOperationErrorMsg"];

    /// With the fields that a given API object has.
    pub(crate) fn overlaid(mut self, given: &Map<String, Value>) -> Self {
        let [name, state, request_id, error] = Self::NAMES;
        for (name, field) in [
            (name, &mut self.name),
            (state, &mut self.state),
            (request_id, &mut self.request_id),
            (error, &mut self.error),
        ] {
            if let Some(value) = given.get(name) {
                *field = value.as_str().map(str::to_owned);
            }
        }
        self
    }

    /// An operation that begins.
    pub(crate) fn begun(name: &str, state: &str, request_id: String) -> Self {
        LatestOperation {
            name: Some(name.to_owned()),
            state: Some(state.to_owned()),
            request_id: Some(request_id),
            error: None,
        }
    }

    /// Its fields by name.
    pub(crate) fn shown(&self) -> [(&'static str, &Option<String>); 4] {
        let [name, state, request_id, error] = Self::NAMES;
        [(name, &self.name), (state, &self.state), (request_id, &self.request_id), (error, &self.error)]
    }

    pub(crate) fn to_json(&self) -> Map<String, Value> {
        self.shown().map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect()
    }
}
