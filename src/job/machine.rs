//! The state of a job, and the changes of one instance that everything else is made of.

use super::describe_queue::{DescribeKind, DescribeQueue};
use super::instance::{Counts, Fault, Instance, Outcome, Phase, TextRef};
use super::options::{DESCRIBES_PER_SECOND, JobOptions, Pacing, Ramp, StopAfter};
use super::parameters::check_parameters;
use super::retry_state::RetryState;
use super::wave::Wave;
use crate::Error;
use crate::ids::InstanceIds;
use crate::model::{self, Action, Operation};
use crate::pace::{MOST, Pace};
use crate::wire::on_one_line;
use std::collections::VecDeque;

/// How many instances a saved row holds. Part of the saved format, whatever the service takes in a request.
pub(super) const CHUNK: usize = 100;
/// No message kept with an instance is longer, in bytes: a saved row of a hundred stays under 100 KB.
const MOST_MESSAGE: usize = 400;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Act,
    Describe(DescribeKind),
}

impl Purpose {
    /// Its place in `Job::paces` and `Job::sent`.
    pub(super) fn index(self) -> usize {
        match self {
            Purpose::Act => 0,
            Purpose::Describe(DescribeKind::Full) => 1,
            Purpose::Describe(DescribeKind::Status) => 2,
        }
    }
}

/// A request in flight.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) ticket: u32,
    pub(super) purpose: Purpose,
    /// Places in `Job::instances`.
    pub(super) indices: Vec<u32>,
    /// It is a part of a refused batch.
    pub(super) bisected: bool,
    /// The driver has reported that it was sent, or never does.
    pub(super) sent: bool,
    pub(super) sent_at: u64,
    pub(super) reply_by: u64,
    pub(super) slot: Option<u64>,
}

/// Why the job ends early: one last describe of what is open, then the rest is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Deadline,
    Cancelled,
    /// Without the describe.
    Aborted,
}

/// A fleet job.
#[derive(Debug)]
pub struct Job {
    pub(super) action: &'static Action,
    pub(super) operation: &'static Operation,
    pub(super) options: JobOptions,
    pub(super) instances: Vec<Instance>,
    pub(super) counts: Counts,
    /// Grows with every change that a caller can see, so that the older of two results can be told.
    pub(super) version: u64,
    /// How many instances a saved row holds.
    pub(super) chunk_len: usize,
    pub(super) full_describes: DescribeQueue,
    pub(super) status_describes: DescribeQueue,
    /// The most instances in a describe: fewer than the service takes once a reply was too big.
    pub(super) describe_limit: usize,
    /// Instances that may be acted on.
    pub(super) ready: VecDeque<u32>,
    /// Parts of refused batches, each to be sent alone.
    pub(super) bisected_batches: VecDeque<Vec<u32>>,
    pub(super) flights: Vec<Flight>,
    pub(super) next_ticket: u32,
    /// The driver reports which requests were sent; one that does not sends at once what it is given.
    pub(super) driver_reports_sends: bool,
    /// A good reply has come: before it, requests go one at a time.
    pub(super) confirmed: bool,
    /// Some request may have reached the service.
    pub(super) reached: bool,
    /// Since when every request was refused a connection.
    pub(super) unreached_since: Option<u64>,
    pub(super) wave: Wave,
    /// Too many instances have failed: nothing more is acted on.
    pub(super) halted: bool,
    /// Acting requests refused by the access policy.
    pub(super) denied: u32,
    pub(super) retry_state: RetryState,
    pub(super) paces: [Pace; 3],
    pub(super) sent: [u32; 3],
    /// Request ids.
    pub(super) texts: Vec<String>,
    pub(super) faults: Vec<Fault>,
    pub(super) rejection: Option<Error>,
    /// Why the last request failed, until one succeeds.
    pub(super) last_error: Option<String>,
    pub(super) ending: Option<Ending>,
    pub(super) restored: bool,
    /// The paces of a restored job that has not taken its first step.
    pub(super) saved_paces: Option<Vec<String>>,
    /// Which saved rows have changed since they were last returned.
    pub(super) changed: Vec<bool>,
    /// The row `head` as it was last returned.
    pub(super) head: String,
}

