//! What JavaScript calls: conversions, no decisions.
//!
//! The signer's functions take and return numbers alone, and its texts go through two buffers (`shared_buffer.rs`),
//! because signing is the hot path and its module carries nothing else. Everything else passes whole strings, several
//! fields in one (`fields.rs`); structured results go out as JSON, which the engine parses faster than any code here
//! could build objects.

#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is pub")]

mod stack;

#[cfg(feature = "wasm-sign")]
mod shared_buffer;
#[cfg(feature = "wasm-sign")]
mod sign;
#[cfg(feature = "wasm-sign")]
mod signer_state;

#[cfg(any(feature = "wasm-client", feature = "wasm-v1"))]
mod credentials;
#[cfg(feature = "wasm-diagnose")]
mod diagnose;
#[cfg(any(feature = "wasm-client", feature = "wasm-v1", feature = "wasm-diagnose"))]
mod fields;
#[cfg(feature = "wasm-v1")]
mod v1;

#[cfg(feature = "wasm-client")]
mod fleet;
#[cfg(feature = "wasm-client")]
mod job;
#[cfg(feature = "wasm-client")]
mod keys;
#[cfg(feature = "wasm-client")]
mod pace;
#[cfg(feature = "wasm-client")]
mod request;

#[cfg(any(feature = "wasm-client", feature = "wasm-v1", feature = "wasm-diagnose"))]
use {crate::Error, wasm_bindgen::JsValue};

/// An error as it is thrown: code, advice, request id and message, a line each, the message last.
/// `pkg/lib/core/errors.js` makes a `TencentCloudError` of it.
#[cfg(any(feature = "wasm-client", feature = "wasm-v1", feature = "wasm-diagnose"))]
pub(crate) fn thrown(error: &Error) -> JsValue {
    let request_id = error.request_id.as_deref().unwrap_or("");
    JsValue::from_str(&[&error.code, error.advice.name(), request_id, &error.message].join("\n"))
}
