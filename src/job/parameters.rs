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
    let given = || parameters.iter().map(|Parameter { name, json }| (name.as_str(), json.as_str()));
    if let Some((name, _)) = given().find(|(name, _)| secrets_of(action).any(|row| row.name == *name)) {
        let problem = "is secret, and a job holds no secrets: it is given as `secretParameters` when a request is sent";
        return Err(Error::argument(&["parameters.", name].concat(), problem));
    }
    let excluded = action.operation.as_ref().map_or(&[][..], |operation| operation.excluded);
    let own = |row: &Param| !row.secret && row.kind != ParamKind::InstanceIds && !excluded.contains(&row.name);
    check(action, "parameters", given, own)
}

fn secrets_of(action: &Action) -> impl Iterator<Item = &Param> {
    action.params.iter().filter(|row| row.secret)
}

/// What is given under `place` must be among the chosen rows, each once, fit, and all that is required.
fn check<'a, I: Iterator<Item = (&'a str, &'a str)>>(
    action: &Action,
    place: &str,
    given: impl Fn() -> I,
    chosen: impl Fn(&Param) -> bool,
) -> Result<(), Error> {
    let label = |name: &str| [place, ".", name].concat();
    let rows = || action.params.iter().filter(|row| chosen(row));
    for (nth, (name, json)) in given().enumerate() {
        let Some(row) = rows().find(|row| row.name == name) else {
            let names: Vec<&str> = rows().map(|row| row.name).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let problem = ["is not an option of ", action.name, ", which takes ", &known].concat();
            return Err(Error::argument(&label(name), &problem));
        };
        if let Some(must) = unfit(&row.kind, json) {
            return Err(Error::argument(&label(name), &["must be ", &must].concat()));
        }
        if given().take(nth).any(|before| before.0 == name) {
            return Err(Error::argument(&label(name), "is given twice"));
        }
    }
    match rows().find(|row| row.required && given().all(|(name, _)| name != row.name)) {
        Some(row) => Err(Error::argument(&label(row.name), &["is missing: ", action.name, " needs it"].concat())),
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

/// The secret parameters of one action, checked against its row. A job never holds them: whoever sends its requests adds
/// them to the body. Wiped when dropped; `Debug` shows their names alone.
pub struct Secrets(Vec<(&'static str, Zeroizing<String>)>);

impl Secrets {
    /// The secret parameters of `action`, given as names and JSON values.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming what is missing, unknown or unfit, never its value.
    pub fn check<'a>(action: &str, given: &[(&'a str, &'a str)]) -> Result<Self, Error> {
        match model::action(action) {
            Some(row) => Self::of(row, given),
            None => Ok(Secrets(Vec::new())),
        }
    }

    fn of(action: &'static Action, given: &[(&str, &str)]) -> Result<Self, Error> {
        check(action, "secretParameters", || given.iter().copied(), |row| row.secret)?;
        let value = |row: &'static Param| {
            let (_, json) = given.iter().find(|(name, _)| *name == row.name)?;
            Some((row.name, Zeroizing::new((*json).to_owned())))
        };
        Ok(Secrets(action.params.iter().filter(|row| row.secret).filter_map(value).collect()))
    }

    /// The body of an acting request with them in it.
    pub fn added_to(&self, payload: &str) -> Zeroizing<String> {
        let length = self.0.iter().map(|(name, json)| name.len() + json.len() + 4).sum::<usize>();
        let mut body = Zeroizing::new(String::with_capacity(payload.len() + length));
        body.push_str(payload.strip_suffix('}').unwrap_or(payload));
        for (name, json) in &self.0 {
            for part in [",\"", name, "\":", json] {
                body.push_str(part);
            }
        }
        body.push('}');
        body
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|secret| secret.0)).finish()
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
            (&[][..], "`secretParameters.Password` is missing: SetWords needs it"),
            (&[("Hint", "\"hunter2\"")], "`secretParameters.Password` is missing: SetWords needs it"),
            (&[("Password", "7")], "`secretParameters.Password` must be a text"),
            (&[("Password", "\"hunter2\""), ("Password", "\"x\"")], "`secretParameters.Password` is given twice"),
            (
                &[("Password", "\"hunter2\""), ("User", "\"x\"")],
                "`secretParameters.User` is not an option of SetWords, which takes Password, Hint",
            ),
        ] {
            assert_eq!(Secrets::of(SECRET, given).unwrap_err().message, message);
        }
    }

    #[test]
    fn secrets_are_added_to_a_body_and_never_printed() {
        let secrets = Secrets::of(SECRET, &[("Password", "\"a\\\"b\"")]).unwrap();
        let body = secrets.added_to("{\"InstanceIds\":[\"ins-00000000\"]}");
        assert_eq!(body.as_str(), "{\"InstanceIds\":[\"ins-00000000\"],\"Password\":\"a\\\"b\"}");
        assert_eq!(format!("{secrets:?}"), "[\"Password\"]");
        assert_eq!(Secrets::check("StartInstances", &[]).unwrap().added_to("{\"A\":1}").as_str(), "{\"A\":1}");
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
