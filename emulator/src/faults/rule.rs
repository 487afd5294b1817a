//! Rules: which requests meet which fault.

use super::effect::Effect;
use super::kinds::{FAULT_KINDS, FaultKind};
use crate::json::integer;
use crate::request::sts_actions;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tencentcloud_edge::model::{ACTIONS, OTHERS};

/// The longest `delayMs`: a day.
const MAX_DELAY_MS: u64 = 86_400_000;

/// Which requests meet a fault, and which fault. Every condition that is given must hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct FaultRule {
    pub(crate) kind: &'static FaultKind,
    /// Only requests of this action.
    pub(crate) action: Option<String>,
    /// Only these of the requests that meet the other conditions, counted from 1; empty for every one.
    pub(crate) nth: Vec<u64>,
    /// From 0 to 1.
    pub(crate) probability: Option<f64>,
    /// Only requests that name this instance, and describes that name none.
    pub(crate) instance_id: Option<String>,
    /// How often at most.
    pub(crate) times: Option<u64>,
    /// Milliseconds; what is delayed depends on the kind.
    pub(crate) delay_ms: Option<u64>,
    /// For the kind `error`.
    pub(crate) code: Option<String>,
}

impl FaultRule {
    /// Reads a rule as JSON: `{"kind":"html-502","action":"StartInstances","nth":[1,2]}`.
    ///
    /// # Errors
    /// A sentence that names the field; for an unknown kind it lists those there are.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "the fault rule is not JSON".to_owned())?;
        Self::try_from(value)?.about_known_action(&[])
    }

    /// Reads a list of rules as JSON.
    ///
    /// # Errors
    /// As [`FaultRule::from_json`], for the first rule that is wrong.
    pub fn list_from_json(text: &str) -> Result<Vec<Self>, String> {
        Self::list_with(text, &[])
    }

    /// As [`FaultRule::list_from_json`], for an emulator with stubs of these actions.
    pub(crate) fn list_with(text: &str, stubbed: &[&str]) -> Result<Vec<Self>, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "the fault rules are not JSON".to_owned())?;
        let Value::Array(rules) = value else { return Err("the fault rules are not a list".to_owned()) };
        rules.into_iter().map(|rule| Self::try_from(rule)?.about_known_action(stubbed)).collect()
    }

    /// Refuses a misspelt action, which no request would ever meet.
    fn about_known_action(self, stubbed: &[&str]) -> Result<Self, String> {
        let rows = ACTIONS.iter().chain(OTHERS).chain(sts_actions::ACTIONS);
        let known: Vec<&str> = rows.map(|action| action.name).chain(stubbed.iter().copied()).collect();
        match &self.action {
            Some(action) if !known.contains(&&**action) => {
                Err(format!("the fault rule's `action` is not one of them: {}", known.join(", ")))
            }
            _ => Ok(self),
        }
    }

    /// The kind's name, as in [`FAULT_KINDS`].
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }
}

impl TryFrom<Value> for FaultRule {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let Value::Object(fields) = value else {
            return Err("the fault rule is not an object such as { kind: \"html-502\" }".to_owned());
        };
        let mut rule = FaultRule {
            kind: kind(fields.get("kind"))?,
            action: None,
            nth: Vec::new(),
            probability: None,
            instance_id: None,
            times: None,
            delay_ms: None,
            code: None,
        };
        for (name, value) in &fields {
            let read =
                match name.as_str() {
                    "kind" => Ok(()),
                    "action" => text(value, "is not the name of an action").map(|action| rule.action = Some(action)),
                    "nth" => nth(value).map(|nth| rule.nth = nth),
                    "probability" => probability(value).map(|it| rule.probability = Some(it)),
                    "instanceId" => text(value, "is not an instance id").map(|id| rule.instance_id = Some(id)),
                    "times" => count(value).map(|times| rule.times = Some(times)),
                    "delayMs" => integer(value, MAX_DELAY_MS)
                        .map(|delay| rule.delay_ms = Some(delay))
                        .map_err(|_| format!("is not a whole number of milliseconds up to {MAX_DELAY_MS}")),
                    "code" => code(value).map(|code| rule.code = Some(code)),
                    _ => Err("is not one of them: kind, action, nth, probability, instanceId, times, delayMs, code"
                        .to_owned()),
                };
            read.map_err(|problem| format!("the fault rule's `{name}` {problem}"))?;
        }
        match (matches!(rule.kind.effect, Effect::Refuse(None)), &rule.code) {
            (true, None) => Err("the fault rule's `code` is missing: the kind \"error\" answers with it".to_owned()),
            (false, Some(_)) => {
                Err(format!("the fault rule's `code` belongs to the kind \"error\", not to \"{}\"", rule.kind.name))
            }
            _ => Ok(rule),
        }
    }
}

