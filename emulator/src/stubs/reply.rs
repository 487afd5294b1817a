//! What a stub answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What stands inside `Response`, besides `RequestId`: fields, or an `Error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub(crate) struct StubReply(Map<String, Value>);

impl StubReply {
    /// Reads a reply as JSON.
    pub(crate) fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "the stub's reply is not JSON".to_owned())?;
        Self::try_from(value)
    }

    /// An InternalError that says why.
    pub(crate) fn internal_error(problem: String) -> Self {
        let fields = [("Error".to_owned(), json!({ "Code": "InternalError", "Message": problem }))];
        StubReply(fields.into_iter().collect())
    }

    /// The fields, each as JSON.
    pub(crate) fn fields(&self) -> Vec<(&str, String)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect()
    }

    /// The code of an error.
    pub(crate) fn code(&self) -> Option<&str> {
        self.0.get("Error")?.get("Code")?.as_str()
    }
}

impl TryFrom<Value> for StubReply {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let Value::Object(fields) = value else {
            return Err("the stub's reply is not an object: it is what stands inside `Response`".to_owned());
        };
        for name in fields.keys() {
            let problem = match name.as_str() {
                "Response" => "leave the envelope out: give what stands inside `Response`",
                "RequestId" => "the emulator makes it",
                _ if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
                    "no field of a reply has such a name"
                }
                _ => continue,
            };
            return Err(format!("the stub's reply has a member `{}`: {problem}", name.escape_default()));
        }
        let text = |value: Option<&Value>| value.is_some_and(Value::is_string);
        match fields.get("Error") {
            Some(error) if !text(error.get("Code")) || !text(error.get("Message")) => {
                Err("the stub's reply has an `Error` without a text `Code` and a text `Message`".to_owned())
            }
            _ => Ok(StubReply(fields)),
        }
    }
}

impl From<StubReply> for Value {
    fn from(reply: StubReply) -> Self {
        Value::Object(reply.0)
    }
}

#[cfg(test)]
mod tests {
    use super::StubReply;

    #[test]
    fn what_is_no_reply_is_named() {
        for (text, part) in [
            ("{", "not JSON"),
            ("[]", "not an object"),
            (r#"{"Response":{}}"#, "leave the envelope out"),
            (r#"{"RequestId":"x"}"#, "`RequestId`: the emulator makes it"),
            (r#"{"a\"b":1}"#, "no field of a reply"),
            (r#"{"Error":{"Code":"X"}}"#, "`Error` without"),
            (r#"{"Error":"X"}"#, "`Error` without"),
        ] {
            let problem = StubReply::from_json(text).unwrap_err();
            assert!(problem.contains(part), "{text}: {problem}");
        }
        let reply = StubReply::from_json(r#"{"Error":{"Code":"X.Y","Message":"no"},"B":[1]}"#).unwrap();
        assert_eq!(reply.code(), Some("X.Y"));
        assert_eq!(reply.fields()[1], ("B", "[1]".to_owned()));
    }
}
