//! The JavaScript door: conversions, no decisions.
//!
//! Text crosses the boundary as whole strings. Several fields travel as one string (see [`fields`]), because each crossing
//! costs more than the hash of a small request; structured results go out as JSON, which the engine parses faster than any
//! code here could build objects.

#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is pub")]

mod fields;
mod request;
mod sign;

#[cfg(feature = "wasm-client")]
pub(crate) mod engine_json;
#[cfg(feature = "wasm-client")]
mod fleet;
#[cfg(feature = "wasm-client")]
mod job;
#[cfg(feature = "wasm-client")]
pub(crate) mod json;
#[cfg(feature = "wasm-client")]
mod pace;
#[cfg(feature = "wasm-client")]
mod v1;

#[cfg(feature = "wasm-client")]
pub(crate) use sign::with_signer;

use crate::Error;
use wasm_bindgen::JsValue;

/// An error as it is thrown: code, advice, request id and message, a line each, the message last.
/// `pkg/lib/errors.js` makes a `TencentCloudError` of it.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let request_id = error.request_id.as_deref().unwrap_or("");
    JsValue::from_str(&[&error.code, error.advice.name(), request_id, &error.message].join("\n"))
}
