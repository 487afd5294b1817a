//! A CVM control plane in one value: [`Emulator::handle`] takes the bytes of a request and answers the bytes of a reply.
//!
//! It verifies signatures against what was received, keeps the documented limits and rates, and moves instances through
//! their states. It has no clock, no network and no randomness of its own: the time is an argument and everything drawn
//! comes from [`Options::seed`], so the same calls give the same bytes.
//!
//! A request passes these rooms in order, and the first that objects answers:
//!
//! ```text
//! check (method, size, common parameters ─► auth: who ─► version, action, region) ─► quota ─► params (by the model's rows)
//!   ─► keys: may it ─► actions or sts ─► fleet ─► answer
//! ```

#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::unreachable))]

mod actions;
mod answer;
mod asked;
mod assume;
mod auth;
mod bomb;
mod catalog;
mod check;
mod common;
mod cors;
mod emulator;
mod fault;
mod faults;
mod filters;
mod fleet;
mod http;
mod instance;
mod keys;
mod kinds;
mod latest;
mod launch;
mod log;
mod magic;
mod maker;
mod meanings;
mod messages;
mod options;
mod params;
mod places;
mod portrait;
mod query;
mod quota;
mod refusal;
mod rng;
mod row;
mod service;
mod sts;
mod time;
mod view;

#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
mod wasm;

pub use assume::Assumptions;
pub use emulator::{Emulator, Snapshot};
pub use fault::FaultRule;
pub use http::{Delivery, Request, Response};
pub use keys::{Account, KeyInfo, PolicyRow};
pub use kinds::{FAULT_KINDS, FaultKind};
pub use log::Entry;
pub use magic::{MAGIC_IDS, MagicId};
pub use options::{Batches, Cors, DEMO_SECRET_ID, DEMO_SECRET_KEY, Options, Rules, Transitions};
