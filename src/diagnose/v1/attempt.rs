//! One way in which a v1 signature may have been computed.

use crate::sign::v1::{Algorithm, signature};
use zeroize::Zeroizing;

/// Everything that a v1 signature is computed from.
#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) key: Zeroizing<String>,
    pub(super) algorithm: Algorithm,
    pub(super) method: String,
    pub(super) host: String,
    /// Between the host and the parameters.
    pub(super) path: String,
    /// In the order in which they are signed.
    pub(super) pairs: Vec<(String, String)>,
    /// Changes each value.
    pub(super) value: fn(&str) -> String,
    /// Changes the whole.
    pub(super) text: fn(String) -> String,
}

impl Attempt {
    pub(super) fn string_to_sign(&self) -> String {
        let pairs: Vec<String> =
            self.pairs.iter().map(|(name, value)| [name, "=", &(self.value)(value)].concat()).collect();
        (self.text)([self.method.as_str(), &self.host, &self.path, &pairs.join("&")].concat())
    }

    /// About how many bytes are hashed for it.
    pub(super) fn size(&self) -> usize {
        /// What copying a pair costs besides.
        const PAIR: usize = 64;
        self.pairs.iter().map(|(name, value)| name.len() + value.len() + PAIR).sum()
    }

    /// In base64.
    pub(super) fn signature(&self) -> String {
        signature(self.algorithm, &self.key, &self.string_to_sign())
    }
}
