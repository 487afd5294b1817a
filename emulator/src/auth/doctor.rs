//! Why a signature is not valid, for the developer of a signer: what is known here, for `tencentcloud_edge::diagnose`.
//!
//! The report goes to the server's own log and never into a reply.

use super::{tc3, v1};
use crate::http::Request;
use crate::keys::{Account, Keyring};
use crate::options::Options;
use crate::request::common::{CommonParams, Scheme};
use crate::request::service;
use serde::Serialize;
use std::borrow::Cow;
use tencentcloud_edge::diagnose::{Known, Language, Meant, Received};

/// More keys of other accounts than these are not tried.
const MAX_OTHERS: usize = 100;

/// What the emulator knows of a request whose signature is not valid; the package's `diagnoseSignature` takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiagnosisKeys<'a> {
    /// The key that the request names.
    credentials: KeyPair<'a>,
    /// The other keys.
    other_keys: Vec<KeyPair<'a>>,
    /// The service that the scope should name, where that is not what it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a str>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair<'a> {
    secret_id: &'a str,
    secret_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

impl<'a> KeyPair<'a> {
    fn of(account: &'a Account) -> Self {
        let Account { secret_id, secret_key, token, .. } = account;
        KeyPair { secret_id, secret_key, token: token.as_deref() }
    }
}

/// What is known of a request whose signature is not valid; `None` if it is valid or that cannot be told.
pub(crate) fn keys_for<'a>(
    (keyring, options): (&'a Keyring, &Options),
    common: &'a CommonParams<'_>,
) -> Option<DiagnosisKeys<'a>> {
    let (service, unsigned) = (service::name_of(common), options.assume.unsigned_payload);
    let timestamp = common.timestamp().ok()?;
    let (account, holds, wrong_service) = match common.scheme {
        Scheme::Tc3 => {
            let claim = tc3::Authorization::read(common.request).ok()?;
            let host = common.request.header("host").unwrap_or_default();
            let account = &keyring.get(claim.secret_id)?.account;
            let holds = claim.holds((service, &account.secret_key), common.request, timestamp, unsigned);
            (account, holds, !service::takes_scope(service, host, claim.service))
        }
        Scheme::V1 => {
            let claim = v1::Claim::read(common).ok()?;
            let account = &keyring.get(claim.secret_id)?.account;
            (account, claim.holds(&account.secret_key, common), false)
        }
    };
    if holds {
        return None;
    }
    let others = keyring.accounts().filter(|other| other.secret_id != account.secret_id).take(MAX_OTHERS);
    Some(DiagnosisKeys {
        credentials: KeyPair::of(account),
        other_keys: others.map(KeyPair::of).collect(),
        service: wrong_service.then_some(service),
    })
}

impl DiagnosisKeys<'_> {
    /// The report as the lines of a log.
    pub(crate) fn report(&self, request: &Request) -> String {
        let KeyPair { secret_id, secret_key, token } = self.credentials;
        let known = Known {
            secret_id: Some(secret_id),
            secret_key: Some(secret_key),
            token,
            other_keys: self.other_keys.iter().map(|other| (other.secret_id, other.secret_key)).collect(),
            meant: Meant { service: self.service, ..Meant::default() },
            ..Known::default()
        };
        let received = Received {
            method: Some(request.method.clone()),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: Some(Cow::Borrowed(&request.body)),
            open_end: false,
        };
        tencentcloud_edge::diagnose::diagnose(&received, &known).text(Language::English)
    }
}
