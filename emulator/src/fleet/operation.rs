//! Operations on instances: which states they lead through, how long they take and what goes wrong with them.

use tencentcloud_edge::model::InstanceState;

/// What an operation does to an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) via: InstanceState,
    /// `None`: the instance is gone in the end.
    pub(crate) end: Option<InstanceState>,
    pub(crate) stop_charging: bool,
}

/// How long a transition takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) ms: u64,
    /// After so many describes it ends in any case; 0: they do not count.
    pub(crate) looks: u64,
}

/// What goes wrong with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationFault {
    /// It fails at the end, and the instance is where it was.
    Fails,
    /// It never ends.
    Stuck,
    /// To its end, this many milliseconds later.
    Slow(u64),
    /// It begins this many milliseconds later; until then nothing is to be seen of it.
    Late(u64),
    /// Somebody at the console stops the instance half way.
    HumanStop,
    /// Somebody at the console terminates the instance half way.
    HumanTerminate,
}
