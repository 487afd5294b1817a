//! Describe replies that do not tell the truth.

use crate::actions::Fields;
use crate::faults::Mischief;
use crate::faults::kinds::Rows;
use crate::fleet::Fleet;
use crate::fleet::latest_operation::Latest;
use serde_json::{Map, Value, json};

/// Changes the rows of a reply as the faults say; anything but a describe reply has none.
pub(crate) fn distort(fields: &mut Fields, mischief: &Mischief, fleet: &Fleet, now_ms: u64) {
    if mischief.stale.is_empty() && mischief.rows.is_empty() {
        return;
    }
    let set = fields.iter_mut().find(|(name, _)| matches!(*name, "InstanceSet" | "InstanceStatusSet"));
    let Some((_, text)) = set else { return };
    let mut rows: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    for (span, whom) in &mischief.stale {
        for row in rows.iter_mut().filter(|row| is(row, whom.as_deref())) {
            let id = row.get("InstanceId").and_then(Value::as_str).unwrap_or_default();
            if let Some(before) = fleet.get(id).and_then(|instance| instance.before(*span, now_ms)) {
                overwrite(row, &before);
            }
        }
    }
    let mut missing = 0;
    for (change, whom) in &mischief.rows {
        missing += alter(&mut rows, *change, whom.as_deref());
    }
    *text = Value::Array(rows).to_string();
    if let Some((_, total)) = fields.iter_mut().find(|(name, _)| *name == "TotalCount") {
        *total = total.parse::<u64>().unwrap_or_default().saturating_sub(missing).to_string();
    }
}

fn is(row: &Value, whom: Option<&str>) -> bool {
    whom.is_none() || row.get("InstanceId").and_then(Value::as_str) == whom
}

/// Changes what a row has; a status row stays one.
fn overwrite(row: &mut Value, with: &Map<String, Value>) {
    let Some(fields) = row.as_object_mut() else { return };
    for (name, value) in with {
        if let Some(known) = fields.get_mut(name) {
            known.clone_from(value);
        }
    }
}

/// Alters the rows; how many fewer there are to be counted.
fn alter(rows: &mut Vec<Value>, change: Rows, whom: Option<&str>) -> u64 {
    let before = rows.len();
    let unknown = Map::from_iter([("InstanceState".to_owned(), json!("HIBERNATING"))]);
    let silent: Map<String, Value> = Latest::NAMES.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    let with = |rows: &mut Vec<Value>, fields: &Map<String, Value>| {
        for row in rows.iter_mut().filter(|row| is(row, whom)) {
            overwrite(row, fields);
        }
    };
    match change {
        Rows::Omit => {
            rows.retain(|row| !is(row, whom));
            return (before - rows.len()) as u64;
        }
        Rows::Short => rows.truncate(before / 2),
        Rows::Repeat => *rows = rows.iter().flat_map(|row| [row.clone(), row.clone()]).collect(),
        Rows::Foreign => {
            for (nth, row) in rows.iter_mut().enumerate() {
                overwrite(row, &Map::from_iter([("InstanceId".to_owned(), json!(format!("ins-f{nth:07}")))]));
            }
        }
        Rows::UnknownState => with(rows, &unknown),
        Rows::NoLatest => with(rows, &silent),
    }
    0
}
