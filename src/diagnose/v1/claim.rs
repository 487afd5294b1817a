//! The parameters of a request that carries its signature as one of them.

use crate::diagnose::input::{Received, percent_decoded};
use crate::sign::v1::Algorithm;

/// More parameters, or longer ones in bytes, are no request of v1.
const MAX_FORM: usize = 2 * 1024 * 1024;

/// What a v1 request claims.
pub(in crate::diagnose) struct Claim {
    /// All parameters but the signature, decoded, in the order in which they arrived.
    pub(super) pairs: Vec<(String, String)>,
    pub(super) signature: String,
    /// What SignatureMethod names; `None` if that is no algorithm.
    pub(super) algorithm: Option<Algorithm>,
}

impl Claim {
    /// Reads the query, or the form that a POST carries; `None` where neither has a signature.
    pub(in crate::diagnose) fn read(received: &Received<'_>) -> Option<Self> {
        let form = received
            .body
            .as_deref()
            .filter(|body| body.len() <= MAX_FORM)
            .and_then(|body| std::str::from_utf8(body).ok());
        [received.query(), form.map(str::trim_end).unwrap_or_default()].into_iter().find_map(Claim::of)
    }

    fn of(text: &str) -> Option<Self> {
        let (mut pairs, mut signature) = (Vec::new(), None);
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (form_decoded(name), form_decoded(value));
            if name == "Signature" {
                signature = Some(value);
            } else {
                pairs.push((name, value));
            }
        }
        let named = pairs.iter().find(|(name, _)| name == "SignatureMethod").map(|(_, value)| value.as_str());
        let algorithm = named.map_or(Some(Algorithm::default()), Algorithm::parse);
        Some(Claim { signature: signature?, algorithm, pairs })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The session token.
    pub(in crate::diagnose) fn token(&self) -> Option<&str> {
        self.get("Token")
    }
}

/// A part of a query or form as the service reads it.
fn form_decoded(text: &str) -> String {
    percent_decoded(&text.replace('+', " "))
}
