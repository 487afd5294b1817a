//! Prints the rows of the model as JSON, for `npm run model`.

use serde_json::{Map, Value, json};
use tencentcloud_edge::error::{advice, client};
use tencentcloud_edge::job::planned_per_second;
use tencentcloud_edge::model::{
    ACTIONS, Action, Advice, CODES, InstanceState, MAX_DESCRIBED, MAX_IDS, MAX_PAGE, OPERATION_TEXTS, OTHERS,
    Operation, Param, ParamKind, RULES, SERVICE, Text, VERSION, judge,
};
use tencentcloud_edge::pace::HOLD_MS;

fn main() {
    let actions: Vec<Value> = ACTIONS.iter().chain(OTHERS).map(action).collect();
    let rules: Vec<Value> =
        RULES.iter().map(|(prefix, blame, advice)| json!([prefix, blame.name(), advice.name()])).collect();
    let client_codes = client::ALL.iter().map(|code| json!({ "name": code, "advice": advice(code).name() }));
    let rows = json!({
        "service": SERVICE,
        "version": VERSION,
        "limits": { "ids": MAX_IDS, "page": MAX_PAGE, "described": MAX_DESCRIBED, "slotMs": HOLD_MS },
        "states": InstanceState::ALL.iter().map(|state| json!({ "name": state.name(), "refusal": state.refusal(), "text": text(state.text()) })).collect::<Vec<_>>(),
        "advice": Advice::ALL.iter().map(|advice| json!({ "name": advice.name(), "retryable": advice.retryable(), "text": text(advice.text()) })).collect::<Vec<_>>(),
        "actions": actions,
        "codes": codes(),
        "rules": rules,
        "clientCodes": client_codes.collect::<Vec<_>>(),
    });
    println!("{rows:#}");
}

fn text(Text { en, zh }: Text) -> Value {
    json!({ "en": en, "zh": zh })
}

fn action(row: &Action) -> Value {
    json!({
        "name": row.name,
        "perSecond": row.per_second,
        "plannedPerSecond": planned_per_second(row),
        "maxIds": row.max_ids,
        "parameters": row.params.iter().map(param).collect::<Vec<_>>(),
        "operation": row.operation.as_ref().map(|operation| describe(row.name, operation)),
    })
}

fn describe(action: &str, operation: &Operation) -> Value {
    let names = |states: &[InstanceState]| states.iter().map(|state| state.name()).collect::<Vec<_>>();
    let title = OPERATION_TEXTS.iter().find(|row| row.0 == action).map(|row| text(row.1));
    json!({
        "from": names(operation.from),
        "via": operation.via.name(),
        "to": operation.to.name(),
        "already": names(operation.already),
        "transient": names(operation.transient),
        "excluded": operation.excluded,
        "text": title,
    })
}

fn param(row: &Param) -> Value {
    let mut fields = Map::new();
    fields.insert("name".to_owned(), json!(row.name));
    for (name, _) in [("required", row.required), ("secret", row.secret)].into_iter().filter(|flag| flag.1) {
        fields.insert(name.to_owned(), json!(true));
    }
    fields.extend(kind(&row.kind).as_object().cloned().unwrap_or_default());
    Value::Object(fields)
}

fn kind(kind: &ParamKind) -> Value {
    let members = |rows: &[Param]| rows.iter().map(param).collect::<Vec<_>>();
    match kind {
        ParamKind::InstanceIds => json!({ "type": "ids" }),
        ParamKind::Filters => json!({ "type": "filters" }),
        ParamKind::Integer(least, u32::MAX) => json!({ "type": "integer", "least": least }),
        ParamKind::Integer(least, most) => json!({ "type": "integer", "least": least, "most": most }),
        ParamKind::Boolean => json!({ "type": "boolean" }),
        ParamKind::OneOf(values) => json!({ "type": "text", "values": values }),
        ParamKind::Text => json!({ "type": "text" }),
        ParamKind::Texts => json!({ "type": "texts" }),
        ParamKind::Object(rows) => json!({ "type": "object", "members": members(rows) }),
        ParamKind::Objects(rows) => json!({ "type": "objects", "members": members(rows) }),
    }
}

fn codes() -> Vec<Value> {
    let lists = |listed: &str| {
        let of_action = |action: &&Action| action.letter.is_some_and(|letter| listed.contains(letter));
        ACTIONS.iter().chain(OTHERS).filter(of_action).map(|action| action.name).collect::<Vec<_>>()
    };
    let row = |code: &tencentcloud_edge::model::Code| {
        let judged = judge(code.name);
        json!({
            "name": code.name,
            "actions": lists(code.listed),
            "blame": judged.blame.name(),
            "advice": judged.advice.name(),
            "text": text(code.meaning),
        })
    };
    CODES.iter().map(row).collect()
}
