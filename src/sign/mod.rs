//! TC3-HMAC-SHA256, and in [`v1`] what came before it. No other part of the crate sees a secret.
//!
//! [`sign`] is pure: request, credentials and time in, headers to add out. It never sends and never reads a clock.
//! The rules are those of the vendor's "Signature v3" page, tested against its published examples and the requests the
//! official SDKs put on the wire (`tests/vectors/`).
//!
//! Imports go one way: `text`, `headers` and `hash`, then `error`, `date`, `endpoint`, `keys` and `validate`, then
//! `canonical_request`, `tc3`, `signer`. `v1` uses all but the last three.

mod canonical_request;
mod credentials;
mod date;
mod endpoint;
mod error;
mod hash;
mod headers;
mod keys;
mod request;
mod signer;
#[cfg(all(target_arch = "wasm32", any(feature = "wasm-client", feature = "wasm-v1")))]
mod signer_table;
pub mod tc3;
mod text;
#[cfg(feature = "v1")]
pub mod v1;
mod validate;

pub use credentials::Credentials;
pub use date::utc_date;
pub use endpoint::Endpoint;
pub use error::{SigningError, SigningErrorKind};
pub use request::{ApiRequest, Method, SignOptions, SignatureSteps, SignedRequest};
pub use signer::{Signer, explain, sign};
pub use text::Sink;

#[cfg(all(target_arch = "wasm32", any(feature = "wasm-client", feature = "wasm-v1")))]
pub(crate) use signer_table::SignerTable;
#[cfg(all(target_arch = "wasm32", feature = "wasm-client"))]
pub(crate) use validate::plain_text;
#[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
pub(crate) use {
    canonical_request::{CanonicalRequest, RequestFields, header_fields},
    date::{date_of, day_of},
    hash::{HexDigest, NO_HASH, finalize_with},
    keys::KeyCache,
    text::copy_truncated,
    validate::credentials as validate_credentials,
};
