//! Roles, by their names.

use super::bad;
use crate::keys::is_uin;
use crate::refusal::Refusal;
use crate::rng::Rng;

/// AssumeRole page, `RoleSessionName`.
const SESSION_NAME: std::ops::RangeInclusive<usize> = 2..=128;

/// A role that can be assumed.
pub(crate) struct Role {
    pub(super) arn: String,
    /// The account it belongs to.
    pub(super) uin: String,
    /// What stands behind `role/` or `roleName/`.
    name: String,
}

impl Role {
    /// Reads `qcs::cam::uin/<uin>:roleName/<name>` or `…:role/<id>`.
    pub(super) fn parse(arn: &str) -> Result<Self, Refusal> {
        let parts = arn.strip_prefix("qcs::cam::uin/").and_then(|rest| rest.split_once(':'));
        let (uin, resource) = parts.ok_or_else(|| bad("RoleArn"))?;
        let name = resource.strip_prefix("roleName/").or_else(|| resource.strip_prefix("role/")).unwrap_or_default();
        if !is_uin(uin) || name.is_empty() || name.contains([':', ' ']) {
            return Err(bad("RoleArn"));
        }
        Ok(Role { arn: arn.to_owned(), uin: uin.to_owned(), name: name.to_owned() })
    }

    /// Whether it is the name of a role.
    pub(crate) fn fits(arn: &str) -> bool {
        Role::parse(arn).is_ok()
    }

    /// The number of the role: of one that is named, the same for the same name.
    pub(super) fn id(&self) -> String {
        let last = self.name.rsplit('/').next().unwrap_or_default();
        if is_uin(last) {
            return last.to_owned();
        }
        let drawn = Rng::stream(0, &self.arn).below(1_000_000_000);
        format!("4611686018{drawn:09}")
    }
}

pub(super) fn is_session_name(text: &str) -> bool {
    SESSION_NAME.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte))
}
