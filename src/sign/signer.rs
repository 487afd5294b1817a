//! Signing for Rust: requests in, headers to add out.

use super::date::{Date, Decimal};
use super::keys::{Hex, Keys, Label};
use super::refusal::Refusal;
use super::request::{ApiRequest, SignOptions, SignatureSteps, SignedRequest};
use super::shape::{Shape, plain_text};
use super::tc3::{self, put_scope, put_string_to_sign, text};
use super::{Credentials, sink::Sink};
use crate::Error;
use sha2::{Digest as _, Sha256};

/// The largest body TC3 takes, in bytes (Signature v3 page).
pub(crate) const MAX_BODY: usize = 10 * 1024 * 1024;

/// Signs one request.
///
/// # Errors
/// `Client.InvalidArgument` or `Client.TooLarge`, naming the field that cannot be signed.
pub fn sign(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignedRequest, Error> {
    Signer::new(credentials.clone())?.sign(request, options)
}

/// Every string on the way to the signature of one request.
///
/// # Errors
/// As [`sign`].
pub fn explain(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignatureSteps, Error> {
    Signer::new(credentials.clone())?.explain(request, options)
}

/// Signs many requests of one key pair: the key of the day is derived once and kept until day or service change. The secret
/// key itself is not kept.
pub struct Signer {
    secret_id: String,
    token: Option<String>,
    keys: Keys,
}

impl Signer {
    /// Takes the credentials and checks that they can be sent.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the field.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        check_credentials(&credentials.secret_id, &credentials.secret_key, credentials.token.as_deref())?;
        let keys = Keys::new(&credentials.secret_key);
        Ok(Signer { secret_id: credentials.secret_id, token: credentials.token, keys })
    }

    /// The signed request.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignedRequest, Error> {
        let token = self.token.clone();
        let shape = Shape::check(request, token.as_deref(), options)?;
        let (_, authorization) = self.climb(&shape, request, options)?;
        let mut headers: Vec<(String, String)> =
            shape.headers().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        headers.push(("x-tc-timestamp".to_owned(), Decimal::of(options.timestamp).as_str().to_owned()));
        headers.push(("authorization".to_owned(), authorization));
        Ok(SignedRequest { method: request.method, url: text(|sink| shape.put_url(sink)), headers })
    }

    /// Every string on the way to the signature.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignatureSteps, Error> {
        let token = self.token.clone();
        let shape = Shape::check(request, token.as_deref(), options)?;
        let (climb, authorization) = self.climb(&shape, request, options)?;
        let Climb { date, payload_hash, canonical_request_hash, signature } = climb;
        let credential_scope = text(|sink| put_scope(sink, date.as_str(), request.service));
        Ok(SignatureSteps {
            payload_hash: payload_hash.as_str().to_owned(),
            canonical_request: text(|sink| {
                shape.put_head(sink);
                sink.put(payload_hash.as_bytes());
            }),
            canonical_request_hash: canonical_request_hash.as_str().to_owned(),
            string_to_sign: tc3::string_to_sign(options.timestamp, &credential_scope, canonical_request_hash.as_str()),
            credential_scope,
            signature: signature.as_str().to_owned(),
            authorization,
        })
    }

    #[cfg(feature = "v1")]
    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    #[cfg(feature = "v1")]
    pub(super) fn secret_id(&self) -> &str {
        &self.secret_id
    }

    #[cfg(feature = "v1")]
    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    fn climb(
        &mut self,
        shape: &Shape<'_>,
        request: &ApiRequest<'_>,
        options: &SignOptions<'_>,
    ) -> Result<(Climb, String), Error> {
        if request.payload.len() > MAX_BODY {
            return Err(too_large().into());
        }
        let mut payload = Sha256::new();
        payload.put(if shape.unsigned_payload() { tc3::UNSIGNED_PAYLOAD.as_bytes() } else { request.payload });
        let mut head = Sha256::new();
        shape.put_head(&mut head);
        let service = Label::of(request.service);
        let climb = climb(&mut self.keys, &service, head, payload, options.timestamp)?;
        let authorization = text(|sink| {
            shape.put_authorization(sink, &self.secret_id, climb.date);
            sink.put(climb.signature.as_bytes());
        });
        Ok((climb, authorization))
    }
}

/// What is computed on the way to a signature.
pub(crate) struct Climb {
    pub(crate) date: Date,
    pub(crate) payload_hash: Hex,
    pub(crate) canonical_request_hash: Hex,
    pub(crate) signature: Hex,
}

/// From the hashes of the payload and of the canonical request's head to the signature.
pub(crate) fn climb(
    keys: &mut Keys,
    service: &Label,
    mut head: Sha256,
    payload: Sha256,
    timestamp: u64,
) -> Result<Climb, Refusal<'static>> {
    let date = Date::of(timestamp)?;
    let payload_hash = Hex::of(&payload.finalize().into());
    head.put(payload_hash.as_bytes());
    let canonical_request_hash = Hex::of(&head.finalize().into());
    let mut signing = keys.of(date, service).begin();
    let scope = |sink: &mut dyn Sink| put_scope(sink, date.as_str(), service.as_str());
    put_string_to_sign(&mut signing, timestamp, scope, canonical_request_hash.as_bytes());
    Ok(Climb { date, payload_hash, canonical_request_hash, signature: signing.finish() })
}

/// Why a body cannot be signed that is larger than [`MAX_BODY`].
pub(crate) const fn too_large() -> Refusal<'static> {
    Refusal::too_large("payload", "is over 10 MB, the most TC3-HMAC-SHA256 takes")
}

/// Checks that a key pair can be sent.
pub(crate) fn check_credentials<'a>(id: &str, key: &str, token: Option<&str>) -> Result<(), Refusal<'a>> {
    plain_text("secretId", id)?;
    if id.bytes().any(|byte| matches!(byte, b' ' | b'/' | b',')) {
        return Err(Refusal::new("secretId", "contains a space, slash or comma; check for stray characters"));
    }
    if key.is_empty() {
        return Err(Refusal::new("secretKey", "is empty"));
    }
    token.map_or(Ok(()), |token| plain_text("token", token))
}
