//! `Policy` of AssumeRole, as far as it is about actions and instances.

use super::policy::{InstancePattern, Statement, patterns};
use crate::http::query;
use crate::messages::error::ApiError;
use serde_json::Value;

/// AssumeRole page: it is percent-encoded and has the syntax of access policies.
pub(crate) fn read_session_policy(text: &str) -> Result<Vec<Statement>, ApiError> {
    let format = |about: &str| ApiError::about("InvalidParameter.StrategyFormatError", about);
    let plain = query::unescape(text).ok_or_else(|| format("`Policy` is not UTF-8"))?;
    let value: Value = serde_json::from_str(&plain).map_err(|_| format("`Policy` is not JSON"))?;
    if value.get("version").and_then(Value::as_str) != Some("2.0") {
        return Err(format("`version` is not \"2.0\""));
    }
    let list = match value.get("statement") {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => return Err(format("`statement` is missing")),
    };
    list.into_iter().map(statement).collect()
}

fn statement(value: &Value) -> Result<Statement, ApiError> {
    let format = |about: &str| ApiError::about("InvalidParameter.StrategyFormatError", about);
    if let Some(name) = ["principal", "condition", "notaction", "notresource"].iter().find(|it| value.get(it).is_some())
    {
        let about = format!("`{name}` is not evaluated by this emulator");
        return Err(ApiError::about("InvalidParameter.StrategyInvalid", about));
    }
    let deny = match value.get("effect").and_then(Value::as_str) {
        Some("allow") => false,
        Some("deny") => true,
        _ => return Err(format("`effect` is neither allow nor deny")),
    };
    let actions = value.get("action").and_then(patterns).ok_or_else(|| format("`action` is missing"))?;
    // Old policies write `name/cvm:StartInstances`.
    let actions = actions.iter().map(|it| it.strip_prefix("name/").unwrap_or(it).to_owned()).collect();
    let resources = value.get("resource").and_then(patterns).ok_or_else(|| format("`resource` is missing"))?;
    Ok(Statement { deny, actions, instances: resources.iter().filter_map(|it| instances(it)).collect() })
}

/// The instances of `*` or `qcs::cvm:<region>:<account>:instance/<id>`; `None` for any other resource.
fn instances(resource: &str) -> Option<InstancePattern> {
    if resource == "*" {
        return Some(InstancePattern { id: "*".to_owned(), region: None });
    }
    let segments: Vec<&str> = resource.splitn(6, ':').collect();
    let [_, _, "cvm" | "*" | "", region, _, last] = segments.as_slice() else { return None };
    let id = if *last == "*" { "*" } else { last.strip_prefix("instance/")? };
    Some(InstancePattern { id: id.to_owned(), region: (!region.is_empty()).then(|| (*region).to_owned()) })
}
