//! A key that may call, and what it was issued for.

use super::account::{Account, KeyInfo};
use super::policy::Statement;
use serde::{Deserialize, Serialize};

/// A key that may call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) account: Account,
    /// The account it belongs to.
    pub(crate) uin: String,
    /// What it was issued for; `None` for a long-term key.
    pub(crate) session: Option<Session>,
}

/// What a temporary key was issued for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) role_arn: String,
    pub(crate) role_id: String,
    pub(crate) name: String,
    /// The account that asked for it.
    pub(crate) principal: String,
    /// `Policy` of the request, which restricts what the role may do.
    pub(crate) policy: Option<Vec<Statement>>,
}

impl Key {
    pub(super) fn ends_after(&self, ms: u64) -> bool {
        self.account.expires_at_ms.is_none_or(|end| end > ms)
    }

    pub(super) fn info(&self) -> KeyInfo {
        KeyInfo {
            secret_id: self.account.secret_id.clone(),
            uin: self.uin.clone(),
            expires_at_ms: self.account.expires_at_ms,
            role_arn: self.session.as_ref().map(|session| session.role_arn.clone()),
        }
    }
}
