//! What the service is: its actions with their limits, the instance states, and what each error code means.
//!
//! These rows are the one source of truth: the job plans by them, the emulator validates by them, and a test holds the
//! unions of the package's declarations to them.
//! Sources: the CVM API pages (version 2017-03-12) and the error lists in the official Go SDK's `client.go`.

mod actions;
mod codes;
mod more;
mod states;

pub use actions::{ACTIONS, Action, Operation, Param, ParamKind, action};
pub use codes::{Advice, Blame, CODES, Code, Judgement, judge};
pub use more::{OTHERS, documented};
pub use states::InstanceState;

/// The service in the credential scope and the first label of the host.
pub const SERVICE: &str = "cvm";
/// The API version every CVM action here belongs to.
pub const VERSION: &str = "2017-03-12";
/// The most instance ids one request may name (StartInstances page, "2. Input Parameters").
pub const MAX_IDS: usize = 100;
/// The most rows one describe page may hold (DescribeInstances page, `Limit`).
pub const MAX_PAGE: u32 = 100;
