//! What the service is: its actions with their limits, the instance states, and what each error code means.
//!
//! These rows are the one source: the job plans by them, the emulator validates and answers by them, and `npm run model`
//! writes the package's types and `pkg/lib/model.gen.js` from them, which the gateway, the dashboard and the tests read.
//! Sources: the CVM API pages (version 2017-03-12) and the error lists in the official Go SDK's `client.go`.

mod actions;
mod codes;
mod judge;
mod more;
mod states;
mod texts;

pub use actions::{ACTIONS, Action, Operation, Param, ParamKind, action};
pub use codes::{CODES, Code};
pub use judge::{Advice, Blame, Judgement, RULES, judge};
pub use more::{OTHERS, documented};
pub use states::InstanceState;
pub use texts::{OPERATION_TEXTS, Text};

/// The service in the credential scope and the first label of the host.
pub const SERVICE: &str = "cvm";
/// The API version every CVM action here belongs to.
pub const VERSION: &str = "2017-03-12";
/// The most instance ids one request may name (StartInstances page, "2. Input Parameters").
pub const MAX_IDS: usize = 100;
/// The most rows one describe page may hold (DescribeInstances page, `Limit`).
pub const MAX_PAGE: u32 = 100;
/// The most instances one describe may name if its reply is to show all of them.
pub const MAX_DESCRIBED: usize = if MAX_IDS < MAX_PAGE as usize { MAX_IDS } else { MAX_PAGE as usize };
