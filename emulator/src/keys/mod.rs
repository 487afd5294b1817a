//! The keys that may call, long-term and temporary, and what each may do.

mod account;
mod key;
mod pattern;
mod policy;
pub(crate) mod role_arn;
mod session_policy;

pub(crate) use account::read_accounts;
pub use account::{Account, KeyInfo};
pub(crate) use key::{Key, Session};
pub use policy::PolicyRow;
pub(crate) use policy::{Target, read_policies};
pub(crate) use session_policy::read_session_policy;

use crate::messages::error::ApiError;
use crate::rng::Rng;
use policy::{Statement, decide};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The account of the first credentials without one; further ones get the following numbers.
const FIRST_UIN: u64 = 100_000_000_001;
/// How long an expired temporary key is remembered, to be refused as expired rather than unknown.
const REMEMBERED_MS: u64 = 86_400_000;
/// The number of keys from which on each issue removes expired ones.
const PRUNE_FROM: usize = 1_000;

/// Every key by its SecretId, and the table of what they may do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Keyring {
    keys: BTreeMap<String, Key>,
    policies: Vec<PolicyRow>,
    /// The account of keys that are added without one.
    own_uin: String,
    issued: Rng,
}

impl Default for Keyring {
    fn default() -> Self {
        Keyring::new(Vec::new(), Vec::new(), 0)
    }
}

impl Keyring {
    pub(crate) fn new(accounts: Vec<Account>, policies: Vec<PolicyRow>, seed: u64) -> Self {
        let uin =
            |at: usize, account: &Account| account.uin.clone().unwrap_or_else(|| (FIRST_UIN + at as u64).to_string());
        let own_uin = accounts.first().map_or_else(|| FIRST_UIN.to_string(), |first| uin(0, first));
        let mut keys = BTreeMap::new();
        for (at, account) in accounts.into_iter().enumerate() {
            let uin = uin(at, &account);
            // Of two keys with the same id the first one counts.
            keys.entry(account.secret_id.clone()).or_insert(Key { account, uin, session: None });
        }
        Keyring { keys, policies, own_uin, issued: Rng::stream(seed, "temporary keys") }
    }

    pub(crate) fn get(&self, secret_id: &str) -> Option<&Key> {
        self.keys.get(secret_id)
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.keys.values().map(|key| &key.account)
    }

    /// Adds a key, or replaces the one with the same SecretId.
    pub(crate) fn add(&mut self, account: Account) {
        let uin = account.uin.clone().unwrap_or_else(|| self.own_uin.clone());
        self.keys.insert(account.secret_id.clone(), Key { account, uin, session: None });
    }

    /// Removes a key; false if there is none.
    pub(crate) fn remove(&mut self, secret_id: &str) -> bool {
        self.keys.remove(secret_id).is_some()
    }

    pub(crate) fn set_policies(&mut self, policies: Vec<PolicyRow>) {
        self.policies = policies;
    }

    /// Issues a temporary key of an account that expires at a given time.
    pub(crate) fn issue(&mut self, uin: &str, session: Session, now_ms: u64, expires_at_ms: u64) -> Account {
        if self.keys.len() >= PRUNE_FROM {
            self.keys.retain(|_, key| key.session.is_none() || key.ends_after(now_ms.saturating_sub(REMEMBERED_MS)));
        }
        let account = Account {
            secret_id: format!("AKID{}", self.issued.id(60)),
            secret_key: self.issued.id(44),
            token: Some(self.issued.id(160)),
            expires_at_ms: Some(expires_at_ms),
            uin: Some(uin.to_owned()),
        };
        let key = Key { account: account.clone(), uin: uin.to_owned(), session: Some(session) };
        self.keys.insert(account.secret_id.clone(), key);
        account
    }

    /// Every key without its secrets, sorted by SecretId.
    pub(crate) fn list(&self) -> Vec<KeyInfo> {
        self.keys.values().map(Key::info).collect()
    }

    /// Whether policies apply to a key.
    pub(crate) fn restricts(&self, key: &Key) -> bool {
        !self.policies.is_empty() || key.session.as_ref().is_some_and(|session| session.policy.is_some())
    }

    /// Refuses what no row allows or one denies. A key that no row applies to may do everything.
    pub(crate) fn authorize(&self, key: &Key, action: &str, targets: &[Target<'_>]) -> Result<(), ApiError> {
        let secret_id = key.account.secret_id.as_str();
        let role = key.session.as_ref().map(|session| session.role_arn.as_str());
        let rows: Vec<&Statement> =
            self.policies.iter().filter(|row| row.applies_to(secret_id, role)).map(|row| &row.statement).collect();
        let session = key.session.as_ref().and_then(|session| session.policy.as_ref());
        let allowed = |target: &&Target<'_>| {
            let by_table = rows.is_empty() || decide(rows.iter().copied(), action, target);
            by_table && session.is_none_or(|statements| decide(statements, action, target))
        };
        match targets.iter().find(|target| !allowed(target)) {
            None => Ok(()),
            Some(target) => {
                let resource = target.describe(&key.uin);
                let about = format!(
                    "you are not authorized to perform operation ({action})\nresource ({resource}) has no permission\n"
                );
                Err(ApiError::about("UnauthorizedOperation", about))
            }
        }
    }
}
