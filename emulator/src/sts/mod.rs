//! The service that issues temporary keys: `sts`, version 2018-08-13.

mod error;
mod identity;
mod web_identity;

use crate::http::envelope::Fields;
use crate::keys::role_arn::{RoleArn, is_session_name};
use crate::keys::{Key, Keyring, Session, Target, read_session_policy};
use crate::messages::error::ApiError;
use crate::options::Options;
use crate::request::params::Params;
use crate::request::sts_actions::WEB_IDENTITY;
use crate::time::iso;
use error::invalid;
use serde_json::json;
use tencentcloud_edge::model::Action;

/// AssumeRole page, `DurationSeconds`.
const DEFAULT_SECONDS: u64 = 7_200;
/// AssumeRole page, `DurationSeconds`. The page states no minimum.
const MAX_SECONDS: u64 = 43_200;

/// A request that may be executed.
pub(crate) struct StsCall<'a> {
    pub(crate) keyring: &'a mut Keyring,
    pub(crate) options: &'a Options,
    pub(crate) action: &'static Action,
    pub(crate) params: &'a Params,
    /// The SecretId of the caller; `None` for a web identity.
    pub(crate) secret_id: Option<&'a str>,
    pub(crate) now_ms: u64,
}

/// What the policies are applied to.
pub(crate) fn target(params: &Params) -> Target<'_> {
    params.text("RoleArn").map_or(Target::Nothing, Target::Role)
}

/// Executes an action; the fields are those of the reply besides `RequestId`.
pub(crate) fn run(call: StsCall<'_>) -> Result<Fields, ApiError> {
    let caller = call.secret_id.and_then(|id| call.keyring.get(id));
    match (call.action.name, caller) {
        ("GetCallerIdentity", Some(key)) => Ok(identity::fields(key)),
        (_, caller) => {
            let session = session(&call, caller)?;
            issue(call, session)
        }
    }
}

/// The role and the session that a key is issued for.
fn session(call: &StsCall<'_>, caller: Option<&Key>) -> Result<(RoleArn, Session), ApiError> {
    let role = RoleArn::parse(call.params.text("RoleArn").unwrap_or_default()).ok_or_else(|| invalid("RoleArn"))?;
    let name = call.params.text("RoleSessionName").unwrap_or_default();
    if !is_session_name(name) {
        return Err(invalid("RoleSessionName"));
    }
    if call.action.name == WEB_IDENTITY {
        web_identity::check(call.params, call.now_ms)?;
    }
    let known = call.options.roles.as_ref().is_none_or(|roles| roles.contains(&role.arn));
    if !known {
        return Err(ApiError::about("ResourceNotFound.RoleNotFound", &*role.arn));
    }
    let policy = call.params.text("Policy").map(read_session_policy).transpose()?;
    let session = Session {
        role_arn: role.arn.clone(),
        role_id: role.id(),
        name: name.to_owned(),
        principal: caller.map_or_else(|| role.uin.clone(), |key| key.uin.clone()),
        policy,
    };
    Ok((role, session))
}

fn issue(call: StsCall<'_>, (role, session): (RoleArn, Session)) -> Result<Fields, ApiError> {
    let asked = call.params.number("DurationSeconds").unwrap_or(DEFAULT_SECONDS);
    if asked == 0 {
        return Err(invalid("DurationSeconds"));
    }
    if asked > MAX_SECONDS {
        return Err(ApiError::about("InvalidParameter.OverTimeError", asked.to_string()));
    }
    let end = call.now_ms / 1_000 + call.options.session_seconds.unwrap_or(asked);
    let account = call.keyring.issue(&role.uin, session, call.now_ms, end * 1_000);
    let credentials = json!({
        "Token": account.token, "TmpSecretId": account.secret_id, "TmpSecretKey": account.secret_key,
    });
    Ok(vec![
        ("Credentials", credentials.to_string()),
        ("ExpiredTime", end.to_string()),
        ("Expiration", json!(iso(end)).to_string()),
    ])
}