impl Job {
    /// A job for `action`, one whose row in the model has an operation.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the option that cannot be used.
    pub fn new(action: &str, ids: InstanceIds, options: JobOptions) -> Result<Self, Error> {
        let instances: Vec<Instance> = ids.into_vec().into_iter().map(Instance::new).collect();
        let mut job = Self::empty(action, options)?;
        job.changed = vec![true; instances.len().div_ceil(CHUNK)];
        job.instances = instances;
        job.count();
        let all: Vec<u32> = (0..job.instances.len() as u32).collect();
        for page in all.chunks(model::MAX_DESCRIBED) {
            job.full_describes.push(0, page.to_vec(), false);
        }
        Ok(job)
    }

    /// A job without instances.
    pub(super) fn empty(action: &str, options: JobOptions) -> Result<Self, Error> {
        let found = model::action(action).and_then(|action| Some((action, action.operation.as_ref()?)));
        let Some((action, operation)) = found else {
            let operations = model::ACTIONS.iter().filter(|action| action.operation.is_some());
            let names: Vec<&str> = operations.map(|action| action.name).collect();
            return Err(Error::argument("action", &["must be one of ", &names.join(", ")].concat()));
        };
        check_parameters(action, &options.parameters)?;
        options.ramp.map_or(Ok(()), Ramp::check)?;
        options.stop_after.map_or(Ok(()), StopAfter::check)?;
        let acting = match options.pacing {
            Pacing::Job(per_second) if (1..=MOST).contains(&per_second) => per_second,
            Pacing::Job(_) => return Err(Error::argument("perSecond", "must be a whole number from 1 to 10000")),
            Pacing::Driver => action.per_second,
        };
        Ok(Job {
            action,
            operation,
            instances: Vec::new(),
            counts: Counts::default(),
            version: 0,
            chunk_len: CHUNK,
            full_describes: DescribeQueue::default(),
            status_describes: DescribeQueue::default(),
            describe_limit: model::MAX_DESCRIBED,
            ready: VecDeque::new(),
            bisected_batches: VecDeque::new(),
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

    /// The retry budget of the whole process is spent: delays the next request as long as a retry may wait.
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

    pub(super) fn instance(&self, index: u32) -> Option<&Instance> {
        self.instances.get(index as usize)
    }

    /// Changes an instance; it is saved next time.
    pub(super) fn change(&mut self, index: u32, edit: impl FnOnce(&mut Instance)) {
        let Some(instance) = self.instances.get_mut(index as usize) else { return };
        let before = Counts::of(instance);
        edit(instance);
        self.counts = self.counts.changed(before, Counts::of(instance));
        self.version += 1;
        if let Some(changed) = self.changed.get_mut(index as usize / self.chunk_len) {
            *changed = true;
        }
    }

    /// Counts all instances anew.
    pub(super) fn count(&mut self) {
        let none = Counts::default();
        self.counts = self.instances.iter().fold(none, |counts, instance| counts.changed(none, Counts::of(instance)));
    }

    pub(super) fn enter(&mut self, index: u32, phase: Phase, now: u64) {
        self.change(index, |instance| {
            instance.phase = phase;
            instance.since = now;
        });
    }

    /// Ends an instance.
    pub(super) fn finish(&mut self, index: u32, outcome: Outcome, fault: Option<TextRef>, now: u64) {
        self.change(index, |instance| {
            instance.phase = Phase::Finished(outcome);
            instance.since = now;
            instance.fault = fault;
        });
    }

    /// Stores a request id, as `wire` reads it.
    pub(super) fn text(&mut self, text: &str) -> TextRef {
        intern(&mut self.texts, |known| known == text, || text.to_owned())
    }

    /// Stores why instances failed.
    pub(super) fn fault(&mut self, code: &str, message: &str, inferred: bool) -> TextRef {
        self.keep_fault(Fault { code: code.to_owned(), message: message.to_owned(), inferred, credentials: false })
    }

    pub(super) fn keep_fault(&mut self, fault: Fault) -> TextRef {
        let code = on_one_line(fault.code, MOST_MESSAGE);
        let message = on_one_line(fault.message, MOST_MESSAGE);
        let fault = Fault { code, message, ..fault };
        intern(&mut self.faults, |known| *known == fault, || fault.clone())
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
