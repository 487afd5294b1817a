//! Parameters of a query or form as the JSON object that a TC3 POST carries.

use crate::messages::error::ApiError;
use serde_json::{Map, Value};
use tencentcloud_edge::model::{Param, ParamKind};

/// The pairs of a query or form, decoded.
pub(crate) fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, ApiError> {
    let problem = || ApiError::about("InvalidRequest", "the query or form is not UTF-8");
    let parts = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    parts
        .map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (pair.get(..at).unwrap_or_default(), pair.get(at + 1..).unwrap_or_default()),
                None => (pair, &[][..]),
            };
            Ok((decode(name).ok_or_else(problem)?, decode(value).ok_or_else(problem)?))
        })
        .collect()
}

/// `InstanceIds.0=ins-…&Limit=20` as an object. Everything in a query is text, so each value is read by its row's type;
/// a value of another type stays text, and the type check then names the parameter.
pub(crate) fn object(pairs: &[(&str, &str)], rows: &[Param]) -> Result<Map<String, Value>, ApiError> {
    let mut tree = Map::new();
    for (name, value) in pairs {
        let path: Vec<&str> = name.split('.').collect();
        if path.len() > 8 || !insert(&mut tree, &path, (*value).to_owned()) {
            return Err(ApiError::about("InvalidParameter", format!("`{name}`")));
        }
    }
    let listed = tree.into_iter().map(|(name, value)| {
        let kind = rows.iter().find(|param| param.name == name).map(|param| &param.kind);
        (name, typed(lists(value), kind))
    });
    Ok(listed.collect())
}

/// Inserts a leaf at its path; false if another leaf is on the path or something is already at its end.
fn insert(tree: &mut Map<String, Value>, path: &[&str], leaf: String) -> bool {
    match path {
        [] => false,
        [name] => tree.insert((*name).to_owned(), Value::String(leaf)).is_none(),
        [name, rest @ ..] => {
            let branch = tree.entry(*name).or_insert_with(|| Value::Object(Map::new()));
            branch.as_object_mut().is_some_and(|branch| insert(branch, rest, leaf))
        }
    }
}

/// Objects whose keys are all numbers are lists, in the numbers' order.
fn lists(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let mut numbered: Vec<(u32, Value)> = Vec::new();
    let mut named = Map::new();
    for (name, value) in fields {
        match name.parse() {
            Ok(index) => numbered.push((index, lists(value))),
            Err(_) => {
                named.insert(name, lists(value));
            }
        }
    }
    if named.is_empty() {
        numbered.sort_by_key(|row| row.0);
        return Value::Array(numbered.into_iter().map(|row| row.1).collect());
    }
    named.extend(numbered.into_iter().map(|(index, value)| (index.to_string(), value)));
    Value::Object(named)
}

fn typed(value: Value, kind: Option<&ParamKind>) -> Value {
    match (kind, value) {
        (Some(ParamKind::Integer(..)), Value::String(text)) => {
            text.parse::<i64>().map_or(Value::String(text), Value::from)
        }
        // The Python SDK writes `True`.
        (Some(ParamKind::Boolean), Value::String(text)) => {
            text.to_ascii_lowercase().parse::<bool>().map_or(Value::String(text), Value::from)
        }
        (Some(ParamKind::Object(members)), Value::Object(fields)) => Value::Object(members_typed(fields, members)),
        (Some(ParamKind::Objects(members)), Value::Array(items)) => {
            let item = |item| match item {
                Value::Object(fields) => Value::Object(members_typed(fields, members)),
                other => other,
            };
            Value::Array(items.into_iter().map(item).collect())
        }
        (_, value) => value,
    }
}

fn members_typed(fields: Map<String, Value>, members: &[Param]) -> Map<String, Value> {
    let member = |(name, value): (String, Value)| {
        let kind = members.iter().find(|param| param.name == name).map(|param| &param.kind);
        (name, typed(value, kind))
    };
    fields.into_iter().map(member).collect()
}

/// Percent-decoding of one value in which `+` is itself; `None` when the result is not UTF-8.
pub(crate) fn unescape(text: &str) -> Option<String> {
    decode(text.replace('+', "%2B").as_bytes())
}

/// Percent-decoding, with `+` for a space; `None` when the result is not UTF-8.
fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(h, l)| (h * 16 + l, after)),
            _ => None,
        };
        match escaped {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => bytes.push(if *first == b'+' { b' ' } else { *first }),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::{object, pairs};
    use crate::messages::error::ApiError;
    use serde_json::{Map, Value, json};
    use tencentcloud_edge::model::{Action, action, documented};

    fn parse(query: &str, action: &Action) -> Result<Map<String, Value>, ApiError> {
        let pairs = pairs(query.as_bytes())?;
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        object(&pairs, action.params)
    }

    #[test]
    fn queries_become_typed_objects() {
        let describe = action("DescribeInstances").unwrap();
        let parsed =
            parse("Limit=20&Filters.0.Name=instance-name&Filters.0.Values.0=a+b%2F%e4%b8%ad&Offset=x", describe);
        let expected =
            json!({"Limit": 20, "Filters": [{"Name": "instance-name", "Values": ["a b/中"]}], "Offset": "x"});
        assert_eq!(Value::Object(parsed.unwrap()), expected);
        let ids: String = (0..12).map(|n| format!("&InstanceIds.{n}=id{n}")).collect();
        let parsed = parse(&ids, describe).unwrap();
        assert_eq!(parsed["InstanceIds"][11], "id11");
        let run = documented("RunInstances").unwrap();
        let parsed = parse("SystemDisk.DiskSize=50&DataDisks.0.DiskSize=9&DataDisks.0.Encrypt=true&Placement=x", run);
        let expected =
            json!({"SystemDisk": {"DiskSize": 50}, "DataDisks": [{"DiskSize": 9, "Encrypt": true}], "Placement": "x"});
        assert_eq!(Value::Object(parsed.unwrap()), expected);
        let stop = action("StopInstances").unwrap();
        assert_eq!(parse("ForceStop=true", stop).unwrap()["ForceStop"], true);
        assert_eq!(parse("ForceStop=False", stop).unwrap()["ForceStop"], false);
    }

    #[test]
    fn crossed_paths_are_refused() {
        let describe = action("DescribeInstances").unwrap();
        for query in ["A=1&A.0=2", "A.0=2&A=1", "A=1&A=1", "A.0.0.0.0.0.0.0.0=1", "%ff=1"] {
            assert!(parse(query, describe).is_err(), "{query}");
        }
    }
}
