//! Choices where the documentation is silent, each of which an option can change.

use crate::json::integer;
use crate::messages::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Choices, each with its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Codes answered instead of those chosen here; the messages stay.
    pub codes: BTreeMap<String, String>,
    /// The largest accepted difference between a timestamp and the clock, in seconds.
    pub skew_seconds: u64,
    /// Whether `X-TC-Content-SHA256: UNSIGNED-PAYLOAD` is accepted.
    pub unsigned_payload: bool,
    /// Whether messages are in Chinese where no language is asked for; otherwise they are in English.
    pub chinese: bool,
    /// Whether a repeated id is refused; otherwise it is acted on once.
    pub refuse_duplicates: bool,
    /// Whether a request refused for its rate counts toward the rate.
    pub count_refused: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Assumptions {
            codes: BTreeMap::new(),
            skew_seconds: 300,
            unsigned_payload: true,
            chinese: false,
            refuse_duplicates: false,
            count_refused: true,
        }
    }
}

/// A larger value can only be a mistake.
const MAX_SKEW: u64 = 86_400;

impl Assumptions {
    /// Reads the option `assume`. The error says what is wrong with which member.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let Value::Object(fields) = value else { return Err("is not an object".to_owned()) };
        let mut chosen = Self::default();
        for (name, value) in fields {
            let read = match name.as_str() {
                "codes" => codes(value).map(|codes| chosen.codes = codes),
                "skewSeconds" => integer(value, MAX_SKEW).ok().map(|seconds| chosen.skew_seconds = seconds),
                "unsignedPayload" => value.as_bool().map(|taken| chosen.unsigned_payload = taken),
                "countRefused" => value.as_bool().map(|count| chosen.count_refused = count),
                "language" => word(value, ["en-US", "zh-CN"]).map(|at| chosen.chinese = at == 1),
                "duplicateIds" => word(value, ["once", "refused"]).map(|at| chosen.refuse_duplicates = at == 1),
                _ => {
                    return Err(format!(
                        "has `{name}`, which is not one of codes, skewSeconds, unsignedPayload, countRefused, language, duplicateIds"
                    ));
                }
            };
            read.ok_or_else(|| format!("has a `{name}` that cannot be read"))?;
        }
        Ok(chosen)
    }

    /// The language of a message.
    pub(crate) fn language(&self, asked: Option<&str>) -> Language {
        let default = if self.chinese { "zh-CN" } else { "en-US" };
        let known = asked.filter(|asked| matches!(*asked, "en-US" | "zh-CN"));
        Language::from_header(known.or(Some(default)))
    }
}

fn codes(value: &Value) -> Option<BTreeMap<String, String>> {
    let pair =
        |(from, to): (&String, &Value)| Some((from.clone(), to.as_str().filter(|to| !to.is_empty())?.to_owned()));
    value.as_object().map(Map::iter)?.map(pair).collect()
}

fn word(value: &Value, words: [&str; 2]) -> Option<usize> {
    words.iter().position(|word| value.as_str() == Some(word))
}

#[cfg(test)]
mod tests {
    use super::Assumptions;
    use serde_json::{Value, json};

    #[test]
    fn what_cannot_be_read_is_named() {
        for (value, part) in [
            (json!(1), "not an object"),
            (json!({ "colour": 1 }), "`colour`"),
            (json!({ "codes": { "A": 1 } }), "`codes`"),
            (json!({ "codes": [] }), "`codes`"),
            (json!({ "skewSeconds": -1 }), "`skewSeconds`"),
            (json!({ "skewSeconds": 86_401 }), "`skewSeconds`"),
            (json!({ "unsignedPayload": "no" }), "`unsignedPayload`"),
            (json!({ "countRefused": Value::Null }), "`countRefused`"),
            (json!({ "language": "fr" }), "`language`"),
            (json!({ "duplicateIds": "twice" }), "`duplicateIds`"),
        ] {
            let problem = Assumptions::read(&value).unwrap_err();
            assert!(problem.contains(part), "{value}: {problem}");
        }
        assert_eq!(Assumptions::read(&json!({})), Ok(Assumptions::default()));
    }
}