impl From<FaultRule> for Value {
    fn from(rule: FaultRule) -> Self {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        put("kind", Some(json!(rule.kind.name)));
        put("action", rule.action.map(Value::from));
        put("nth", (!rule.nth.is_empty()).then(|| json!(rule.nth)));
        put("probability", rule.probability.map(Value::from));
        put("instanceId", rule.instance_id.map(Value::from));
        put("times", rule.times.map(Value::from));
        put("delayMs", rule.delay_ms.map(Value::from));
        put("code", rule.code.map(Value::from));
        Value::Object(fields)
    }
}

fn kind(value: Option<&Value>) -> Result<&'static FaultKind, String> {
    let name = value.and_then(Value::as_str);
    let found = FAULT_KINDS.iter().find(|kind| Some(kind.name) == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = FAULT_KINDS.iter().map(|kind| kind.name).collect();
        format!("the fault rule's `kind` is not one of them: {}", known.join(", "))
    })
}

fn nth(value: &Value) -> Result<Vec<u64>, String> {
    let numbers = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    let read: Result<Vec<u64>, String> = numbers.iter().map(count).collect();
    let fits = read.ok().filter(|numbers| !numbers.is_empty());
    fits.ok_or_else(|| "is neither a whole number from 1 up nor a list of some".to_owned())
}

fn count(value: &Value) -> Result<u64, String> {
    let number = integer(value, u64::MAX).ok().filter(|number| *number > 0);
    number.ok_or_else(|| "is not a whole number from 1 up".to_owned())
}

fn probability(value: &Value) -> Result<f64, String> {
    let number = value.as_f64().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "is not a number from 0 to 1".to_owned())
}

fn text(value: &Value, problem: &str) -> Result<String, String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| problem.to_owned())
}

fn code(value: &Value) -> Result<String, String> {
    let fits = |code: &&str| {
        (1..=100).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    };
    let code = value.as_str().filter(fits);
    code.map(str::to_owned).ok_or_else(|| "is not an error code such as \"ResourceInsufficient\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{FAULT_KINDS, FaultRule};

    #[test]
    fn kinds_are_each_there_once_and_documented() {
        for (at, kind) in FAULT_KINDS.iter().enumerate() {
            assert!(FAULT_KINDS[..at].iter().all(|other| other.name != kind.name), "{}", kind.name);
            assert!(kind.about.len() > 15 && !kind.about.ends_with('.'), "{}", kind.name);
        }
        assert!(FAULT_KINDS.len() >= 30);
    }

    #[test]
    fn rules_survive_being_written() {
        let text = r#"{"kind":"error","action":"StartInstances","nth":[1,3],"probability":0.5,"instanceId":"ins-11112222","times":2,"delayMs":30,"code":"InternalError"}"#;
        let rule = FaultRule::from_json(text).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), text);
        assert_eq!(FaultRule::from_json(r#"{"kind":"cut","nth":2}"#).unwrap().nth, [2]);
    }

    #[test]
    fn wrong_rules_are_named() {
        for (text, part) in [
            ("{", "not JSON"),
            ("[]", "not an object"),
            ("{}", "`kind` is not one of them: refuse, no-name"),
            (r#"{"kind":"explode"}"#, "html-502"),
            (r#"{"kind":"cut","action":"startInstances"}"#, "`action` is not one of them: StartInstances"),
            (r#"{"kind":"cut","nth":0}"#, "`nth`"),
            (r#"{"kind":"cut","nth":[]}"#, "`nth`"),
            (r#"{"kind":"cut","nth":[1,"2"]}"#, "`nth`"),
            (r#"{"kind":"cut","probability":1.5}"#, "`probability`"),
            (r#"{"kind":"cut","instanceId":7}"#, "`instanceId`"),
            (r#"{"kind":"cut","times":0}"#, "`times`"),
            (r#"{"kind":"delay","delayMs":-1}"#, "`delayMs`"),
            (r#"{"kind":"error"}"#, "`code` is missing"),
            (r#"{"kind":"error","code":"a b"}"#, "`code`"),
            (r#"{"kind":"cut","code":"InternalError"}"#, "belongs to the kind \"error\""),
            (r#"{"kind":"cut","often":true}"#, "`often`"),
        ] {
            let problem = FaultRule::from_json(text).unwrap_err();
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }
}
