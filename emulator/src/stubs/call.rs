//! A request that the owner of the emulator answers.

use crate::http::query;
use crate::messages::error::ApiError;
use crate::request::common::{CommonParams, StubKey};
use serde::Serialize;
use serde_json::Value;

/// What the owner is told of a request, as JSON; `StubRequest` of the package.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StubCall {
    service: String,
    action: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// The parameters; of a query or a form every value is a text.
    payload: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_id: Option<String>,
    request_id: String,
    at_ms: u64,
}

impl StubCall {
    pub(crate) fn of(
        common: &CommonParams<'_>,
        key: &StubKey,
        (request_id, at_ms): (&str, u64),
    ) -> Result<Self, ApiError> {
        let text = |name: &str| common.get(name).map(str::to_owned);
        Ok(StubCall {
            service: key.service.clone(),
            action: key.action.clone(),
            version: text("Version").unwrap_or_default(),
            region: text("Region"),
            payload: payload(common)?,
            secret_id: common.claimed_secret_id().map(str::to_owned),
            request_id: request_id.to_owned(),
            at_ms,
        })
    }
}

/// The parameters of an action whose rows nobody knows. A body that is no JSON object, such as a file, has none.
fn payload(common: &CommonParams<'_>) -> Result<Value, ApiError> {
    match common.own_pairs() {
        Some(pairs) => query::object(&pairs?, &[]).map(Value::Object),
        None => {
            let body: Option<Value> = serde_json::from_slice(&common.request.body).ok();
            Ok(body.filter(Value::is_object).unwrap_or_else(|| Value::Object(serde_json::Map::new())))
        }
    }
}
