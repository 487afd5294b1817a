//! Describe replies whose rows a fault changes.

use super::active::ActiveFaults;
use super::effect::RowChange;
use crate::fleet::Fleet;
use crate::fleet::latest_operation::LatestOperation;
use crate::http::envelope::Fields;
use serde_json::{Map, Value, json};

/// Applies the faults to the rows of a describe reply; other replies have none.
pub(crate) fn change_rows(fields: &mut Fields, faults: &ActiveFaults, fleet: &Fleet, now_ms: u64) {
    if faults.stale.is_empty() && faults.rows.is_empty() {
        return;
    }
    let set = fields.iter_mut().find(|(name, _)| matches!(*name, "InstanceSet" | "InstanceStatusSet"));
    let Some((_, text)) = set else { return };
    let mut rows: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    for (age_ms, only) in &faults.stale {
        for row in rows.iter_mut().filter(|row| is(row, only.as_deref())) {
            let id = row.get("InstanceId").and_then(Value::as_str).unwrap_or_default();
            if let Some(before) = fleet.get(id).and_then(|instance| instance.previous(*age_ms, now_ms)) {
                overwrite(row, &before);
            }
        }
    }
    let mut missing = 0;
    for (change, only) in &faults.rows {
        missing += alter(&mut rows, *change, only.as_deref());
    }
    *text = Value::Array(rows).to_string();
    if let Some((_, total)) = fields.iter_mut().find(|(name, _)| *name == "TotalCount") {
        *total = total.parse::<u64>().unwrap_or_default().saturating_sub(missing).to_string();
    }
}

fn is(row: &Value, only: Option<&str>) -> bool {
    only.is_none() || row.get("InstanceId").and_then(Value::as_str) == only
}

/// Replaces fields that the row has; a status row gets no further ones.
fn overwrite(row: &mut Value, with: &Map<String, Value>) {
    let Some(fields) = row.as_object_mut() else { return };
    for (name, value) in with {
        if let Some(known) = fields.get_mut(name) {
            known.clone_from(value);
        }
    }
}

/// Alters the rows; returns by how much `TotalCount` decreases.
fn alter(rows: &mut Vec<Value>, change: RowChange, only: Option<&str>) -> u64 {
    let before = rows.len();
    let unknown = Map::from_iter([("InstanceState".to_owned(), json!("HIBERNATING"))]);
    let without_operation: Map<String, Value> =
        LatestOperation::NAMES.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    let with = |rows: &mut Vec<Value>, fields: &Map<String, Value>| {
        for row in rows.iter_mut().filter(|row| is(row, only)) {
            overwrite(row, fields);
        }
    };
    match change {
        RowChange::Omit => {
            rows.retain(|row| !is(row, only));
            return (before - rows.len()) as u64;
        }
        RowChange::Short => rows.truncate(before / 2),
        RowChange::Repeat => *rows = rows.iter().flat_map(|row| [row.clone(), row.clone()]).collect(),
        RowChange::Foreign => {
            for (nth, row) in rows.iter_mut().enumerate() {
                overwrite(row, &Map::from_iter([("InstanceId".to_owned(), json!(format!("ins-f{nth:07}")))]));
            }
        }
        RowChange::UnknownState => with(rows, &unknown),
        RowChange::NoLatest => with(rows, &without_operation),
    }
    0
}
