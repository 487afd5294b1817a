//! The parameters of an action, checked against its rows in the model.

use crate::http::Request;
use crate::http::query;
use crate::messages::error::ApiError;
use crate::request::common::{CommonParams, media_type};
use serde_json::{Map, Value};
use std::collections::HashSet;
use tencentcloud_edge::model::{Action, MAX_PAGE, Param, ParamKind};

/// DescribeInstances page, `Filters`: at most ten, with at most five values each.
const MAX_FILTERS: usize = 10;
const MAX_FILTER_VALUES: usize = 5;
const DEFAULT_LIMIT: u64 = 20;

/// Checked parameters. `null` and an empty list count as absent.
#[derive(Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

/// One member of `Filters`.
pub(crate) struct Filter<'a> {
    pub(crate) name: &'a str,
    pub(crate) values: Vec<&'a str>,
}

impl Params {
    /// Reads and checks the parameters of a request.
    pub(crate) fn read(action: &Action, common: &CommonParams<'_>) -> Result<Self, ApiError> {
        let mut fields = match common.own_pairs() {
            Some(pairs) => query::object(&pairs?, action.params)?,
            None => body(common.request)?,
        };
        fields.retain(|_, value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)));
        members(action, "", action.params, &fields)?;
        Ok(Params(fields))
    }

    /// The requested instance ids, without duplicates, in their order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        self.id_texts().filter(|id| seen.insert(*id)).map(str::to_owned).collect()
    }

    /// The requested instance ids, as they were sent.
    pub(crate) fn id_texts(&self) -> impl Iterator<Item = &str> {
        self.list("InstanceIds").filter_map(Value::as_str)
    }

    /// How many ids were sent, duplicates included.
    pub(crate) fn id_count(&self) -> usize {
        self.list("InstanceIds").count()
    }

    /// Drops the second half of the ids; of a single one nothing is left.
    pub(crate) fn halve(&mut self) {
        if let Some(ids) = self.0.get_mut("InstanceIds").and_then(Value::as_array_mut) {
            ids.truncate(ids.len() / 2);
        }
    }

    /// The filters, in their order.
    pub(crate) fn filters(&self) -> Vec<Filter<'_>> {
        self.list("Filters")
            .map(|filter| Filter {
                name: filter.get("Name").and_then(Value::as_str).unwrap_or_default(),
                values: filter
                    .get("Values")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect(),
            })
            .collect()
    }

    /// `Offset` and `Limit`, with their defaults.
    pub(crate) fn page(&self) -> (usize, usize) {
        let number = |name: &str, default: u64| self.number(name).unwrap_or(default) as usize;
        (number("Offset", 0), number("Limit", DEFAULT_LIMIT).min(MAX_PAGE as usize))
    }

    /// A text parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Whether a parameter was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A parameter.
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A text within an object: `Placement`, `Zone`.
    pub(crate) fn at(&self, path: &[&str; 2]) -> Option<&str> {
        self.0.get(path[0])?.get(path[1])?.as_str()
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }

    /// A boolean.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name).and_then(Value::as_bool)
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten()
    }
}

fn body(request: &Request) -> Result<Map<String, Value>, ApiError> {
    let media_type = media_type(request);
    if !media_type.eq_ignore_ascii_case("application/json") {
        let about = format!("the content type `{media_type}` is not supported by this action");
        return Err(ApiError::about("InvalidRequest", about));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(ApiError::about("InvalidRequest", "it is not a JSON object")),
        Err(error) => Err(ApiError::about("InvalidRequest", format!("it is not JSON ({:?})", error.classify()))),
    }
}

/// Checks an object's members in the order they were sent, then whether a required one is missing.
fn members(action: &Action, path: &str, rows: &[Param], fields: &Map<String, Value>) -> Result<(), ApiError> {
    for (name, value) in fields {
        let name = [path, name].concat();
        let row = rows.iter().find(|row| Some(row.name) == name.strip_prefix(path));
        let row = row.ok_or_else(|| ApiError::about("UnknownParameter", &*name))?;
        check(action, &name, &row.kind, value)?;
    }
    match rows.iter().find(|row| row.required && !fields.contains_key(row.name)) {
        Some(row) => Err(ApiError::about("MissingParameter", [path, row.name].concat())),
        None => Ok(()),
    }
}

