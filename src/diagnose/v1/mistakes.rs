//! The mistakes of v1 that are tried.

use super::attempt::Attempt;
use super::claim::Claim;
use crate::diagnose::causes::*;
use crate::diagnose::input::{Known, Meant, Received, percent_decoded};
use crate::sign::v1::{Algorithm, encode};

/// More parameters than this are not left out one by one.
const MAX_LEFT_OUT: usize = 64;

/// What copying adds to a key.
const AROUND: [(&str, &str, &Cause); 7] = [
    ("", "\n", &KEY_LINE_FEED),
    ("", "\r\n", &KEY_LINE_END),
    ("", " ", &KEY_SPACE),
    (" ", "", &KEY_SPACE),
    ("\"", "\"", &KEY_QUOTED),
    ("'", "'", &KEY_QUOTED),
    ("TC3", "", &KEY_PREFIX_TWICE),
];

/// A mistake.
pub(super) struct Mistake<'a> {
    pub(super) cause: &'static Cause,
    pub(super) signed: String,
    pub(super) received: String,
    change: Box<dyn Fn(&mut Attempt) + 'a>,
}

impl Mistake<'_> {
    pub(super) fn apply(&self, attempt: &mut Attempt) {
        (self.change)(attempt);
    }
}

/// Collects mistakes.
struct Mistakes<'a>(Vec<Mistake<'a>>);

impl<'a> Mistakes<'a> {
    fn add(&mut self, cause: &'static Cause, (signed, received): (&str, &str), change: impl Fn(&mut Attempt) + 'a) {
        let change = Box::new(change);
        self.0.push(Mistake { cause, signed: signed.to_owned(), received: received.to_owned(), change });
    }
}

pub(super) fn all<'a>(
    received: &Received<'_>,
    claim: &'a Claim,
    known: &Known<'_>,
    base: &Attempt,
) -> Vec<Mistake<'a>> {
    let mut found = Mistakes(Vec::new());
    found.algorithms(base);
    found.keys(claim, known);
    found.parameters(claim);
    found.beginnings(received, known, base);
    found.0
}

impl<'a> Mistakes<'a> {
    fn algorithms(&mut self, base: &Attempt) {
        let other = match base.algorithm {
            Algorithm::HmacSha1 => Algorithm::HmacSha256,
            Algorithm::HmacSha256 => Algorithm::HmacSha1,
        };
        self.add(&ALGORITHM_OTHER_HASH, (other.name(), base.algorithm.name()), move |attempt| {
            attempt.algorithm = other
        });
        self.add(&ALGORITHM_OTHER_HASH, (other.name(), base.algorithm.name()), move |attempt| {
            attempt.algorithm = other;
            attempt.pairs.retain(|(name, _)| name != "SignatureMethod");
        });
    }

    fn keys(&mut self, claim: &'a Claim, known: &Known<'_>) {
        let secret = known.secret_key.unwrap_or_default();
        let mut with = |cause, id: &str, key: String| {
            let key = zeroize::Zeroizing::new(key);
            self.add(cause, (id, ""), move |attempt| attempt.key = key.clone());
        };
        for (id, key) in &known.other_keys {
            with(&KEY_OTHER_ID, id, (*key).to_owned());
        }
        for (before, after, cause) in AROUND {
            with(cause, "", [before, secret, after].concat());
        }
        if secret.trim() != secret {
            with(&KEY_TRIMMED, "", secret.trim().to_owned());
        }
        with(&KEY_SWAPPED, "", claim.get("SecretId").unwrap_or_default().to_owned());
    }

    fn parameters(&mut self, claim: &'a Claim) {
        self.add(&PARAMETERS_ORDER, ("as they are sent", ""), |attempt| attempt.pairs.clone_from(&claim.pairs));
        self.add(&PARAMETERS_ORDER, ("in any case", ""), |attempt| {
            attempt.pairs.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        });
        self.add(&PARAMETERS_ENCODED, ("", ""), |attempt| attempt.value = |value| encoded_value(value));
        self.add(&PARAMETERS_ENCODED, ("", ""), |attempt| {
            attempt.value = |value| encoded_value(value).replace("%20", "+")
        });
        self.add(&PARAMETERS_DOUBLE_ENCODING, ("", ""), |attempt| attempt.value = |value| percent_decoded(value));
        self.add(&PARAMETERS_DOUBLE_ENCODING, ("", ""), |attempt| {
            attempt.value = |value| percent_decoded(&value.replace('+', " "));
        });
        for (name, _) in claim.pairs.iter().take(MAX_LEFT_OUT) {
            let cause = if name == "Token" { &TOKEN_UNSIGNED } else { &PARAMETERS_MISSING };
            self.add(cause, (name, ""), move |attempt| attempt.pairs.retain(|(other, _)| other != name));
        }
        for (text, change) in LINES {
            self.add(&STRING_LINE_FEED, (text, ""), move |attempt| attempt.text = change);
        }
        self.add(&PARAMETERS_ORDER, ("with `_` as `.`", ""), |attempt| {
            attempt.pairs.iter_mut().for_each(|(name, _)| *name = name.replace('_', "."));
            attempt.pairs.sort();
        });
    }

    fn beginnings(&mut self, received: &Received<'_>, known: &Known<'_>, base: &Attempt) {
        for method in ["POST", "GET"].into_iter().filter(|method| *method != base.method) {
            self.add(&METHOD_OTHER, (method, &base.method), move |attempt| method.clone_into(&mut attempt.method));
        }
        let host = base.host.as_str();
        let service = known.meant.service.unwrap_or("cvm");
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let mut hosts = vec![(&HOST_OTHER, Meant::default_host(service)), (&HOST_PORT, name.to_owned())];
        hosts.extend(known.meant.host.clone().map(|host| (&HOST_OTHER, host)));
        hosts.extend(["cvm", "sts", "cbs", "vpc", "cam"].map(|service| (&HOST_OTHER, Meant::default_host(service))));
        hosts.extend(received.values("x-forwarded-host").map(|host| (&HOST_OTHER, host.to_owned())));
        hosts.push((&HOST_URL, ["https://", host].concat()));
        for (cause, other) in hosts.into_iter().filter(|(_, other)| other != host) {
            let value = other.clone();
            self.add(cause, (&other, host), move |attempt| value.clone_into(&mut attempt.host));
        }
        for path in ["?", "/", "", "/v2/index.php?"] {
            self.add(&PARAMETERS_PATH, (path, ""), move |attempt| path.clone_into(&mut attempt.path));
        }
    }
}

/// Changes the string to sign.
type Change = fn(String) -> String;

const LINES: [(&str, Change); 2] = [("", |text| text + "\n"), ("", |text| text.trim_end().to_owned() + "&")];

/// Percent-encoded as a query is.
fn encoded_value(value: &str) -> String {
    encode(&[("", value)]).split_off(1)
}
