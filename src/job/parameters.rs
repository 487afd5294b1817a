//! The action's own parameters, checked against its row: those that a job holds, and the secret ones that it never does.

use crate::Error;
use crate::model::{self, Action, Param, ParamKind};
use std::fmt;
use zeroize::Zeroizing;

/// A parameter of the action, as it stands in the body of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Its value as JSON: `"SOFT"`, `true` or `5`.
    pub json: String,
}

/// Every parameter must be one of the action's that is not secret, with a value that the model allows.
pub(super) fn check_parameters(action: &Action, parameters: &[Parameter]) -> Result<(), Error> {
    let excluded = action.operation.as_ref().map_or(&[][..], |operation| operation.excluded);
    let own: Vec<&Param> = action
        .params
        .iter()
        .filter(|row| !row.secret && row.kind != ParamKind::InstanceIds && !excluded.contains(&row.name))
        .collect();
    let given: Vec<_> = parameters.iter().map(|Parameter { name, json }| (name.as_str(), json.as_str())).collect();
    for (name, _) in &given {
        if action.params.iter().any(|row| row.secret && row.name == *name) {
            let problem =
                "is secret, and a job holds no secrets: it is given as `secretParameters` when a request is sent";
            return Err(Error::argument(&["parameters.", name].concat(), problem));
        }
    }
    check(action, "parameters.", &own, &given)
}

/// What is given under `place` must be among the rows, each once, fit, and all that is required.
fn check(action: &Action, place: &str, rows: &[&Param], given: &[(&str, &str)]) -> Result<(), Error> {
    for (nth, &(name, json)) in given.iter().enumerate() {
        let problem = match rows.iter().find(|row| row.name == name) {
            None => {
                let names: Vec<&str> = rows.iter().map(|row| row.name).collect();
                let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                ["is not an option of ", action.name, ", which takes ", &known].concat()
            }
            Some(row) => match unfit(&row.kind, json) {
                Some(must) => ["must be ", &must].concat(),
                None if given.iter().take(nth).any(|before| before.0 == name) => "is given twice".to_owned(),
                None => continue,
            },
        };
        return Err(Error::argument(&[place, name].concat(), &problem));
    }
    match rows.iter().find(|row| row.required && given.iter().all(|(name, _)| *name != row.name)) {
        Some(row) => {
            Err(Error::argument(&[place, row.name].concat(), &["is missing: ", action.name, " needs it"].concat()))
        }
        None => Ok(()),
    }
}

/// What a value must be that it is not.
fn unfit(kind: &ParamKind, json: &str) -> Option<String> {
    let (fits, must) = match kind {
        ParamKind::Boolean => (matches!(json, "true" | "false"), "true or false".to_owned()),
        ParamKind::OneOf(choices) => {
            let text = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            (text.is_some_and(|text| choices.contains(&text)), ["one of ", &choices.join(", ")].concat())
        }
        ParamKind::Text => (is_json_text(json), "a text".to_owned()),
        ParamKind::Integer(least, most) => {
            let fits = json.parse::<u32>().is_ok_and(|value| (*least..=*most).contains(&value));
            (fits, ["a whole number from ", &least.to_string(), " to ", &most.to_string()].concat())
        }
        _ => (false, "left out: it has no simple value".to_owned()),
    };
    (!fits).then_some(must)
}

