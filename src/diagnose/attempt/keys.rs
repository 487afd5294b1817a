//! How the key that signs comes from the secret key, rightly and wrongly.

use crate::sign::tc3::hmac_sha256;
use zeroize::Zeroizing;

/// A way from the secret key to the one that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diagnose) enum Derivation {
    /// As documented: `TC3` and the secret, then date, service and terminator.
    Documented,
    /// Without `TC3`.
    NoPrefix,
    /// The secret key itself.
    Secret,
    /// `TC3` and the secret key.
    PrefixedSecret,
    /// Without the terminator.
    DateAndService,
    /// Without the service.
    DateAndTerminator,
    /// The date alone.
    DateAlone,
    /// Each step's result as a hexadecimal text.
    HexBetween,
    /// Key and message swapped in every step.
    Swapped,
    /// Key and message swapped in the first step.
    SwappedFirst,
}

/// What a derived key depends on.
#[derive(Clone)]
pub(in crate::diagnose) struct KeyParts {
    pub(in crate::diagnose) secret: Zeroizing<Vec<u8>>,
    pub(in crate::diagnose) derivation: Derivation,
    pub(in crate::diagnose) date: String,
    pub(in crate::diagnose) service: String,
    pub(in crate::diagnose) terminator: String,
}

impl KeyParts {
    fn is(&self, other: &Self) -> bool {
        self.derivation == other.derivation
            && self.date == other.date
            && self.service == other.service
            && self.terminator == other.terminator
            && *self.secret == *other.secret
    }

    fn derive(&self) -> Zeroizing<Vec<u8>> {
        let prefixed = Zeroizing::new([b"TC3", self.secret.as_slice()].concat());
        let [date, service, end] = [self.date.as_bytes(), self.service.as_bytes(), self.terminator.as_bytes()];
        let through = |key: &[u8], steps: &[&[u8]]| {
            steps
                .iter()
                .fold(Zeroizing::new(key.to_vec()), |key, step| Zeroizing::new(hmac_sha256(&key, step).to_vec()))
        };
        match self.derivation {
            Derivation::Documented => through(&prefixed, &[date, service, end]),
            Derivation::NoPrefix => through(&self.secret, &[date, service, end]),
            Derivation::Secret => self.secret.clone(),
            Derivation::PrefixedSecret => prefixed,
            Derivation::DateAndService => through(&prefixed, &[date, service]),
            Derivation::DateAndTerminator => through(&prefixed, &[date, end]),
            Derivation::DateAlone => through(&prefixed, &[date]),
            Derivation::HexBetween => [date, service, end]
                .iter()
                .fold(prefixed, |key, step| Zeroizing::new(super::hex::hex(&hmac_sha256(&key, step)).into_bytes())),
            Derivation::Swapped => {
                [date, service, end].iter().fold(prefixed, |key, step| Zeroizing::new(hmac_sha256(step, &key).to_vec()))
            }
            Derivation::SwappedFirst => {
                let first = Zeroizing::new(hmac_sha256(date, &prefixed));
                through(first.as_slice(), &[service, end])
            }
        }
    }
}

/// The keys that were derived so far: most attempts have the same one. Wiped on drop.
#[derive(Default)]
pub(in crate::diagnose) struct KeyCache(Vec<(KeyParts, Zeroizing<Vec<u8>>)>);

impl KeyCache {
    /// The HMAC of a text with the key of these parts.
    pub(in crate::diagnose) fn sign(&mut self, parts: &KeyParts, text: &[u8]) -> [u8; 32] {
        /// What has the most keys tries some hundreds.
        const KEPT: usize = 64;
        if let Some((_, key)) = self.0.iter().find(|(known, _)| known.is(parts)) {
            return hmac_sha256(key, text);
        }
        let key = parts.derive();
        let signature = hmac_sha256(&key, text);
        if self.0.len() < KEPT {
            self.0.push((parts.clone(), key));
        }
        signature
    }
}
