//! What faults do, one value for each effect.

use crate::fleet::operation::OperationFault;
use crate::http::Delivery;

/// What a fault does to a request. Where a number of milliseconds is given, it is the default of `delayMs`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// Answers before anything is checked; nothing is executed.
    Instead(FaultReply),
    /// Refuses with this code a request that is authenticated and within the rate; `None` stands for the rule's code.
    Refuse(Option<&'static str>),
    /// Executes, and then sends something other than the true reply.
    After(FaultReply),
    /// Holds the reply back.
    Delay(u64),
    /// Sends the reply's body byte by byte.
    Drip(u64),
    /// The server's clock is off: ahead, or behind.
    Skew(ClockOffset, u64),
    /// What goes wrong with the operations that the request begins.
    Operation(OperationFault),
    /// The operations take longer.
    Slow(u64),
    /// The operations begin later.
    Late(u64),
    /// One bad instance does not stop the others.
    Partial,
    /// Only the first half of the instances is acted on, then the service fails internally.
    Half,
    /// The request is executed twice; the second reply arrives. The first time it is the caller's own, or somebody
    /// else's.
    Twice(FirstCaller),
    /// Changes the rows of a describe reply.
    Rows(RowChange),
    /// Describes instances that changed lately as they were before.
    Stale(u64),
}

/// Which way the server's clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockOffset {
    Ahead,
    Behind,
}

/// Whose request is executed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstCaller {
    Own,
    Foreign,
}

/// What happens to the rows of a describe reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowChange {
    /// They are missing, and not counted.
    Omit,
    /// Half of them are missing, though counted.
    Short,
    /// They come twice.
    Repeat,
    /// They are of other instances.
    Foreign,
    /// Their state is an undocumented one.
    UnknownState,
    /// The latest operation is missing from them.
    NoLatest,
}

/// What a fault sends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FaultReply {
    /// The true reply, or none, over a connection that breaks.
    Broken(Delivery),
    /// A gateway's page: status and title.
    Page(u16, &'static str),
    /// A gateway's page with a `Retry-After`.
    Later(u16, &'static str, &'static str),
    /// A gateway's page with a `Retry-After` that is a date, this many seconds ahead.
    LaterAt(u16, &'static str, u64),
    /// A redirect to a place that does not exist.
    Redirect,
    /// Status 200, the service's content type, and this body.
    Body(&'static str),
    /// An envelope with this code.
    Error(&'static str),
    /// The true reply, changed.
    Changed(BodyChange),
}

/// How a true reply is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyChange {
    Truncated,
    WrongTypes,
    NoRequestId,
    Huge,
    GzipBomb,
}
