//! The v1 algorithms at the door of the main entry.

use super::signer_state::with_state;
use super::{fields, thrown};
use crate::Error;
use crate::error::client;
use crate::sign::{Method, v1};
use wasm_bindgen::prelude::*;

/// The string to sign, the signature, the form or query that is sent, and the origin, packed in this order. `pkg/lib/signing/v1.js` packs the
/// request.
#[wasm_bindgen]
pub fn sign_v1(number: u32, packed: &str, timestamp: f64, nonce: f64) -> Result<String, JsValue> {
    steps(number, packed, timestamp, nonce).map_err(|error| thrown(&error))
}

fn steps(number: u32, packed: &str, timestamp: f64, nonce: f64) -> Result<String, Error> {
    let [algorithm, method, service, version, action, region, language, endpoint, headers, payload, id, token] =
        fields::unpack(packed)?;
    let algorithm = algorithm
        .and_then(v1::Algorithm::parse)
        .ok_or_else(|| Error::new(client::UNSUPPORTED_ALGORITHM, "`algorithm` is none of v1's"))?;
    let (headers, payload) = (pairs(headers)?, pairs(payload)?);
    let request = v1::Request {
        service: service.unwrap_or(""),
        version: version.unwrap_or(""),
        action: action.unwrap_or(""),
        region,
        method: if method == Some("GET") { Method::Get } else { Method::Post },
        payload: &payload,
        endpoint,
        language,
        headers: &headers,
    };
    let options = v1::Options { algorithm, timestamp: whole("timestamp", timestamp)?, nonce: whole("nonce", nonce)? };
    let freed = || Error::new(client::FREED, "`signer` was freed; make a new one");
    let keys = with_state(|state| state.tables.keys(number).map(|keys| keys.v1.clone())).ok_or_else(freed)?;
    let identity = v1::Identity { keys: &keys, id: id.unwrap_or(""), token };
    let v1::Steps { string_to_sign, signature, form } = v1::sign_parameters(&request, &options, identity)?;
    Ok(fields::pack(&[&string_to_sign, &signature, &form, &v1::origin(&request)?]))
}

/// Names and values one after the other.
fn pairs(packed: Option<&str>) -> Result<Vec<(&str, &str)>, Error> {
    let texts = fields::unpack_all(packed.unwrap_or("\n"))?;
    Ok(texts.chunks_exact(2).filter_map(|pair| Some(((*pair.first()?)?, (*pair.get(1)?)?))).collect())
}

fn whole(name: &str, number: f64) -> Result<u64, Error> {
    if number >= 0.0 && number.fract() == 0.0 && number <= 9_007_199_254_740_991.0 {
        return Ok(number as u64);
    }
    Err(Error::argument(name, "must be a whole number"))
}
