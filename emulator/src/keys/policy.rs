//! What a key may do: a table of rows, each of which allows or denies actions on instances.

use super::pattern::covers;
use crate::json::Read;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A longer table can only be a mistake.
const MAX_ROWS: usize = 10_000;

/// One row: which keys or roles it applies to, and its statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// A pattern of the SecretIds it applies to.
    secret_id: Option<String>,
    /// A pattern of the RoleArns it applies to.
    role: Option<String>,
    pub(super) statement: Statement,
}

/// Actions on instances that are allowed or denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(super) deny: bool,
    /// Patterns such as `cvm:Start*`.
    pub(super) actions: Vec<String>,
    pub(super) instances: Vec<InstancePattern>,
}

/// Which instances a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InstancePattern {
    /// A pattern of ids, such as `ins-*`.
    pub(super) id: String,
    /// A pattern of regions; `None` for every one.
    pub(super) region: Option<String>,
}

/// What an action acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// The instance with this id; `*` if the request names none.
    Instance { region: &'a str, id: &'a str },
    /// A role, by its RoleArn.
    Role(&'a str),
    /// Nothing that a policy could name.
    Nothing,
}

impl Target<'_> {
    /// The resource in an error message: six segments, as in the policies of the service.
    pub(super) fn describe(&self, uin: &str) -> String {
        match self {
            Target::Instance { region, id } => format!("qcs:id/0:cvm:{region}:uin/{uin}:instance/{id}"),
            Target::Role(arn) => (*arn).to_owned(),
            Target::Nothing => "*".to_owned(),
        }
    }
}

impl PolicyRow {
    /// Reads a list of `{ secretId?, role?, effect?, actions, instances? }`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with which row.
    pub fn list_from_json(text: &str) -> Result<Vec<Self>, String> {
        let problem = |problem| format!("the table of policies {problem}");
        let value = serde_json::from_str(text).map_err(|_| problem("is not JSON".to_owned()))?;
        read_policies(&value).map_err(problem)
    }

    /// Whether the row is about a key: by its SecretId, or by the role that it was issued for.
    pub(super) fn applies_to(&self, secret_id: &str, role: Option<&str>) -> bool {
        let of_key = self.secret_id.as_ref().is_some_and(|pattern| covers(pattern, secret_id));
        of_key || self.role.as_ref().zip(role).is_some_and(|(pattern, arn)| covers(pattern, arn))
    }
}

/// Whether statements allow an action: one does, and none denies it.
pub(super) fn decide<'a>(
    statements: impl IntoIterator<Item = &'a Statement>,
    action: &str,
    target: &Target<'_>,
) -> bool {
    let mut allowed = false;
    for statement in statements.into_iter().filter(|it| it.applies(action, target)) {
        if statement.deny {
            return false;
        }
        allowed = true;
    }
    allowed
}

impl Statement {
    fn applies(&self, action: &str, target: &Target<'_>) -> bool {
        self.actions.iter().any(|pattern| covers(pattern, action))
            && match target {
                Target::Instance { region, id } => self.instances.iter().any(|it| it.covers(region, id)),
                // Rows distinguish nothing but instances.
                Target::Role(_) | Target::Nothing => true,
            }
    }
}

impl InstancePattern {
    fn covers(&self, region: &str, id: &str) -> bool {
        // A request that names none is about all of them.
        let id = if id == "*" { "ins-*" } else { id };
        covers(&self.id, id) && self.region.as_ref().is_none_or(|pattern| covers(pattern, region))
    }
}

/// Reads the option `policies`. The error says what is wrong with which row.
pub(crate) fn read_policies(value: &Value) -> Result<Vec<PolicyRow>, String> {
    let list = value.as_array().filter(|list| list.len() <= MAX_ROWS);
    let list = list.ok_or_else(|| format!("is not a list of at most {MAX_ROWS} rows"))?;
    let row = |(at, item)| read_row(item).map_err(|problem| format!("has a row {} that {problem}", at + 1));
    list.iter().enumerate().map(row).collect()
}

fn read_row(item: &Value) -> Read<PolicyRow> {
    const NAMES: [&str; 5] = ["secretId", "role", "effect", "actions", "instances"];
    let fields = item.as_object().ok_or("is not an object")?;
    if fields.keys().any(|name| !NAMES.contains(&name.as_str())) {
        return Err("has a member that is not one of secretId, role, effect, actions, instances");
    }
    let whose = |name| match fields.get(name) {
        None => Ok(None),
        Some(Value::String(pattern)) if !pattern.is_empty() => Ok(Some(pattern.clone())),
        Some(_) => Err("has a secretId or role that is not a text"),
    };
    let (secret_id, role) = (whose("secretId")?, whose("role")?);
    if secret_id.is_none() && role.is_none() {
        return Err("names neither a secretId nor a role: write \"*\" for every one");
    }
    let deny = match fields.get("effect").map(Value::as_str) {
        None | Some(Some("allow")) => false,
        Some(Some("deny")) => true,
        Some(_) => return Err("has an effect that is neither \"allow\" nor \"deny\""),
    };
    let actions = fields.get("actions").and_then(patterns).ok_or("has no actions, such as [\"cvm:StartInstances\"]")?;
    if actions.iter().any(|pattern| pattern != "*" && !pattern.contains(':')) {
        return Err("has an action without its service: write \"cvm:StartInstances\", \"cvm:*\" or \"*\"");
    }
    let ids = match fields.get("instances") {
        None => vec!["*".to_owned()],
        Some(value) => patterns(value).ok_or("has instances that are not patterns such as [\"ins-*\"]")?,
    };
    let instances = ids.into_iter().map(|id| InstancePattern { id, region: None }).collect();
    Ok(PolicyRow { secret_id, role, statement: Statement { deny, actions, instances } })
}

/// One text, or a list of at least one.
pub(super) fn patterns(value: &Value) -> Option<Vec<String>> {
    let texts = match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        _ => return None,
    };
    (!texts.is_empty() && texts.iter().all(|text| !text.is_empty())).then_some(texts)
}
