//! The signer at the door.

use super::request::Parts;
use super::{fields, thrown};
use crate::Error;
use crate::error::client;
use crate::sign::{ApiRequest, Credentials, Endpoint, SignOptions, SignatureSteps, Signer};
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

/// Works with a signer by its number.
pub(crate) fn with_signer<T>(number: f64, work: impl FnOnce(&mut Signer) -> Result<T, Error>) -> Result<T, Error> {
    SIGNERS.with_borrow_mut(|signers| match signers.get_mut(number as usize) {
        Some(Some(signer)) if number >= 0.0 => work(signer),
        _ => Err(Error::new(client::FREED, "the signer was freed; make a new one")),
    })
}

/// The origin that is fetched for an endpoint, in the one form that is also signed.
#[wasm_bindgen]
pub fn origin(endpoint: &str) -> Result<String, JsValue> {
    Endpoint::parse(endpoint).map(|endpoint| endpoint.origin).map_err(|error| thrown(&error))
}

fn with_request<T>(
    number: u32,
    packed: &str,
    bytes: Option<&[u8]>,
    timestamp: f64,
    work: impl FnOnce(&mut Signer, &ApiRequest<'_>, &SignOptions<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let parts = Parts::read(packed, bytes)?;
    let options = parts.options(whole_seconds(timestamp)?);
    with_signer(f64::from(number), |signer| work(signer, &parts.request(), &options))
}

fn whole_seconds(timestamp: f64) -> Result<u64, Error> {
    if timestamp >= 0.0 && timestamp.fract() == 0.0 && timestamp <= 9_007_199_254_740_991.0 {
        return Ok(timestamp as u64);
    }
    Err(Error::argument("timestamp", "must be a whole number of seconds since 1970"))
}
