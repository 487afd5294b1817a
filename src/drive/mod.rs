//! Runs a job, or one call, over fetch: the only part of the crate that waits.
//!
//! What only JavaScript can give (credentials, a slot of the shared pace, the caller's fetch and callbacks) is behind
//! [`Host`]; `pkg/lib/calling/host.js` implements it and never throws.

mod call;
pub(crate) mod engine_json;
mod exchange;
mod fetch;
mod fleet;
mod host;
pub(crate) mod json;
mod operation;
mod process;
mod secrets;
mod signers;
mod sync;
mod transport;

pub(crate) use call::{Attempts, CallError, call};
pub(crate) use exchange::{Outgoing, Target};
pub(crate) use fleet::Fleet;
pub(crate) use host::Host;
pub(crate) use signers::{add_signer, count_signers, remove_signer};
pub(crate) use transport::Transport;
