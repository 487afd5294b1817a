//! Why a signature does not hold, for the developer of a signer.
//!
//! The usual mistakes are made on purpose, one at a time, until one of them gives the signature that was sent. What is told
//! goes to the server's own log and never into a reply. It holds no secret: the strings of a signature do not.

mod tc3;
mod v1;

use super::{tc3 as reading_tc3, v1 as reading_v1};
use crate::keys::Keyring;
use crate::options::Options;
use crate::request::check;
use crate::request::common::{Common, Scheme};
use crate::request::service::Service;
use std::fmt::Write as _;

/// The service's own name, under which requests are often signed that then go to an emulator.
fn real_host(service: Service) -> String {
    format!("{}.tencentcloudapi.com", service.name())
}

/// What a log says of a request whose signature does not hold; `None` when that cannot be told, or it does.
pub(crate) fn diagnose((keyring, options): (&Keyring, &Options), common: &Common<'_>) -> Option<String> {
    let (service, unsigned) = (Service::of(common), options.assume.unsigned_payload);
    let timestamp = check::timestamp(common).ok()?;
    match common.scheme {
        Scheme::Tc3 => {
            let authorization = reading_tc3::Authorization::read(common.request).ok()?;
            let account = &keyring.get(authorization.secret_id)?.account;
            if authorization.holds((service, &account.secret_key), common.request, timestamp, unsigned) {
                return None;
            }
            Some(tc3::report(&authorization, account, (keyring, options), common, timestamp))
        }
        Scheme::V1 => {
            let claim = reading_v1::Claim::read(common).ok()?;
            let account = &keyring.get(claim.secret_id)?.account;
            if claim.holds(&account.secret_key, common) {
                return None;
            }
            Some(v1::report(&claim, account, keyring, common))
        }
    }
}

/// The strings, and the first mistake that explains the signature.
fn report(strings: &[(&str, String)], cause: Option<String>) -> String {
    let mut report = String::new();
    for (name, text) in strings {
        let _ = writeln!(report, "{name}:");
        for line in text.lines() {
            let _ = writeln!(report, "  | {line}");
        }
    }
    let _ = match cause {
        Some(cause) => write!(report, "the signature would hold if {cause}"),
        None => write!(report, "none of the usual mistakes gives this signature: compare with what your signer has"),
    };
    report
}
