//! Runs a job, or one call, over fetch: the only part of the crate that waits.
//!
//! What only JavaScript can give (credentials, a turn of the shared pace, the caller's fetch and callbacks) is behind
//! [`Host`]; `pkg/lib/calling/host.js` implements it and never throws.

mod call;
mod fetch;
mod fleet;
mod line;
mod operation;
mod wait;

pub(crate) use call::{Failed, Plan, call};
pub(crate) use fleet::Fleet;
pub(crate) use line::{Line, Outgoing, Target};

use crate::budget::Budget;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The retries of this process.
    static BUDGET: RefCell<Budget> = RefCell::default();
}

#[wasm_bindgen]
extern "C" {
    /// What the caller lends to one operation.
    pub type Host;

    /// The number of the signer to use. `failed`: the number of one whose key was refused, or -1. Resolves with the same
    /// number if there is no other key; rejects with an error's text if the source of credentials threw.
    #[wasm_bindgen(method)]
    fn signer(this: &Host, failed: f64) -> js_sys::Promise;

    /// Waits for a slot in the pace of an action; resolves with its number, with -1 for an action without a pace, or with
    /// -2 when there was none within so many milliseconds.
    #[wasm_bindgen(method)]
    fn turn(this: &Host, action: &str, within_ms: Option<f64>) -> js_sys::Promise;

    /// Nobody of this operation waits for a slot any more.
    #[wasm_bindgen(method)]
    fn leave(this: &Host);

    /// Gives a slot back.
    #[wasm_bindgen(method)]
    fn freed(this: &Host, action: &str, slot: f64);

    /// A request was refused for the rate.
    #[wasm_bindgen(method)]
    fn throttled(this: &Host, action: &str);

    /// Whether the caller gave a fetch of its own.
    #[wasm_bindgen(method, getter, js_name = lendsFetch)]
    fn lends_fetch(this: &Host) -> bool;

    /// Sends a request with the caller's fetch; resolves with a Response of this engine.
    #[wasm_bindgen(method)]
    fn fetch(this: &Host, request: &web_sys::Request) -> js_sys::Promise;

    /// Progress, as JSON.
    #[wasm_bindgen(method)]
    fn progress(this: &Host, json: &str);

    /// A `ClientEvent`, its fields in this order; `number` is `waitMs` or `offsetMs`, as the kind has it.
    #[wasm_bindgen(method)]
    fn event(
        this: &Host,
        kind: &str,
        action: &str,
        attempt: u32,
        request_id: Option<&str>,
        code: Option<&str>,
        number: Option<f64>,
    );
}

/// Unix milliseconds.
fn now() -> u64 {
    js_sys::Date::now() as u64
}
