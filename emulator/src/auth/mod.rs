//! Authentication: the key is known, the timestamp is close to now, the signature is valid for the bytes received, the
//! token is right.

pub(crate) mod doctor;
mod tc3;
mod v1;

use crate::keys::{Account, Key, Keyring};
use crate::messages::error::ApiError;
use crate::options::Options;
use crate::request::common::{CommonParams, Scheme};
use subtle::ConstantTimeEq as _;

/// The signature that a request carries.
enum Claim<'a> {
    Tc3(tc3::Authorization<'a>),
    V1(v1::Claim<'a>),
}

impl<'a> Claim<'a> {
    fn read(common: &'a CommonParams<'_>) -> Result<Self, ApiError> {
        match common.scheme {
            Scheme::Tc3 => tc3::Authorization::read(common.request).map(Claim::Tc3),
            Scheme::V1 => v1::Claim::read(common).map(Claim::V1),
        }
    }

    fn secret_id(&self) -> &str {
        match self {
            Claim::Tc3(authorization) => authorization.secret_id,
            Claim::V1(claim) => claim.secret_id,
        }
    }

    fn holds(
        &self,
        (service, account): (&str, &Account),
        common: &CommonParams<'_>,
        timestamp: u64,
        unsigned: bool,
    ) -> bool {
        match self {
            Claim::Tc3(authorization) => {
                authorization.holds((service, &account.secret_key), common.request, timestamp, unsigned)
            }
            Claim::V1(claim) => claim.holds(&account.secret_key, common),
        }
    }
}

/// The key that a request is signed with.
pub(crate) fn authenticate<'a>(
    (keyring, options): (&'a Keyring, &Options),
    service: &str,
    common: &CommonParams<'_>,
    timestamp: u64,
    now_ms: u64,
) -> Result<&'a Key, ApiError> {
    let claim = Claim::read(common)?;
    if claim.secret_id().is_empty() {
        return Err(ApiError::new("AuthFailure.InvalidSecretId"));
    }
    let key = keyring.get(claim.secret_id()).ok_or(ApiError::new("AuthFailure.SecretIdNotFound"))?;
    let (skew, most) = (timestamp.abs_diff(now_ms / 1_000), options.assume.skew_seconds);
    if skew > most {
        let about = format!("the timestamp is {skew} s from the server's clock, more than {most} s");
        return Err(ApiError::about("AuthFailure.SignatureExpire", about));
    }
    if !claim.holds((service, &key.account), common, timestamp, options.assume.unsigned_payload) {
        return Err(ApiError::new("AuthFailure.SignatureFailure"));
    }
    if !token_holds(&key.account, common.get("Token"), now_ms) {
        return Err(ApiError::new("AuthFailure.TokenFailure"));
    }
    Ok(key)
}

fn token_holds(account: &Account, sent: Option<&str>, now_ms: u64) -> bool {
    if account.expires_at_ms.is_some_and(|end| end <= now_ms) {
        return false;
    }
    let (expected, sent) = (account.token.as_deref().unwrap_or_default(), sent.unwrap_or_default());
    expected.as_bytes().ct_eq(sent.as_bytes()).into()
}
