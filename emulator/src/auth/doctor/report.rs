//! How the diagnosis of a signature is worded.

use std::fmt::Write as _;

/// The service's own host, for which requests to an emulator are often signed by mistake.
pub(super) fn real_host(service: &str) -> String {
    format!("{service}.tencentcloudapi.com")
}

/// The strings, and the first mistake that explains the signature.
pub(super) fn report_strings(strings: &[(&str, String)], cause: Option<String>) -> String {
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
