//! A request as the package packs it.

use super::fields;
use crate::Error;
use crate::sign::{ApiRequest, Method, SignOptions};

/// The parts of a packed request, borrowed from it. `pkg/lib/request.js` packs them in the order of [`Parts::read`].
pub(crate) struct Parts<'a> {
    request: ApiRequest<'a>,
    headers: Vec<(&'a str, &'a str)>,
    signed_headers: Option<Vec<&'a str>>,
    content_type: Option<&'a str>,
    unsigned_payload: bool,
}

impl<'a> Parts<'a> {
    /// `bytes`, where given, are the payload instead of the packed text.
    pub(crate) fn read(packed: &'a str, bytes: Option<&'a [u8]>) -> Result<Self, Error> {
        let [
            method,
            service,
            version,
            action,
            region,
            language,
            endpoint,
            content_type,
            query,
            signed,
            headers,
            unsigned,
            text,
        ] = fields::unpack(packed)?;
        let signed_headers = match signed {
            Some(signed) => Some(fields::unpack_all(signed)?.into_iter().flatten().collect()),
            None => None,
        };
        let texts = fields::unpack_all(headers.unwrap_or("\n"))?;
        let pairs = texts.chunks_exact(2).filter_map(|pair| Some(((*pair.first()?)?, (*pair.get(1)?)?)));
        Ok(Parts {
            headers: pairs.collect(),
            signed_headers,
            content_type,
            unsigned_payload: unsigned.is_some(),
            request: ApiRequest {
                service: service.unwrap_or(""),
                version: version.unwrap_or(""),
                action: action.unwrap_or(""),
                region,
                method: if method == Some("GET") { Method::Get } else { Method::Post },
                payload: bytes.unwrap_or_else(|| text.unwrap_or("").as_bytes()),
                query: query.unwrap_or(""),
                endpoint,
                language,
                headers: &[],
            },
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
        }
    }
}
