//! TC3-HMAC-SHA256, and in [`v1`] what came before it: the only room that sees a secret.
//!
//! [`sign`] is pure: request, credentials and time in, headers to add out. It never sends and never reads a clock.
//! The rules are those of the vendor's "Signature v3" page, proved against its published examples and the requests the
//! official SDKs put on the wire (`tests/vectors/`).

mod canonical_request;
mod date;
mod endpoint;
mod error;
mod keys;
mod request;
mod signer;
mod sink;
pub mod tc3;
mod text;
#[cfg(feature = "v1")]
pub mod v1;

pub use date::utc_date;
pub use endpoint::Endpoint;
pub use error::{SigningError, SigningErrorKind};
pub use request::{ApiRequest, Method, SignOptions, SignatureSteps, SignedRequest};
pub use signer::{Signer, explain, sign};
pub use sink::Sink;

#[cfg(all(target_arch = "wasm32", feature = "wasm-client"))]
pub(crate) use canonical_request::plain_text;
#[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
pub(crate) use {
    canonical_request::{CanonicalRequest, RequestFields, check_credentials},
    date::{date_of, day_of},
    keys::{HexDigest, Keys, ServiceName},
    signer::{CanonicalPrefix, MAX_BODY, SigningSteps, TOO_LARGE, compute_signature},
    text::fill,
};

use std::fmt;
use zeroize::Zeroizing;

/// An API key pair, with the token of temporary credentials. `Debug` shows the id only; the key is wiped on drop.
#[derive(Clone)]
pub struct Credentials {
    /// The `SecretId`, which is not secret: it travels in every request.
    pub secret_id: String,
    /// The `SecretKey`, any non-empty text.
    pub secret_key: Zeroizing<String>,
    /// The session token of temporary credentials, sent as `X-TC-Token`.
    pub token: Option<String>,
}

impl Credentials {
    /// A long-term key pair.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Credentials { secret_id: secret_id.into(), secret_key: Zeroizing::new(secret_key.into()), token: None }
    }

    /// The same pair with the token of temporary credentials.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("secret_id", &self.secret_id).finish_non_exhaustive()
    }
}
