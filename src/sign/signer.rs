//! Signing by TC3-HMAC-SHA256: requests in, headers to add out.

use super::canonical_request::{CanonicalRequest, RequestFields};
use super::credentials::Credentials;
use super::date::{date_of, day_of};
use super::error::SigningError;
use super::hash::{HexDigest, NO_HASH, sha256};
use super::keys::KeyCache;
use super::request::{ApiRequest, SignOptions, SignatureSteps, SignedRequest};
use super::tc3::{MAX_BODY, PreparedRequest, SigningSteps, TOO_LARGE, UNSIGNED_PAYLOAD, put_authorization, put_scope};
use super::text::{Sink as _, put_decimal, text};
use super::validate;
use crate::Error;

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

/// Signs many requests of one key pair: the signing key is derived once for a day and service. The secret key itself is
/// not kept.
pub struct Signer {
    secret_id: String,
    token: Option<String>,
    keys: KeyCache,
}

impl Signer {
    /// Validates the credentials.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the field.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        let Credentials { secret_id, secret_key, token } = credentials;
        validate::credentials(secret_id.as_bytes(), secret_key.as_bytes(), token.as_deref().map(str::as_bytes))?;
        let keys = KeyCache::new(secret_key.as_bytes());
        Ok(Signer { secret_id, token, keys })
    }

    /// The signed request.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignedRequest, Error> {
        let names = options.signed_headers.map(|names| names.join(";"));
        let canonical = canonical_request(request, options, self.token.as_deref(), names.as_deref())?;
        let SigningSteps { signature, .. } = sign_payload(&mut self.keys, &canonical, request, options)?;
        let mut headers: Vec<(String, String)> = canonical
            .headers()
            .iter()
            .map(|(name, value)| (text(|sink| sink.put(name)).to_ascii_lowercase(), text(|sink| sink.put(value))))
            .collect();
        if request.host.is_some() {
            headers.push(("host".to_owned(), text(|sink| canonical.put_host(sink))));
        }
        headers.push(("x-tc-timestamp".to_owned(), text(|sink| put_decimal(sink, options.timestamp))));
        headers.push(("authorization".to_owned(), authorization(&self.secret_id, &canonical, options, &signature)?));
        Ok(SignedRequest { method: request.method, url: text(|sink| canonical.put_url(sink)), headers })
    }

    /// Every string on the way to the signature.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignatureSteps, Error> {
        let names = options.signed_headers.map(|names| names.join(";"));
        let canonical = canonical_request(request, options, self.token.as_deref(), names.as_deref())?;
        let steps = sign_payload(&mut self.keys, &canonical, request, options)?;
        let date = date_of(day_of(options.timestamp)?);
        Ok(SignatureSteps {
            payload_hash: steps.payload_hash.to_text(),
            canonical_request: text(|sink| {
                canonical.put_prefix(sink);
                sink.put(steps.payload_hash.as_bytes());
            }),
            canonical_request_hash: steps.canonical_request_hash.to_text(),
            credential_scope: text(|sink| put_scope(sink, date.as_bytes(), request.service.as_bytes())),
            string_to_sign: text(|sink| sink.put(steps.string_to_sign.as_bytes())),
            signature: steps.signature.to_text(),
            authorization: authorization(&self.secret_id, &canonical, options, &steps.signature)?,
        })
    }
}

fn canonical_request<'a>(
    request: &ApiRequest<'a>,
    options: &SignOptions<'a>,
    token: Option<&'a str>,
    signed_headers: Option<&'a str>,
) -> Result<CanonicalRequest<'a>, SigningError<'a>> {
    let content_type = options.content_type.unwrap_or(request.method.content_type());
    let [action, version] = [request.action, request.version].map(Some);
    let values = [Some(content_type), action, version, request.region, token, request.language];
    let fields = RequestFields {
        method: request.method,
        service: request.service.as_bytes(),
        query: request.query.as_bytes(),
        endpoint: request.endpoint.map(str::as_bytes),
        host: request.host.map(str::as_bytes),
        header_values: values.map(|value| value.map(str::as_bytes)),
        unsigned_payload: options.unsigned_payload,
        timestamp: options.timestamp,
        signed_headers: signed_headers.map(str::as_bytes),
    };
    CanonicalRequest::new(fields, request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
}

fn sign_payload(
    keys: &mut KeyCache,
    canonical: &CanonicalRequest<'_>,
    request: &ApiRequest<'_>,
    options: &SignOptions<'_>,
) -> Result<SigningSteps, SigningError<'static>> {
    if request.payload.len() > MAX_BODY {
        return Err(TOO_LARGE);
    }
    let payload_hash = match options.payload_hash {
        _ if canonical.unsigned_payload() => HexDigest::of(&sha256(UNSIGNED_PAYLOAD.as_bytes())),
        Some(text) => HexDigest::parse(text.as_bytes()).ok_or(NO_HASH)?,
        None => HexDigest::of(&sha256(request.payload)),
    };
    let mut text = Vec::new();
    canonical.put_prefix(&mut text);
    let day = day_of(options.timestamp)?;
    Ok(PreparedRequest::new(&text, canonical, keys, day).sign(b"", payload_hash, options.timestamp))
}

fn authorization(
    secret_id: &str,
    canonical: &CanonicalRequest<'_>,
    options: &SignOptions<'_>,
    signature: &HexDigest,
) -> Result<String, SigningError<'static>> {
    let date = date_of(day_of(options.timestamp)?);
    Ok(text(|sink| {
        put_authorization(sink, secret_id.as_bytes(), &date, canonical);
        sink.put(signature.as_bytes());
    }))
}