fn check(action: &Action, name: &str, kind: &ParamKind, value: &Value) -> Result<(), ApiError> {
    let quoted = format!("`{name}`");
    let object = |path: String, rows: &[Param], value: &Value| {
        let fields = value.as_object().ok_or_else(|| wrong_type(&format!("`{}`", path.trim_end_matches('.'))))?;
        members(action, &path, rows, fields)
    };
    match (kind, value) {
        (ParamKind::InstanceIds, Value::Array(ids)) => {
            if ids.len() > action.max_ids {
                return Err(ApiError::about("InvalidParameterValue.LimitExceeded", quoted));
            }
            ids.iter().try_for_each(|id| instance_id(id, &quoted))
        }
        (ParamKind::Filters, Value::Array(list)) => {
            if list.len() > MAX_FILTERS {
                return Err(ApiError::about("InvalidParameterValue.LimitExceeded", quoted));
            }
            list.iter().try_for_each(|member| filter(member, &quoted))
        }
        (ParamKind::Integer(low, high), Value::Number(number)) if number.is_i64() || number.is_u64() => {
            let fits = number.as_u64().is_some_and(|it| (u64::from(*low)..=u64::from(*high)).contains(&it));
            if fits { Ok(()) } else { Err(ApiError::about("InvalidParameterValue", quoted)) }
        }
        (ParamKind::OneOf(words), Value::String(word)) => {
            let known = words.contains(&word.as_str());
            if known { Ok(()) } else { Err(ApiError::about("InvalidParameterValue", quoted)) }
        }
        (ParamKind::Boolean, Value::Bool(_)) | (ParamKind::Text, Value::String(_)) => Ok(()),
        (ParamKind::Texts, Value::Array(texts)) if texts.iter().all(Value::is_string) => Ok(()),
        (ParamKind::Object(rows), Value::Object(_)) => object(format!("{name}."), rows, value),
        (ParamKind::Objects(rows), Value::Array(items)) => {
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(at, item)| object(format!("{name}.{at}."), rows, item))
        }
        _ => Err(wrong_type(&quoted)),
    }
}

fn wrong_type(quoted: &str) -> ApiError {
    ApiError::about("InvalidParameter", format!("the value type of parameter {quoted} is not valid"))
}

fn instance_id(value: &Value, quoted: &str) -> Result<(), ApiError> {
    let Some(id) = value.as_str() else { return Err(wrong_type(quoted)) };
    match id.strip_prefix("ins-") {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) => {
            if rest.len() == 8 { Ok(()) } else { Err(ApiError::about("InvalidInstanceId.Malformed", id)) }
        }
        _ => Err(ApiError::about("InvalidParameterValue.InstanceIdMalformed", id)),
    }
}

fn filter(value: &Value, quoted: &str) -> Result<(), ApiError> {
    let fields = value.as_object().ok_or_else(|| wrong_type(quoted))?;
    if let Some(unknown) = fields.keys().find(|key| !matches!(key.as_str(), "Name" | "Values")) {
        return Err(ApiError::about("UnknownParameter", format!("Filters.{unknown}")));
    }
    let name = fields.get("Name").ok_or_else(|| ApiError::about("MissingParameter", "Filters.Name"))?;
    let values = fields.get("Values").ok_or_else(|| ApiError::about("MissingParameter", "Filters.Values"))?;
    let name = name.as_str().ok_or_else(|| wrong_type("`Filters.Name`"))?;
    let values = values.as_array().ok_or_else(|| wrong_type("`Filters.Values`"))?;
    if values.iter().any(|value| !value.is_string()) {
        return Err(wrong_type("`Filters.Values`"));
    }
    if values.len() > MAX_FILTER_VALUES {
        return Err(ApiError::about("InvalidFilterValue.LimitExceeded", name));
    }
    Ok(())
}
