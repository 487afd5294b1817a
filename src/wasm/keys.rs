//! The exports for the keys of operations, which are signed in Rust.

use super::stack::wipe_stack;
use super::{credentials, thrown};
use crate::drive::{add_signer, count_signers, remove_signer};
use crate::sign::Signer;
use wasm_bindgen::prelude::*;

/// An operation signs deep in a stack of futures.
const STACK_DEPTH: usize = 32 * 1024;

/// Takes the packed `secretId`, `secretKey` and `token`, and returns the number of their signer.
#[wasm_bindgen]
pub fn key_new(packed: String) -> Result<u32, JsValue> {
    let made = credentials::read(packed).and_then(Signer::new);
    Ok(add_signer(made.map_err(|error| thrown(&error))?))
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn key_free(number: u32) {
    remove_signer(number);
    wipe_stack::<STACK_DEPTH>();
}

/// How many signers there are; for tests.
#[wasm_bindgen]
pub fn key_count() -> u32 {
    count_signers()
}
