//! A request as the package packs it.

use super::fields;
use crate::Error;
use crate::sign::{ApiRequest, Method, SignOptions};

/// The parts of a packed request, borrowed from it. `pkg/lib/calling/call.js` packs the payload or its hash, then what
/// `pkg/lib/signing/request.js` lays out.
pub(crate) struct Parts<'a> {
    request: ApiRequest<'a>,
    headers: Vec<(&'a str, &'a str)>,
    signed_headers: Option<Vec<&'a str>>,
    content_type: Option<&'a str>,
    unsigned_payload: bool,
    payload_hash: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// `bytes`, where given, are the payload instead of the packed text.
    pub(crate) fn read(packed: &'a str, bytes: Option<&'a [u8]>) -> Result<Self, Error> {
        let texts = fields::unpack_all(packed)?;
        let mut texts = texts.into_iter();
        let mut text = || texts.next().flatten();
        let (payload, payload_hash) = (text(), text());
        let (method, service) = (text(), text());
        let (query, endpoint, host, unsigned_payload) = (text(), text(), text(), text().is_some());
        let signed_headers = text().map(|names| names.split(';').collect());
        let (content_type, action, version, region) = (text(), text(), text(), text());
        // The token is the signer's.
        let (_, language) = (text(), text());
        let request = ApiRequest {
            service: service.unwrap_or(""),
            version: version.unwrap_or(""),
            action: action.unwrap_or(""),
            region,
            method: if method == Some("GET") { Method::Get } else { Method::Post },
            payload: bytes.unwrap_or_else(|| payload.unwrap_or("").as_bytes()),
            language,
            endpoint,
            host,
            query: query.unwrap_or(""),
            headers: &[],
        };
        let mut headers = Vec::new();
        while let Some((name, value)) = text().zip(text()) {
            headers.push((name, value));
        }
        Ok(Parts { request, headers, signed_headers, content_type, unsigned_payload, payload_hash })
    }

    /// The call.
    pub(crate) fn request(&self) -> ApiRequest<'_> {
        ApiRequest { headers: &self.headers, ..self.request }
    }

    /// How it is signed at a moment, in Unix seconds.
    pub(crate) fn options(&self, timestamp: u64) -> SignOptions<'_> {
        SignOptions {
            timestamp,
            signed_headers: self.signed_headers.as_deref(),
            content_type: self.content_type,
            unsigned_payload: self.unsigned_payload,
            payload_hash: self.payload_hash,
        }
    }
}
