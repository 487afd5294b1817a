//! The start job: a state machine that starts, stops or reboots any number of instances, without clock, network or
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
//! It describes before it acts, sends only what may be sent, never repeats a request whose reply was lost before it has
//! looked, and can be saved between any two steps. Misuse is harmless: stale tickets are ignored and `Done` is sticky.

mod describe_queue;
mod ending;
mod instance;
mod observations;
mod options;
mod plan;
mod replies;
mod report;
mod retry_state;
mod save;
mod sending;
mod verdict;
mod waves;

pub use instance::Outcome;
pub use options::{JobOptions, Pacing, Parameter, Ramp, Retry, StopAfter};
pub use replies::NOT_SENT;
pub use report::{FaultReport, InstanceReport, JobResult, Progress};
pub(crate) use retry_state::RetryState;

use crate::Error;
use crate::ids::InstanceIds;
use crate::model::{self, Action, Operation};
use crate::pace::{self, Pace};
use crate::wire::on_one_line;
use describe_queue::{DescribeKind, DescribeQueue};
use ending::Ending;
use instance::{Counts, Fault, Instance, Phase, TextRef};
use waves::Wave;

/// How many describes of each kind the job sends a second: below the service's 40, so that others have room too.
const DESCRIBES_PER_SECOND: u32 = 34;

/// How many requests a second of an action are sent at most, by one job or by all of a process.
pub fn planned_per_second(action: &Action) -> u32 {
    if action.operation.is_some() { action.per_second } else { action.per_second.min(DESCRIBES_PER_SECOND) }
}

/// The rows of one saved page. Part of the saved format, whatever the service takes in a request.
const PAGE: usize = 100;
/// No message kept with an instance is longer, in bytes: a saved page of a hundred stays under 100 KB.
const MOST_MESSAGE: usize = 400;

/// What the driver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this request and report what came of it under its ticket.
    Send(Send),
    /// Nothing to do before `until` (Unix milliseconds), unless a reply comes first.
    Wait {
        /// When to ask again.
        until: u64,
        /// What is waited for.
        reason: WaitReason,
    },
    /// Every instance has its outcome.
    Done,
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// What to report the answer under.
    pub ticket: u32,
    /// `X-TC-Action`.
    pub action: &'static str,
    /// The JSON body.
    pub payload: String,
    /// Whether it changes instances: the job is to be saved before it leaves.
    pub acting: bool,
    /// Past this moment (Unix milliseconds) the job counts the reply as lost.
    pub reply_by: u64,
}

/// Why the job waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// A request failed, or was refused for the rate.
    Backoff,
    /// Instances are on their way.
    Confirm,
    /// The rate allows no request yet.
    Pace,
    /// Only a reply can tell what follows.
    Reply,
    /// A reply was lost; the instances are watched before anything is sent again.
    Settle,
}

impl WaitReason {
    /// The spelling at every door.
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

/// What kind of request a ticket stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Act,
    Describe(DescribeKind),
}

/// A request whose reply has not come.
#[derive(Debug)]
struct Flight {
    ticket: u32,
    purpose: Purpose,
    indices: Vec<u32>,
    bisected: bool,
    /// The driver has told that it left, or never tells.
    sent: bool,
    sent_at: u64,
    reply_by: u64,
    slot: Option<u64>,
}

/// The state machine.
#[derive(Debug)]
pub struct Job {
    action: &'static Action,
    operation: &'static Operation,
    options: JobOptions,
    instances: Vec<Instance>,
    counts: Counts,
    /// Grows with every change that a caller can see, so that of two answers the older one can be told.
    version: u64,
    /// The rows of one saved page.
    chunk_len: usize,
    full_describes: DescribeQueue,
    status_describes: DescribeQueue,
    /// The rows a describe asks for: fewer than a hundred once a reply was too big.
    page: usize,
    ready: std::collections::VecDeque<u32>,
    bisected_batches: std::collections::VecDeque<Vec<u32>>,
    flights: Vec<Flight>,
    next_ticket: u32,
    /// The driver tells which requests have left; one that does not sends what it is handed at once.
    driver_reports_sends: bool,
    /// A good reply has come: before it, requests go one at a time.
    confirmed: bool,
    /// Some request may have reached the service.
    reached: bool,
    /// Since when every request was refused a connection.
    unreached_since: Option<u64>,
    wave: Wave,
    /// Too many instances have failed: nothing more is acted on.
    halted: bool,
    /// Acting requests refused by the access policy.
    denied: u32,
    retry_state: RetryState,
    paces: [Pace; 3],
    sent: [u32; 3],
    texts: Vec<String>,
    faults: Vec<Fault>,
    rejection: Option<Error>,
    /// What the last request failed of, until one succeeds.
    last_error: Option<String>,
    ending: Option<Ending>,
    restored: bool,
    /// The paces of a restored job that has not taken its first step.
    saved_paces: Option<Vec<String>>,
    changed: Vec<bool>,
    /// The row `head` as it was last given out.
    head: String,
}

impl Job {
    /// A job for `action`, one of `StartInstances`, `StopInstances` and `RebootInstances`.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the option that cannot be used.
    pub fn new(action: &str, ids: InstanceIds, options: JobOptions) -> Result<Self, Error> {
        let instances: Vec<Instance> = ids.into_vec().into_iter().map(Instance::new).collect();
        let mut job = Self::empty(action, options)?;
        job.changed = vec![true; instances.len().div_ceil(PAGE)];
        job.instances = instances;
        job.count();
        let all: Vec<u32> = (0..job.instances.len() as u32).collect();
        for page in all.chunks(model::MAX_IDS) {
            job.full_describes.push(0, page.to_vec(), false);
        }
        Ok(job)
    }

