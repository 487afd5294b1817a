//! Key pairs, as options and the control API take them.

use crate::json::{Read, integer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A key that may call.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// The SecretId.
    pub secret_id: String,
    /// The SecretKey, any non-empty text.
    pub secret_key: String,
    /// The token each request must carry; `None` for a long-term key.
    pub token: Option<String>,
    /// When the key ends, Unix milliseconds.
    pub expires_at_ms: Option<u64>,
    /// The account it belongs to, digits. Keys of one account share its rate limits. `None`: an account of its own.
    pub uin: Option<String>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("secret_id", &self.secret_id).finish_non_exhaustive()
    }
}

/// What may be shown of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyInfo {
    /// The SecretId.
    pub secret_id: String,
    /// The account it belongs to.
    pub uin: String,
    /// When it ends, Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<u64>,
    /// The role that it was issued for; none for a long-term key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// Reads the option `credentials`.
pub(crate) fn read_accounts(value: &Value) -> Read<Vec<Account>> {
    let list = value.as_array().filter(|list| !list.is_empty()).ok_or("is not a list of at least one key pair")?;
    list.iter().map(read_account).collect()
}

impl Account {
    /// Reads `{ secretId, secretKey, token?, expiresAtMs?, uin? }`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and quotes nothing.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value = serde_json::from_str(text).map_err(|_| "the key is not JSON".to_owned())?;
        read_account(&value).map_err(|problem| format!("the key {problem}"))
    }
}

fn read_account(item: &Value) -> Read<Account> {
    const MEMBERS: [&str; 5] = ["secretId", "secretKey", "token", "expiresAtMs", "uin"];
    let is_known = |member: &(&String, &Value)| member.1.is_null() || MEMBERS.contains(&member.0.as_str());
    if !item.as_object().is_none_or(|item| item.iter().all(|member| is_known(&member))) {
        return Err("has a member that is not one of secretId, secretKey, token, expiresAtMs, uin");
    }
    let text = |name: &str| item.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let uin = match item.get("uin") {
        None | Some(Value::Null) => None,
        Some(_) => Some(text("uin").filter(|uin| is_uin(uin)).ok_or("holds a uin that is not a text of digits")?),
    };
    let expires_at_ms = match item.get("expiresAtMs") {
        None | Some(Value::Null) => None,
        Some(end) => {
            Some(integer(end, u64::MAX).map_err(|_| "holds an expiresAtMs that is no Unix time in milliseconds")?)
        }
    };
    Ok(Account {
        secret_id: text("secretId").ok_or("holds a pair without a secretId")?,
        secret_key: text("secretKey").ok_or("holds a pair without a secretKey")?,
        token: text("token"),
        expires_at_ms,
        uin,
    })
}

/// Whether a text is the number of an account.
pub(crate) fn is_uin(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
