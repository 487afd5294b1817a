//! GET: parameters from the query string, back into the JSON that POST carries.

use crate::refusal::Refusal;
use serde_json::{Map, Value};
use tencentcloud_edge::model::{Action, ParamKind};

/// `InstanceIds.0=ins-…&Limit=20` as an object. Everything in a query is text, so each value is read by its row's type;
/// what cannot be read so stays text, and the type check says which parameter it was.
pub(crate) fn parse(query: &str, action: &Action) -> Result<Map<String, Value>, Refusal> {
    let mut tree = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name).ok_or_else(|| Refusal::about("InvalidRequest", "the query is not UTF-8"))?;
        let value = decode(value).ok_or_else(|| Refusal::about("InvalidRequest", "the query is not UTF-8"))?;
        let path: Vec<&str> = name.split('.').collect();
        if path.len() > 8 || !insert(&mut tree, &path, value) {
            return Err(Refusal::about("InvalidParameter", format!("`{name}`")));
        }
    }
    let listed = tree.into_iter().map(|(name, value)| {
        let kind = action.params.iter().find(|param| param.name == name).map(|param| &param.kind);
        (name, typed(lists(value), kind))
    });
    Ok(listed.collect())
}

/// Puts a leaf at its path; false when the path runs through another leaf, or ends where there is something already.
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
    let read = match (kind, value.as_str()) {
        (Some(ParamKind::Integer(..)), Some(text)) => text.parse::<i64>().ok().map(Value::from),
        (Some(ParamKind::Boolean), Some(text)) => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    read.unwrap_or(value)
}

/// Percent-decoding, with `+` for a space; `None` when the result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
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
    use super::parse;
    use serde_json::{Value, json};
    use tencentcloud_edge::model::action;

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
        let stop = action("StopInstances").unwrap();
        assert_eq!(parse("ForceStop=true", stop).unwrap()["ForceStop"], true);
    }

    #[test]
    fn crossed_paths_are_refused() {
        let describe = action("DescribeInstances").unwrap();
        for query in ["A=1&A.0=2", "A.0=2&A=1", "A=1&A=1", "A.0.0.0.0.0.0.0.0=1", "%ff=1"] {
            assert!(parse(query, describe).is_err(), "{query}");
        }
    }
}
