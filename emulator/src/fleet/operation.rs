//! Operations on instances: which states they lead through, how long they take and what goes wrong with them.

use tencentcloud_edge::model::InstanceState;

/// The states an operation leads through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateChange {
    pub(crate) via: InstanceState,
    /// `None`: the instance is gone in the end.
    pub(crate) end: Option<InstanceState>,
    pub(crate) stop_charging: bool,
}

/// How long a transition takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TransitionTime {
    pub(crate) ms: u64,
    /// The number of describes that end it in any case; 0: they do not count.
    pub(crate) describes: u64,
}

/// What goes wrong with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationFault {
    /// It fails at the end, and the instance is in its old state again.
    Fails,
    /// It never ends.
    Stuck,
    /// It ends this many milliseconds later.
    Slow(u64),
    /// It begins this many milliseconds later; until then nothing shows it.
    Late(u64),
    /// Somebody at the console stops the instance half way.
    HumanStop,
    /// Somebody at the console terminates the instance half way.
    HumanTerminate,
}
