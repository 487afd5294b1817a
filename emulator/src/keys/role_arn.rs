//! The names of roles.

use super::account::is_uin;
use crate::rng::Rng;

/// AssumeRole page, `RoleSessionName`.
const SESSION_NAME: std::ops::RangeInclusive<usize> = 2..=128;

/// A role that can be assumed.
pub(crate) struct RoleArn {
    pub(crate) arn: String,
    /// The account it belongs to.
    pub(crate) uin: String,
    /// The part after `role/` or `roleName/`.
    name: String,
}

impl RoleArn {
    /// Reads `qcs::cam::uin/<uin>:roleName/<name>` or `…:role/<id>`.
    pub(crate) fn parse(arn: &str) -> Option<Self> {
        let parts = arn.strip_prefix("qcs::cam::uin/").and_then(|rest| rest.split_once(':'));
        let (uin, resource) = parts?;
        let name = resource.strip_prefix("roleName/").or_else(|| resource.strip_prefix("role/")).unwrap_or_default();
        if !is_uin(uin) || name.is_empty() || name.contains([':', ' ']) {
            return None;
        }
        Some(RoleArn { arn: arn.to_owned(), uin: uin.to_owned(), name: name.to_owned() })
    }

    /// Whether a text is a RoleArn.
    pub(crate) fn is_valid(arn: &str) -> bool {
        RoleArn::parse(arn).is_some()
    }

    /// The number of the role; of a named one it is derived from the name.
    pub(crate) fn id(&self) -> String {
        let last = self.name.rsplit('/').next().unwrap_or_default();
        if is_uin(last) {
            return last.to_owned();
        }
        let drawn = Rng::stream(0, &self.arn).below(1_000_000_000);
        format!("4611686018{drawn:09}")
    }
}

pub(crate) fn is_session_name(text: &str) -> bool {
    SESSION_NAME.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte))
}
