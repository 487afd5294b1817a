//! A CVM control plane in one value: [`Emulator::handle`] takes the bytes of a request and answers the bytes of a
//! reply.
//!
//! It verifies signatures against what was received, keeps the documented limits and rates, and moves instances through
//! their states. It has no clock, no network and no randomness of its own: the time is an argument and everything drawn
//! comes from [`Options::seed`], so the same calls give the same bytes.
//!
//! A request passes these stages in order; the first that objects answers (`handle.rs`):
//!
//! ```text
//! check (method, size, common parameters ─► auth: whose key ─► version, action, region) ─► request/rate_limit
//!   ─► request/params (by the model's rows) ─► keys: is it allowed ─► actions or sts ─► fleet ─► http/envelope
//!
//! where a stub answers:  check (method, size, common parameters, auth) ─► keys ─► stubs ─► http/envelope
//! ```

#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::unreachable))]

mod actions;
mod auth;
mod check;
mod emulator;
mod faults;
mod fleet;
mod handle;
mod http;
mod json;
mod keys;
mod log;
mod messages;
mod options;
mod request;
mod rng;
mod sts;
mod stubs;
mod time;

#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
mod wasm;

pub use emulator::{Emulator, Snapshot};
pub use faults::kinds::{FAULT_KINDS, FaultKind};
pub use faults::rule::FaultRule;
pub use fleet::magic_ids::{MAGIC_IDS, MagicId};
pub use http::cors::Cors;
pub use http::{Delivery, Request, Response};
pub use keys::{Account, KeyInfo, PolicyRow};
pub use log::Entry;
pub use options::assumptions::Assumptions;
pub use options::{Batches, DEMO_SECRET_ID, DEMO_SECRET_KEY, Options, Rules, Transitions};
pub use stubs::exchange::{Exchange, OpenExchange};