    fn empty(action: &str, options: JobOptions) -> Result<Self, Error> {
        let found = model::action(action).and_then(|action| Some((action, action.operation.as_ref()?)));
        let Some((action, operation)) = found else {
            return Err(Error::argument("action", "must be StartInstances, StopInstances or RebootInstances"));
        };
        options::check_parameters(action, &options.parameters)?;
        options.ramp.map_or(Ok(()), Ramp::check)?;
        options.stop_after.map_or(Ok(()), StopAfter::check)?;
        let acting = match options.pacing {
            Pacing::Job(per_second) if (1..=pace::MOST).contains(&per_second) => per_second,
            Pacing::Job(_) => return Err(Error::argument("perSecond", "must be a whole number from 1 to 10000")),
            Pacing::Driver => action.per_second,
        };
        Ok(Job {
            action,
            operation,
            instances: Vec::new(),
            counts: Counts::default(),
            version: 0,
            chunk_len: PAGE,
            full_describes: DescribeQueue::default(),
            status_describes: DescribeQueue::default(),
            page: model::MAX_IDS,
            ready: std::collections::VecDeque::new(),
            bisected_batches: std::collections::VecDeque::new(),
            flights: Vec::new(),
            next_ticket: 1,
            driver_reports_sends: options.pacing == Pacing::Driver,
            confirmed: false,
            reached: false,
            unreached_since: None,
            wave: Wave::new(options.ramp),
            halted: false,
            denied: 0,
            retry_state: RetryState::new(options.seed),
            paces: [Pace::new(acting), Pace::new(DESCRIBES_PER_SECOND), Pace::new(DESCRIBES_PER_SECOND)],
            sent: [0; 3],
            texts: Vec::new(),
            faults: Vec::new(),
            rejection: None,
            last_error: None,
            ending: None,
            restored: false,
            saved_paces: None,
            changed: Vec::new(),
            head: String::new(),
            options,
        })
    }

    /// The action it carries out.
    pub fn action(&self) -> &'static str {
        self.action.name
    }

    /// How often requests have failed in a row, and until when (Unix milliseconds) nothing is sent for it.
    pub fn backoff(&self) -> (u32, u64) {
        (self.retry_state.failures, self.retry_state.hold_until)
    }

    /// The retries of the whole process are spent: the next request goes as late as a retry may.
    pub fn postpone(&mut self, now: u64) {
        self.retry_state.postpone(now, self.options.retry.unwrap_or_default());
    }

    /// The region of its requests.
    pub fn region(&self) -> &str {
        &self.options.region
    }

    /// Why nothing could be attempted at all, when that is so: an operation then rejects instead of resolving.
    pub fn rejection(&self) -> Option<&Error> {
        self.rejection.as_ref()
    }

    fn instance(&self, index: u32) -> Option<&Instance> {
        self.instances.get(index as usize)
    }

    /// Changes a row. Its page is saved next time.
    fn change(&mut self, index: u32, edit: impl FnOnce(&mut Instance)) {
        let Some(instance) = self.instances.get_mut(index as usize) else { return };
        let before = Counts::of(instance);
        edit(instance);
        self.counts = self.counts.changed(before, Counts::of(instance));
        self.version += 1;
        if let Some(page) = self.changed.get_mut(index as usize / self.chunk_len) {
            *page = true;
        }
    }

    /// Counts all rows anew.
    fn count(&mut self) {
        let none = Counts::default();
        self.counts = self.instances.iter().fold(none, |counts, instance| counts.changed(none, Counts::of(instance)));
    }

    fn enter(&mut self, index: u32, phase: Phase, now: u64) {
        self.change(index, |instance| {
            instance.phase = phase;
            instance.since = now;
        });
    }

    fn finish(&mut self, index: u32, outcome: Outcome, fault: Option<TextRef>, now: u64) {
        self.change(index, |instance| {
            instance.phase = Phase::Finished(outcome);
            instance.since = now;
            instance.fault = fault;
        });
    }

    /// `text` is a request id, as `wire` reads it.
    fn text(&mut self, text: &str) -> TextRef {
        intern(&mut self.texts, |known| known == text, || text.to_owned())
    }

    fn fault(&mut self, code: &str, message: &str, inferred: bool) -> TextRef {
        let message = on_one_line(message.to_owned(), MOST_MESSAGE);
        let same = |fault: &Fault| fault.code == code && fault.message == message && fault.inferred == inferred;
        intern(&mut self.faults, same, || Fault {
            code: on_one_line(code.to_owned(), MOST_MESSAGE),
            message: message.clone(),
            inferred,
        })
    }
}

/// The position of an entry, added if the last few do not hold it: a batch shares its request id and its fault, and
/// looking further back would make the work grow with the square of the fleet.
fn intern<T>(table: &mut Vec<T>, same: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> TextRef {
    let recent = table.len().saturating_sub(8);
    let known = table.iter().enumerate().skip(recent).find(|(_, entry)| same(entry)).map(|(at, _)| at);
    known.unwrap_or_else(|| {
        table.push(make());
        table.len() - 1
    }) as TextRef
}
