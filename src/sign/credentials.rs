//! An API key pair.

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
