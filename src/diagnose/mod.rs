//! Why a signature is not valid: the signature doctor.
//!
//! It makes the usual mistakes of signers on purpose until one of them, or two, give the signature that arrived: a cause
//! that is proved in this way is the cause. What shows by its form is told besides; where nothing fits, the report says so.
//! The package's `diagnoseSignature`, the command line and the emulator's log all ask this module. It is pure, and its
//! reports hold no secret key, no key derived from one and no token.
//!
//! ```
//! use tencentcloud_edge::diagnose::{Known, Verdict, diagnose, read_message};
//!
//! let message = b"POST / HTTP/1.1\r\nHost: cvm.tencentcloudapi.com\r\n\r\n{}";
//! let report = diagnose(&read_message(message)?, &Known::default());
//! assert_eq!((report.verdict, report.causes[0].cause.code), (Verdict::Explained, "Authorization.Missing"));
//! # Ok::<(), tencentcloud_edge::Error>(())
//! ```
//!
//! Imports go one way: `causes`, `input`, `attempt`, then `hypotheses`, then the files of this folder.

mod attempt;
mod base;
mod causes;
mod clock;
mod forms;
mod hypotheses;
mod input;
mod parts;
mod redact;
mod report;
mod search;
mod tc3;
mod text;
mod v1;

pub use causes::{Cause, Part, all as causes};
pub use input::{Known, Meant, Received, read_message};
pub use report::{Certainty, Finding, Language, PartReport, PartState, Report, Verdict};

use forms::seen;
use input::Authorization;

/// Finds out why the signature of a request is not valid, as far as that can be told.
pub fn diagnose<'a>(received: &Received<'a>, known: &Known<'a>) -> Report {
    let header = received.header("authorization").filter(|header| !header.is_empty());
    let mut tokens = Vec::new();
    let mut report = match header {
        Some(header) => match Authorization::read(header) {
            Some(authorization) => tc3::diagnose(received, &authorization, known),
            None => of_another_scheme(header),
        },
        None => match v1::Claim::read(received) {
            Some(claim) => {
                tokens.extend(claim.token().map(str::to_owned));
                v1::diagnose(received, &claim, known)
            }
            None => without_search(seen(&causes::AUTHORIZATION_MISSING, "", "")),
        },
    };
    redact::redact(&mut report, received, known, &tokens);
    report
}

fn of_another_scheme(header: &str) -> Report {
    // Without a space it may be a secret, and nothing of it is shown.
    let named = header.contains(' ') && header.is_ascii();
    let scheme: String = if named { Authorization::scheme(header).chars().take(40).collect() } else { String::new() };
    let finding = if scheme.starts_with("Hmac") {
        seen(&causes::ALGORITHM_V1, scheme, "")
    } else {
        seen(&causes::AUTHORIZATION_SCHEME, "", scheme)
    };
    without_search(finding)
}

fn without_search(finding: Finding) -> Report {
    Report {
        verdict: Verdict::Explained,
        signature_matches: None,
        algorithm: "",
        causes: vec![finding],
        parts: Vec::new(),
        canonical_request: None,
        string_to_sign: None,
        found_timestamp: None,
        tried: 0,
    }
}
