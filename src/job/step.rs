//! What a job asks of its driver.

/// What the driver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this request and report what came of it under its ticket.
    Send(Send),
    /// Nothing to do before `until` (Unix milliseconds), unless a reply comes first.
    Wait {
        /// When to ask again.
        until: u64,
        /// What it waits for.
        reason: WaitReason,
    },
    /// Every instance has its outcome.
    Done,
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// Identifies the request when its reply is reported.
    pub ticket: u32,
    /// `X-TC-Action`.
    pub action: &'static str,
    /// The JSON body; of an acting request without its secret parameters, which [`Secrets::added_to`](super::Secrets)
    /// adds.
    pub payload: String,
    /// Whether it changes instances: the job is to be saved before it is sent.
    pub acting: bool,
    /// Past this moment (Unix milliseconds) the job counts the reply as lost.
    pub reply_by: u64,
}

/// Why a job waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// A request failed, or was refused for the rate.
    Backoff,
    /// Instances move to the target state.
    Confirm,
    /// The rate allows no request yet.
    Pace,
    /// Nothing can be sent before a reply comes.
    Reply,
    /// A reply was lost: before anything is sent again, the instances must stay unchanged for the settle time.
    Settle,
}

impl WaitReason {
    /// The spelling in JavaScript and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            WaitReason::Backoff => "backoff",
            WaitReason::Confirm => "confirm",
            WaitReason::Pace => "pace",
            WaitReason::Reply => "reply",
            WaitReason::Settle => "settle",
        }
    }
}
