//! Why a signature is not valid, for the developer of a signer.
//!
//! The usual mistakes are made on purpose, one at a time, until one of them gives the signature that was sent. The
//! report
//! goes to the server's own log and never into a reply. It contains no secret: the strings of a signature do not.

mod report;
mod tc3;
mod v1;

use super::{tc3 as tc3_scheme, v1 as v1_scheme};
use crate::keys::Keyring;
use crate::options::Options;
use crate::request::common::{CommonParams, Scheme};
use crate::request::service;

/// What the log says about a request whose signature is not valid; `None` if it is valid or that cannot be told.
pub(crate) fn diagnose((keyring, options): (&Keyring, &Options), common: &CommonParams<'_>) -> Option<String> {
    let (service, unsigned) = (service::name_of(common), options.assume.unsigned_payload);
    let timestamp = common.timestamp().ok()?;
    match common.scheme {
        Scheme::Tc3 => {
            let authorization = tc3_scheme::Authorization::read(common.request).ok()?;
            let account = &keyring.get(authorization.secret_id)?.account;
            if authorization.holds((service, &account.secret_key), common.request, timestamp, unsigned) {
                return None;
            }
            Some(tc3::report(&authorization, account, (keyring, options), common, timestamp))
        }
        Scheme::V1 => {
            let claim = v1_scheme::Claim::read(common).ok()?;
            let account = &keyring.get(claim.secret_id)?.account;
            if claim.holds(&account.secret_key, common) {
                return None;
            }
            Some(v1::report(&claim, account, keyring, common))
        }
    }
}
