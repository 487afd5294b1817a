//! TC3-HMAC-SHA256, verified against the bytes received.
//!
//! Where the documentation leaves room, every reading that an official SDK depends on is accepted: the host with or
//! without its port, header values as sent or in lower case, any sorted list of signed headers that holds content-type
//! and host, and on a local host any service, because SDKs derive it from the endpoint.

use crate::http::Request;
use crate::messages::error::ApiError;
use crate::request::host::without_port;
use crate::request::service;
use subtle::{Choice, ConstantTimeEq as _};
use tencentcloud_edge::sign::tc3::{
    ALGORITHM, SigningKey, UNSIGNED_PAYLOAD, credential_scope, sha256_hex, string_to_sign,
};
use tencentcloud_edge::sign::utc_date;

/// The parts of an Authorization header.
pub(crate) struct Authorization<'a> {
    pub(crate) secret_id: &'a str,
    pub(crate) date: &'a str,
    pub(crate) service: &'a str,
    pub(crate) signed_headers: Vec<&'a str>,
    pub(crate) signature: &'a str,
}

fn malformed(problem: &str) -> ApiError {
    ApiError::about("AuthFailure.InvalidAuthorization", problem)
}

impl<'a> Authorization<'a> {
    /// Reads `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, SignedHeaders=<a;b>, Signature=<hex>`.
    pub(crate) fn read(request: &'a Request) -> Result<Self, ApiError> {
        let header = request.header("authorization").ok_or_else(|| malformed("it is missing"))?;
        let fields = header
            .strip_prefix(ALGORITHM)
            .and_then(|rest| rest.strip_prefix(' '))
            .ok_or_else(|| malformed("it does not begin with TC3-HMAC-SHA256 and a space"))?;
        let mut parts = fields.split(',').map(|part| part.trim_matches(' '));
        let mut field = |name: &str| {
            let value = parts.next().and_then(|part| part.strip_prefix(name)).and_then(|rest| rest.strip_prefix('='));
            value.ok_or_else(|| malformed(&format!("{name} is not where it belongs")))
        };
        let (credential, signed, signature) = (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
        if parts.next().is_some() {
            return Err(malformed("there is something after Signature"));
        }
        // Read from the right: the service may be anything an SDK made of its endpoint, but holds no slash.
        let mut scope = credential.rsplitn(4, '/');
        let (Some("tc3_request"), Some(service), Some(date), Some(secret_id)) =
            (scope.next(), scope.next(), scope.next(), scope.next())
        else {
            return Err(malformed("Credential is not <SecretId>/<date>/<service>/tc3_request"));
        };
        let signed_headers: Vec<&str> = signed.split(';').collect();
        if !signed_headers.is_sorted_by(|a, b| a < b) || signed.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(malformed("SignedHeaders is not in lower case, sorted, each name once"));
        }
        if !["content-type", "host"].iter().all(|name| signed_headers.contains(name)) {
            return Err(malformed("SignedHeaders does not hold content-type and host"));
        }
        Ok(Authorization { secret_id, date, service, signed_headers, signature })
    }

    /// Whether the signature is valid for this request and key.
    pub(crate) fn holds(
        &self,
        (service, secret_key): (&str, &str),
        request: &Request,
        timestamp: u64,
        unsigned: bool,
    ) -> bool {
        let Some(reading) = Reading::of(self, request, timestamp, unsigned) else { return false };
        let same_date = utc_date(timestamp).is_ok_and(|date| date == self.date);
        if !same_date || !service::takes_scope(service, reading.host, self.service) {
            return false;
        }
        let key = SigningKey::derive(secret_key, self.date, self.service);
        // Bytes are compared, not hexadecimal digits: looking digits up in a table would leak the secret through
        // timing.
        let Some(sent) = from_hex(self.signature) else { return false };
        // Every reading is computed and compared, so that the time taken does not depend on which one matches.
        let mut holds = Choice::from(0);
        for reading in reading.accepted() {
            holds |= key.sign(&reading.string_to_sign()).ct_eq(&sent);
        }
        holds.into()
    }
}

/// The 32 bytes of a signature in lower-case hex, as it was sent.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect();
    bytes?.try_into().ok()
}

/// One way of reading a request, from which the strings of the signature follow. Written on its own rather than taken
/// from
/// the signer, so that the two check each other.
#[derive(Clone)]
pub(crate) struct Reading<'a> {
    pub(crate) method: &'a str,
    pub(crate) query: &'a str,
    /// The signed headers, in their order, with their values as sent.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) host: &'a str,
    /// Whether values are put in lower case.
    pub(crate) lower: bool,
    pub(crate) payload_hash: String,
    pub(crate) timestamp: u64,
    pub(crate) scope: String,
}

impl<'a> Reading<'a> {
    /// The reading the documentation suggests; `None` when a signed header was not sent. `unsigned`: whether a request
    /// may
    /// leave its body unsigned.
    pub(crate) fn of(
        authorization: &Authorization<'a>,
        request: &'a Request,
        timestamp: u64,
        unsigned: bool,
    ) -> Option<Self> {
        let value = |name: &'a str| Some((name, request.header(name)?));
        let headers: Option<Vec<(&str, &str)>> = authorization.signed_headers.iter().copied().map(value).collect();
        Some(Reading {
            method: &request.method,
            query: request.path_and_query().1,
            headers: headers?,
            host: request.header("host").unwrap_or_default(),
            lower: true,
            payload_hash: match request.header("x-tc-content-sha256") {
                Some(UNSIGNED_PAYLOAD) if unsigned => sha256_hex(UNSIGNED_PAYLOAD.as_bytes()),
                _ => sha256_hex(&request.body),
            },
            timestamp,
            scope: credential_scope(authorization.date, authorization.service),
        })
    }

    /// Every accepted reading.
    pub(crate) fn accepted(&self) -> Vec<Reading<'a>> {
        let hosts = [self.host, without_port(self.host)];
        let both = |host| [true, false].map(|lower| Reading { host, lower, ..self.clone() });
        hosts.into_iter().flat_map(both).collect()
    }

    pub(crate) fn canonical_request(&self) -> String {
        let mut text = format!("{}\n/\n{}\n", self.method, self.query);
        for (name, value) in &self.headers {
            let value = if *name == "host" { self.host } else { value.trim_matches([' ', '\t']) };
            text.push_str(name);
            text.push(':');
            if self.lower {
                text.extend(value.chars().map(|c| c.to_ascii_lowercase()));
            } else {
                text.push_str(value);
            }
            text.push('\n');
        }
        text.push('\n');
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        text.push_str(&names.join(";"));
        text.push('\n');
        text.push_str(&self.payload_hash);
        text
    }

    pub(crate) fn string_to_sign(&self) -> String {
        string_to_sign(self.timestamp, &self.scope, &sha256_hex(self.canonical_request().as_bytes()))
    }
}
