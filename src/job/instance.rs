//! One instance of a job: its phase, and what is remembered of it.

use crate::ids::InstanceId;
use crate::model::InstanceState;

/// How an instance ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service accepted our request, and the job does not wait for its end.
    Accepted,
    /// The target state was seen after our request was accepted.
    Done,
    /// It was in the target state, or moving to it, before our request could reach it.
    Already,
    /// After our request was accepted somebody moved it to another state, or it vanished. It was not acted on again.
    Conflict,
    /// Refused, or accepted and then failed.
    Failed,
    /// A deadline, an abort or a loss that could not be resolved. Never counted as success.
    Unknown,
}

impl Outcome {
    /// Every outcome, in the order they are counted and printed.
    pub const ALL: [Outcome; 6] =
        [Outcome::Accepted, Outcome::Done, Outcome::Already, Outcome::Conflict, Outcome::Failed, Outcome::Unknown];

    /// The spelling in JavaScript and in HTTP.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Done => "done",
            Outcome::Already => "already",
            Outcome::Conflict => "conflict",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
        }
    }
}

/// What the job knows of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing of ours is in flight: a describe decides what follows.
    Fresh,
    /// Seen in a state our request may be sent in.
    Ready,
    /// Our request is in flight.
    Sent,
    /// The reply to our request was lost at `Instance::since`.
    InDoubt,
    /// Our request was accepted: polled until the target state.
    Accepted,
    /// Moving to the target state, but not because of us: polled until it is there.
    Converging,
    /// Final.
    Finished(Outcome),
}

/// A position in one of the job's tables of texts.
pub(crate) type TextRef = u32;

/// One instance.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) id: InstanceId,
    pub(crate) phase: Phase,
    /// The state last seen.
    pub(crate) state: Option<InstanceState>,
    /// `LatestOperationRequestId` before our request: it tells later operations from earlier ones.
    pub(crate) prior_request: Option<TextRef>,
    /// The request that was accepted or refused for it.
    pub(crate) request: Option<TextRef>,
    /// Why it failed, or the reason to report if nothing better is learned.
    pub(crate) fault: Option<TextRef>,
    /// The last refusal for something temporary. Kept until a request is accepted.
    pub(crate) refusal: Option<TextRef>,
    /// When the first refusal in a row came; 0 for none.
    pub(crate) refused_since: u64,
    /// An acting request naming it was sent, and its connection was not refused.
    pub(crate) sent: bool,
    /// `sent` without the request in flight: what holds if its connection turns out to be refused. Not saved, because a
    /// restored job has nothing in flight.
    pub(crate) sent_before: bool,
    /// When it entered its phase.
    pub(crate) since: u64,
    /// How often it was refused alone, or found busy.
    pub(crate) tries: u8,
    /// When a complete describe first left it out; 0 for never.
    pub(crate) missing_since: u64,
    /// No describe has shown it yet.
    pub(crate) unseen: bool,
}

impl Instance {
    pub(crate) fn new(id: InstanceId) -> Self {
        Instance {
            id,
            phase: Phase::Fresh,
            state: None,
            prior_request: None,
            request: None,
            fault: None,
            refusal: None,
            refused_since: 0,
            sent: false,
            sent_before: false,
            since: 0,
            tries: 0,
            missing_since: 0,
            unseen: true,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Finished(_))
    }

    /// Whether an acting request names it that was sent, or given to the driver.
    pub(crate) fn is_acted_on(&self) -> bool {
        self.sent || self.phase == Phase::Sent
    }
}

/// How many instances are what. Every change of an instance updates it, so that no step goes through all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Without an outcome.
    pub(crate) open: usize,
    /// Open, and shown by no describe yet.
    pub(crate) unseen: usize,
    /// In doubt.
    pub(crate) doubts: usize,
    /// Named by an acting request.
    pub(crate) acted: usize,
    /// Open, and named by an acting request.
    pub(crate) acting_open: usize,
    /// Failed, in conflict or unknown.
    pub(crate) bad: usize,
}

impl Counts {
    /// The counts of one instance.
    pub(crate) fn of(instance: &Instance) -> Self {
        let (open, acted) = (instance.is_open(), instance.is_acted_on());
        let bad = matches!(instance.phase, Phase::Finished(Outcome::Failed | Outcome::Conflict | Outcome::Unknown));
        Counts {
            open: usize::from(open),
            unseen: usize::from(open && instance.unseen),
            doubts: usize::from(instance.phase == Phase::InDoubt),
            acted: usize::from(acted),
            acting_open: usize::from(open && acted),
            bad: usize::from(bad),
        }
    }

    /// The sum, or the difference, of two counts.
    fn join(self, other: Self, how: fn(usize, usize) -> usize) -> Self {
        Counts {
            open: how(self.open, other.open),
            unseen: how(self.unseen, other.unseen),
            doubts: how(self.doubts, other.doubts),
            acted: how(self.acted, other.acted),
            acting_open: how(self.acting_open, other.acting_open),
            bad: how(self.bad, other.bad),
        }
    }

    /// After an instance that was `before` has become `after`.
    pub(crate) fn changed(self, before: Self, after: Self) -> Self {
        self.join(after, |all, one| all + one).join(before, |all, one| all - one)
    }
}

/// Why an instance failed; all instances of a batch share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) message: String,
    /// Not said by the service but by what a describe showed.
    pub(crate) inferred: bool,
    /// It is about the credentials, whatever the advice for its code is elsewhere.
    pub(crate) credentials: bool,
}
