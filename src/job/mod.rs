//! A fleet job: a state machine that starts, stops or reboots any number of instances, without clock, network or
//! credentials.
//!
//! A driver asks [`Job::next`] what to do, does it, and tells the job what came of it:
//!
//! ```text
//! loop {
//!     match job.next(now) {
//!         Step::Send(send) => fetch it; job.answered(ticket, now, ..) or job.lost(ticket, now, ..)
//!         Step::Wait { until, .. } => sleep until then, or until a reply comes, whichever is first
//!         Step::Done => read job.result()
//!     }
//! }
//! ```
//!
//! It describes before it acts, never repeats a request whose reply was lost before it has described the instances again,
//! and can be saved between any two steps. Misuse is harmless: stale tickets are ignored and `Done` is sticky.
//!
//! `machine.rs` has the state. Of what happens to it, `plan.rs` decides what to send next, `replies.rs` and `refusals.rs`
//! take the replies, `observations.rs` what a describe shows (judged by `verdict.rs`), `halt.rs` and `ending.rs` the ends
//! before the end.

mod describe_queue;
mod ending;
mod halt;
mod instance;
mod machine;
mod observations;
mod options;
mod parameters;
mod plan;
mod refusals;
mod replies;
mod report;
mod retry_state;
mod save;
mod sending;
mod step;
mod verdict;
mod wave;

pub use instance::Outcome;
pub use machine::Job;
pub use options::{JobOptions, Pacing, Ramp, Retry, StopAfter, planned_per_second};
pub use parameters::{Parameter, Secrets};
pub use replies::NOT_SENT;
pub use report::{FaultReport, InstanceReport, JobResult, Progress};
#[cfg(all(target_arch = "wasm32", feature = "wasm-client"))]
pub(crate) use retry_state::RetryState;
pub use step::{Send, Step, WaitReason};
