//! What JavaScript provides to an operation.

use wasm_bindgen::prelude::*;

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

    /// Whether the caller gave a fetch of its own.
    #[wasm_bindgen(method, getter, js_name = lendsFetch)]
    pub(super) fn lends_fetch(this: &Host) -> bool;

    /// Sends a request with the caller's fetch; resolves with a Response of this engine.
    #[wasm_bindgen(method)]
    pub(super) fn fetch(this: &Host, request: &web_sys::Request) -> js_sys::Promise;

    /// The secret parameters of the operation, lines of a name, a tab and a JSON value; `undefined` if they cannot be had.
    #[wasm_bindgen(method, js_name = secretParameters)]
    pub(super) fn secret_parameters(this: &Host) -> Option<String>;

    /// Progress, as JSON.
    #[wasm_bindgen(method)]
    pub(super) fn progress(this: &Host, json: &str);

    /// A `ClientEvent`, its fields in this order; `number` is `waitMs` or `offsetMs`, as the kind has it.
    #[wasm_bindgen(method)]
    pub(super) fn event(
        this: &Host,
        kind: &str,
        action: &str,
        attempt: u32,
        request_id: Option<&str>,
        code: Option<&str>,
        number: Option<f64>,
    );
}
