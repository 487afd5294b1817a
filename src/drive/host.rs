//! What JavaScript provides to an operation.

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// What the caller provides to one operation.
    pub type Host;

    /// The number of the signer to use. `failed`: the number of one whose key was refused, or -1. Resolves with the same
    /// number if there is no other key; rejects with an error's text if the source of credentials threw.
    #[wasm_bindgen(method)]
    pub(super) fn signer(this: &Host, failed: f64) -> js_sys::Promise;

    /// Waits for a slot in the pace of an action; resolves with its number, with -1 for an action without a pace, or with
    /// -2 when there was none within so many milliseconds.
    #[wasm_bindgen(method)]
    pub(super) fn acquire(this: &Host, action: &str, within_ms: Option<f64>) -> js_sys::Promise;

    /// This operation no longer waits for a slot.
    #[wasm_bindgen(method, js_name = cancelAcquire)]
    pub(super) fn cancel_acquire(this: &Host);

    /// Gives a slot back.
    #[wasm_bindgen(method)]
    pub(super) fn release(this: &Host, action: &str, slot: f64);

    /// A request was refused for the rate.
    #[wasm_bindgen(method)]
    pub(super) fn throttled(this: &Host, action: &str);

    /// Sends a request; resolves with its reply once the headers are there. `headers`: a line each for names and values in
    /// turn.
    #[wasm_bindgen(method)]
    pub(super) fn fetch(
        this: &Host,
        url: &str,
        method: &str,
        headers: &str,
        body: &JsValue,
        signal: &AbortSignal,
    ) -> js_sys::Promise;

    /// Reads a reply; resolves with its text, or with `undefined` if that is longer than `most` bytes.
    #[wasm_bindgen(method)]
    pub(super) fn read(this: &Host, reply: &HttpReply, most: f64) -> js_sys::Promise;

    /// Whether the job is saved before a request that acts is sent.
    #[wasm_bindgen(method, getter)]
    pub(super) fn saves(this: &Host) -> bool;

    /// Saves what has changed in the job; rejects if that failed.
    #[wasm_bindgen(method)]
    pub(super) fn save(this: &Host) -> js_sys::Promise;

    /// The secret parameters of the operation, lines of a name, a tab and a JSON value; `undefined` if they cannot be had.
    #[wasm_bindgen(method, js_name = secretParameters)]
    pub(super) fn secret_parameters(this: &Host) -> Option<String>;

    /// Progress, as JSON.
    #[wasm_bindgen(method)]
    pub(super) fn progress(this: &Host, json: &str);

    /// A `ClientEvent` without its time, as JSON.
    #[wasm_bindgen(method)]
    pub(super) fn event(this: &Host, json: &str);

    /// A reply of which the headers are there.
    pub(super) type HttpReply;

    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &HttpReply) -> u16;

    /// Retry-After, in milliseconds.
    #[wasm_bindgen(method, getter, js_name = retryAfterMs)]
    pub(super) fn retry_after_ms(this: &HttpReply) -> Option<f64>;

    /// The Date header, in Unix milliseconds.
    #[wasm_bindgen(method, getter, js_name = dateMs)]
    pub(super) fn date_ms(this: &HttpReply) -> Option<f64>;

    /// It consists of server-sent events, which were not asked for.
    #[wasm_bindgen(method, getter, js_name = isUnwantedStream)]
    pub(super) fn is_unwanted_stream(this: &HttpReply) -> bool;
}
