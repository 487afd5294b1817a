//! The hashes the signer is made of, on the machine; `wasm.rs` has the same as wasm.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use support::hash;

#[test]
fn sha256_of_every_short_and_long_message_of_the_cavp() {
    hash::messages();
}

#[test]
fn sha256_over_the_monte_carlo_chain_of_the_cavp() {
    hash::monte_carlo();
}

#[test]
fn hmac_sha256_of_every_wycheproof_case() {
    hash::wycheproof();
}
