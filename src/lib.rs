#![doc = include_str!("README.md")]
//! # How the parts work together
//!
//!Data flow: ids are parsed ([`ids`]), a [`job`] batches and paces them ([`pace`]) and says what to send next,
//! [`sign`] turns that into the bytes and headers to send, any fetch sends them, [`wire`] reads the reply, [`model`]
//! knows what it means, and the job decides what follows. Nothing here reads a clock, opens a connection or holds more
//! than it was given: time and randomness are arguments, and only [`sign`] ever sees a secret.

#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing))]

pub mod budget;
#[cfg(feature = "diagnose")]
pub mod diagnose;
pub mod error;
pub mod ids;
pub mod job;
pub mod model;
pub mod pace;
pub mod sign;
pub mod wire;

#[cfg(all(target_arch = "wasm32", feature = "wasm-client"))]
mod drive;
#[cfg(all(target_arch = "wasm32", any(feature = "wasm-sign", feature = "wasm-v1", feature = "wasm-diagnose")))]
mod wasm;

pub use error::Error;
pub use sign::Credentials;
