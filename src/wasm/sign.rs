//! The signer at the door.

use super::{fields, thrown};
use crate::Error;
use crate::error::client;
use crate::sign::{ApiRequest, Credentials, Method, SignOptions, SignatureSteps, Signer};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use zeroize::Zeroize as _;

thread_local! {
    static SIGNERS: RefCell<Vec<Option<Signer>>> = const { RefCell::new(Vec::new()) };
}

/// Makes a signer of `secretId`, `secretKey` and `token`, and returns its number.
#[wasm_bindgen]
pub fn signer_new(mut packed: String) -> Result<u32, JsValue> {
    let made = credentials(&packed).and_then(Signer::new);
    packed.zeroize();
    let signer = made.map_err(|error| thrown(&error))?;
    Ok(SIGNERS.with_borrow_mut(|signers| {
        let free = signers.iter().position(Option::is_none).unwrap_or_else(|| {
            signers.push(None);
            signers.len() - 1
        });
        if let Some(place) = signers.get_mut(free) {
            *place = Some(signer);
        }
        free as u32
    }))
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    SIGNERS.with_borrow_mut(|signers| {
        if let Some(place) = signers.get_mut(number as usize) {
            *place = None;
        }
    });
}

/// The Authorization header for a packed request. `bytes`, where given, are the payload instead of the packed text.
#[wasm_bindgen]
pub fn authorization(number: u32, packed: &str, bytes: Option<Box<[u8]>>, timestamp: f64) -> Result<String, JsValue> {
    let done = with_request(number, packed, bytes.as_deref(), timestamp, |signer, request, options| {
        Ok(signer.explain(request, options)?.authorization)
    });
    done.map_err(|error| thrown(&error))
}

/// Every string on the way, packed in the order of `SignatureSteps`.
#[wasm_bindgen]
pub fn explain(number: u32, packed: &str, bytes: Option<Box<[u8]>>, timestamp: f64) -> Result<String, JsValue> {
    let done = with_request(number, packed, bytes.as_deref(), timestamp, |signer, request, options| {
        let SignatureSteps {
            payload_hash,
            canonical_request,
            canonical_request_hash,
            credential_scope,
            string_to_sign,
            signature,
            authorization,
        } = signer.explain(request, options)?;
        Ok(fields::pack(&[
            &payload_hash,
            &canonical_request,
            &canonical_request_hash,
            &credential_scope,
            &string_to_sign,
            &signature,
            &authorization,
        ]))
    });
    done.map_err(|error| thrown(&error))
}

/// Reads `secretId`, `secretKey` and `token`.
pub(crate) fn credentials(packed: &str) -> Result<Credentials, Error> {
    let [id, key, token] = fields::unpack(packed)?;
    let credentials = Credentials::new(id.unwrap_or(""), key.unwrap_or(""));
    Ok(match token {
        Some(token) => credentials.with_token(token),
        None => credentials,
    })
}

fn with_request<T>(
    number: u32,
    packed: &str,
    bytes: Option<&[u8]>,
    timestamp: f64,
    work: impl FnOnce(&mut Signer, &ApiRequest<'_>, &SignOptions<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let [method, service, version, action, region, language, endpoint, content_type, query, signed, headers, unsigned, text] =
        fields::unpack(packed)?;
    let signed: Option<Vec<&str>> = match signed {
        Some(signed) => Some(fields::unpack_all(signed)?.into_iter().flatten().collect()),
        None => None,
    };
    let pairs = fields::unpack_all(headers.unwrap_or("\n"))?;
    let headers: Vec<(&str, &str)> = pairs
        .chunks_exact(2)
        .filter_map(|pair| Some(((*pair.first()?)?, (*pair.get(1)?)?)))
        .collect();
    let request = ApiRequest {
        service: service.unwrap_or(""),
        version: version.unwrap_or(""),
        action: action.unwrap_or(""),
        region,
        method: if method == Some("GET") { Method::Get } else { Method::Post },
        payload: bytes.unwrap_or_else(|| text.unwrap_or("").as_bytes()),
        query: query.unwrap_or(""),
        endpoint,
        language,
        headers: &headers,
    };
    let options = SignOptions {
        timestamp: whole_seconds(timestamp)?,
        signed_headers: signed.as_deref(),
        content_type,
        unsigned_payload: unsigned.is_some(),
    };
    SIGNERS.with_borrow_mut(|signers| match signers.get_mut(number as usize) {
        Some(Some(signer)) => work(signer, &request, &options),
        _ => Err(Error::new(client::FREED, "the signer was freed; make a new one")),
    })
}

fn whole_seconds(timestamp: f64) -> Result<u64, Error> {
    if timestamp >= 0.0 && timestamp.fract() == 0.0 && timestamp <= 9_007_199_254_740_991.0 {
        return Ok(timestamp as u64);
    }
    Err(Error::argument("timestamp", "must be a whole number of seconds since 1970"))
}
