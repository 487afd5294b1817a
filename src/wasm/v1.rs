//! The exports of `tencentcloud-edge/v1`.

use super::fields::{self, Named};
use super::stack::wipe_stack;
use super::{credentials, thrown};
use crate::Error;
use crate::error::client;
use crate::sign::{Method, SignerTable, v1};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// No function here goes deeper into the stack, in bytes.
const STACK_DEPTH: usize = 16 * 1024;

thread_local! {
    static SIGNERS: RefCell<SignerTable<v1::Signer>> = const { RefCell::new(SignerTable::EMPTY) };
}

/// Takes the packed `secretId`, `secretKey` and `token`, and returns the number of their signer.
#[wasm_bindgen]
pub fn signer_new(packed: String) -> Result<u32, JsValue> {
    let signer = credentials::read(packed).and_then(v1::Signer::new).map_err(|error| thrown(&error))?;
    Ok(SIGNERS.with_borrow_mut(|signers| signers.add(Box::new(signer))))
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn signer_free(number: u32) {
    SIGNERS.with_borrow_mut(|signers| signers.remove(number));
    wipe_stack::<STACK_DEPTH>();
}

/// Packs the string to sign, the signature, the form or query that is sent, and the origin, by name.
/// `pkg/lib/signing/v1/request.js` packs the request.
#[wasm_bindgen]
pub fn sign_v1(number: u32, packed: &str, timestamp: f64, nonce: f64) -> Result<String, JsValue> {
    let signer = SIGNERS.with_borrow_mut(|signers| signers.take(number)).map_err(|error| thrown(&error))?;
    let steps = sign(&signer, packed, timestamp, nonce);
    SIGNERS.with_borrow_mut(|signers| signers.put_back(number, signer));
    steps.map_err(|error| thrown(&error))
}

fn sign(signer: &v1::Signer, packed: &str, timestamp: f64, nonce: f64) -> Result<String, Error> {
    let given = Named::read(packed)?;
    let text = |name: &str| given.text(name).unwrap_or("");
    let algorithm = v1::Algorithm::parse(text("algorithm"))
        .ok_or_else(|| Error::new(client::UNSUPPORTED_ALGORITHM, "`algorithm` is none of v1's"))?;
    let (headers, payload) = (given.pairs("header", "value"), given.pairs("parameter", "value"));
    let request = v1::Request {
        service: text("service"),
        version: text("version"),
        action: text("action"),
        region: given.text("region"),
        method: if text("method") == "GET" { Method::Get } else { Method::Post },
        payload: &payload,
        endpoint: given.text("endpoint"),
        host: given.text("host"),
        language: given.text("language"),
        headers: &headers,
    };
    // JavaScript has checked that both are whole numbers.
    let options = v1::Options { algorithm, timestamp: timestamp as u64, nonce: nonce as u64 };
    let v1::Steps { string_to_sign, signature, form } = signer.explain(&request, &options)?;
    let origin = v1::origin(&request)?;
    Ok(fields::pack(&["stringToSign", &string_to_sign, "signature", &signature, "form", &form, "origin", &origin]))
}
