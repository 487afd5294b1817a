//! A request as the package packs it.

use super::fields::Named;
use crate::Error;
use crate::sign::{ApiRequest, Method, SignOptions};

/// The parts of a packed request, borrowed from it. `pkg/lib/signing/request.js` names its fields.
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
        let given = Named::read(packed)?;
        let text = |name: &str| given.text(name).unwrap_or("");
        let request = ApiRequest {
            service: text("service"),
            version: text("version"),
            action: text("action"),
            region: given.text("region"),
            method: if text("method") == "GET" { Method::Get } else { Method::Post },
            payload: bytes.unwrap_or_else(|| text("payload").as_bytes()),
            language: given.text("language"),
            endpoint: given.text("endpoint"),
            host: given.text("host"),
            query: text("query"),
            headers: &[],
        };
        Ok(Parts {
            request,
            headers: given.pairs("header", "value"),
            signed_headers: given.text("signedHeaders").map(|names| names.split(';').collect()),
            content_type: given.text("contentType"),
            unsigned_payload: given.text("unsignedPayload").is_some(),
            payload_hash: given.text("payloadHash"),
        })
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
