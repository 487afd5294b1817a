//! The parameters of an action, checked by its rows in the model.

use crate::http::Request;
use crate::query;
use crate::refusal::Refusal;
use serde_json::{Map, Value};
use tencentcloud_edge::model::{Action, MAX_PAGE, ParamKind};

/// DescribeInstances page, `Filters`: at most ten, with at most five values each.
const MAX_FILTERS: usize = 10;
const MAX_FILTER_VALUES: usize = 5;
const DEFAULT_LIMIT: u64 = 20;

/// Checked parameters. What is absent is not there: `null` and an empty list count as absent.
#[derive(Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

/// One member of `Filters`.
pub(crate) struct Filter<'a> {
    pub(crate) name: &'a str,
    pub(crate) values: Vec<&'a str>,
}

impl Params {
    /// Reads and checks the parameters of a request.
    pub(crate) fn read(action: &Action, request: &Request) -> Result<Self, Refusal> {
        let mut fields =
            if request.method == "GET" { query::parse(request.path_and_query().1, action)? } else { body(request)? };
        fields.retain(|_, value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)));
        for (name, value) in &fields {
            let param = action.params.iter().find(|param| param.name == name);
            let param = param.ok_or_else(|| Refusal::about("UnknownParameter", name))?;
            check(action, name, &param.kind, value)?;
        }
        let missing = action.params.iter().find(|param| param.required && !fields.contains_key(param.name));
        missing.map_or(Ok(Params(fields)), |param| Err(Refusal::about("MissingParameter", param.name)))
    }

    /// The instance ids asked for, each once, in their order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in self.list("InstanceIds").filter_map(Value::as_str) {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        ids
    }

    /// Forgets the second half of the ids; of one, nothing is left.
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
        let number = |name: &str, default: u64| self.0.get(name).and_then(Value::as_u64).unwrap_or(default) as usize;
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

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten()
    }
}

fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let content_type = request.header("content-type").unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let about = format!("the content type `{essence}` is not supported by this action");
        return Err(Refusal::about("InvalidRequest", about));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Refusal::about("InvalidRequest", "it is not a JSON object")),
        Err(error) => Err(Refusal::about("InvalidRequest", format!("it is not JSON ({:?})", error.classify()))),
    }
}

fn check(action: &Action, name: &str, kind: &ParamKind, value: &Value) -> Result<(), Refusal> {
    let quoted = format!("`{name}`");
    match (kind, value) {
        (ParamKind::InstanceIds, Value::Array(ids)) => {
            if ids.len() > action.max_ids {
                return Err(Refusal::about("InvalidParameterValue.LimitExceeded", quoted));
            }
            ids.iter().try_for_each(|id| instance_id(id, &quoted))
        }
        (ParamKind::Filters, Value::Array(list)) => {
            if list.len() > MAX_FILTERS {
                return Err(Refusal::about("InvalidParameterValue.LimitExceeded", quoted));
            }
            list.iter().try_for_each(|member| filter(member, &quoted))
        }
        (ParamKind::Integer(low, high), Value::Number(number)) if number.is_i64() || number.is_u64() => {
            let fits = number.as_u64().is_some_and(|it| (u64::from(*low)..=u64::from(*high)).contains(&it));
            if fits { Ok(()) } else { Err(Refusal::about("InvalidParameterValue", quoted)) }
        }
        (ParamKind::Boolean, Value::Bool(_)) => Ok(()),
        (ParamKind::OneOf(words), Value::String(word)) => {
            let known = words.contains(&word.as_str());
            if known { Ok(()) } else { Err(Refusal::about("InvalidParameterValue", quoted)) }
        }
        _ => Err(wrong_type(&quoted)),
    }
}

fn wrong_type(quoted: &str) -> Refusal {
    Refusal::about("InvalidParameter", format!("the value type of parameter {quoted} is not valid"))
}

fn instance_id(value: &Value, quoted: &str) -> Result<(), Refusal> {
    let Some(id) = value.as_str() else { return Err(wrong_type(quoted)) };
    match id.strip_prefix("ins-") {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) => {
            if rest.len() == 8 { Ok(()) } else { Err(Refusal::about("InvalidInstanceId.Malformed", id)) }
        }
        _ => Err(Refusal::about("InvalidParameterValue.InstanceIdMalformed", id)),
    }
}

fn filter(value: &Value, quoted: &str) -> Result<(), Refusal> {
    let fields = value.as_object().ok_or_else(|| wrong_type(quoted))?;
    if let Some(unknown) = fields.keys().find(|key| !matches!(key.as_str(), "Name" | "Values")) {
        return Err(Refusal::about("UnknownParameter", format!("Filters.{unknown}")));
    }
    let name = fields.get("Name").ok_or_else(|| Refusal::about("MissingParameter", "Filters.Name"))?;
    let values = fields.get("Values").ok_or_else(|| Refusal::about("MissingParameter", "Filters.Values"))?;
    let name = name.as_str().ok_or_else(|| wrong_type("`Filters.Name`"))?;
    let values = values.as_array().ok_or_else(|| wrong_type("`Filters.Values`"))?;
    if values.iter().any(|value| !value.is_string()) {
        return Err(wrong_type("`Filters.Values`"));
    }
    if values.len() > MAX_FILTER_VALUES {
        return Err(Refusal::about("InvalidFilterValue.LimitExceeded", name));
    }
    Ok(())
}
