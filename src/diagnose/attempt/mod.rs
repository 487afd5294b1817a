//! One way in which a signature may have been computed, and what it gives.

mod hex;
mod keys;
mod sent;
mod steps;

pub(super) use keys::{Derivation, KeyCache, KeyParts};
pub(super) use sent::{SentForm, SentSignature};
pub(super) use steps::{Attempt, ExtraHash, HashForm, Line, hash_text};