/// Whether it is one JSON string, and cannot end before its last quote.
fn is_json_text(json: &str) -> bool {
    let Some(inner) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut escaped = false;
    for c in inner.chars() {
        if c < ' ' || (c == '"' && !escaped) {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    !escaped
}

/// The secret parameters of one action, checked against its row, as they stand in a body. A job never holds them: whoever
/// sends its requests adds them. Wiped when dropped, and not printed.
pub struct Secrets(Zeroizing<String>);

impl Secrets {
    /// The secret parameters of `action`: lines of a name, a tab and a JSON value.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming what is missing, unknown or unfit, never its value.
    pub fn read(action: &str, lines: &str) -> Result<Self, Error> {
        match model::action(action) {
            Some(row) => Self::of(row, lines),
            None => Ok(Secrets(Zeroizing::default())),
        }
    }

    fn of(action: &Action, lines: &str) -> Result<Self, Error> {
        let given: Vec<_> = lines.split('\n').filter_map(|line| line.split_once('\t')).collect();
        let rows: Vec<&Param> = action.params.iter().filter(|row| row.secret).collect();
        check(action, "secretParameters.", &rows, &given)?;
        // A text that grows leaves copies of itself behind.
        let mut members = Zeroizing::new(String::with_capacity(lines.len() + 4 * given.len()));
        for (name, json) in given {
            for part in [",\"", name, "\":", json] {
                members.push_str(part);
            }
        }
        Ok(Secrets(members))
    }

    /// The body of an acting request with them in it.
    pub fn added_to(&self, payload: &str) -> Zeroizing<String> {
        Zeroizing::new([payload.strip_suffix('}').unwrap_or(payload), &self.0, "}"].concat())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

#[cfg(test)]
mod tests {
    use super::{Parameter, Secrets, check_parameters, unfit};
    use crate::model::{Action, Param, ParamKind};

    const SECRET: &Action = &Action {
        name: "SetWords",
        letter: None,
        per_second: 1,
        max_ids: 1,
        params: &[
            Param::required("InstanceIds", ParamKind::InstanceIds),
            Param::required("Password", ParamKind::Text).secret(),
            Param::optional("Hint", ParamKind::Text).secret(),
            Param::optional("User", ParamKind::Text),
        ],
        operation: None,
    };

    fn problem(parameters: &[(&str, &str)]) -> Option<String> {
        let given: Vec<Parameter> = parameters
            .iter()
            .map(|(name, json)| Parameter { name: (*name).to_owned(), json: (*json).to_owned() })
            .collect();
        check_parameters(SECRET, &given).err().map(|error| error.message)
    }

    #[test]
    fn a_job_holds_no_secret_parameter_and_says_where_it_is_given() {
        assert_eq!(problem(&[("User", "\"root\"")]), None);
        let refused = problem(&[("User", "\"root\""), ("Password", "\"hunter2-hunter2\"")]).unwrap();
        assert!(refused.starts_with("`parameters.Password` is secret"), "{refused}");
        assert!(refused.contains("`secretParameters`") && !refused.contains("hunter2"), "{refused}");
        let unknown = problem(&[("Pasword", "\"hunter2\"")]).unwrap();
        assert_eq!(unknown, "`parameters.Pasword` is not an option of SetWords, which takes User");
    }

    #[test]
    fn secrets_are_checked_against_the_row_and_named_alone() {
        for (given, message) in [
            ("", "`secretParameters.Password` is missing: SetWords needs it"),
            ("Hint\t\"hunter2\"", "`secretParameters.Password` is missing: SetWords needs it"),
            ("Password\t7", "`secretParameters.Password` must be a text"),
            ("Password\t\"hunter2\"\nPassword\t\"x\"", "`secretParameters.Password` is given twice"),
            (
                "Password\t\"hunter2\"\nUser\t\"x\"",
                "`secretParameters.User` is not an option of SetWords, which takes Password, Hint",
            ),
        ] {
            assert_eq!(Secrets::of(SECRET, given).unwrap_err().message, message);
        }
    }

    #[test]
    fn secrets_are_added_to_a_body_and_never_printed() {
        let secrets = Secrets::of(SECRET, "Password\t\"a\\\"b\"").unwrap();
        let body = secrets.added_to("{\"InstanceIds\":[\"ins-00000000\"]}");
        assert_eq!(body.as_str(), "{\"InstanceIds\":[\"ins-00000000\"],\"Password\":\"a\\\"b\"}");
        assert_eq!(format!("{secrets:?}"), "Secrets");
        assert_eq!(Secrets::read("StartInstances", "").unwrap().added_to("{\"A\":1}").as_str(), "{\"A\":1}");
    }

    #[test]
    fn a_value_that_a_parameter_does_not_take_is_told_what_it_must_be() {
        let number = ParamKind::Integer(1, 5);
        for (kind, json, must) in [
            (&number, "1", None),
            (&number, "5", None),
            (&number, "0", Some("a whole number from 1 to 5")),
            (&number, "6", Some("a whole number from 1 to 5")),
            (&number, "\"1\"", Some("a whole number from 1 to 5")),
            (&ParamKind::Boolean, "true", None),
            (&ParamKind::Boolean, "1", Some("true or false")),
            (&ParamKind::OneOf(&["A", "B"]), "\"B\"", None),
            (&ParamKind::OneOf(&["A", "B"]), "B", Some("one of A, B")),
            (&ParamKind::Text, "\"\"", None),
            (&ParamKind::Text, "\"x\\\"y\\\\\"", None),
            (&ParamKind::Text, "\"x\",\"y\":\"z\"", Some("a text")),
            (&ParamKind::Text, "\"x\\\"", Some("a text")),
            (&ParamKind::Text, "\"", Some("a text")),
            (&ParamKind::Text, "\"a\nb\"", Some("a text")),
            (&ParamKind::Texts, "[]", Some("left out: it has no simple value")),
        ] {
            assert_eq!(unfit(kind, json).as_deref(), must, "{json}");
        }
    }
}
