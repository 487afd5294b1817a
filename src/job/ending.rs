//! How a job ends before its instances are done: by deadline, abort, cancel, or credentials that fail.

use super::describe_queue::DescribeKind;
use super::instance::{Fault, Instance, Outcome, Phase, TextRef};
use super::machine::{Ending, Job, Purpose};
use crate::Error;
use crate::error::client;
use crate::model::{Advice, MAX_DESCRIBED};

/// The progress of an open instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No request naming it was sent.
    NotSent,
    /// The service refused it, for something temporary.
    Refused(TextRef),
    /// A request naming it was sent, and what it did is not known.
    Unanswered,
    /// The service accepted the request.
    Accepted,
    /// It moves to the target state, and not because of us.
    Converging,
}

impl Ending {
    pub(super) fn code(self) -> &'static str {
        match self {
            Ending::Deadline => client::DEADLINE,
            Ending::Cancelled | Ending::Aborted => client::ABORTED,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Ending::Deadline => "the deadline passed first",
            Ending::Cancelled => "the job was cancelled first",
            Ending::Aborted => "the operation was aborted first",
        }
    }
}

impl Job {
    /// Ends the job with one describe of the instances that were acted on. Nothing else is sent.
    pub fn cancel(&mut self, now: u64) {
        self.resume(now);
        if self.counts.open > 0 && self.ending.is_none() {
            self.end(Ending::Cancelled, now);
        }
    }

    /// Ends the job at once: everything open is unknown.
    pub fn abort(&mut self, now: u64) {
        self.end_now(Ending::Aborted, now);
    }

    /// Ends the job with an error that every further request would meet too. What was never sent has failed with it, what
    /// was accepted stays so, the rest is unknown. Before the first good reply the whole operation is rejected with it.
    pub fn reject(&mut self, error: &Error, now: u64) {
        let mut error = error.clone();
        if !self.confirmed && self.rejection.is_none() {
            self.rejection = Some(error.clone());
        } else if error.code == client::INVALID_ARGUMENT {
            error = Error::new(client::CREDENTIALS_FAILED, error.message);
        }
        self.drop_unsent(now);
        for index in 0..self.instances.len() as u32 {
            self.end_one_with_error(index, &error, Outcome::Accepted, now);
        }
        self.clear_queues();
    }

    /// The open ones among these instances end with an error that is not about them.
    pub(super) fn end_with_error(&mut self, indices: impl IntoIterator<Item = u32>, error: &Error, now: u64) {
        for index in indices {
            self.end_one_with_error(index, error, Outcome::Unknown, now);
        }
    }

    /// `if_accepted`: how an instance ends whose request was accepted and that cannot be followed to its end.
    fn end_one_with_error(&mut self, index: u32, error: &Error, if_accepted: Outcome, now: u64) {
        let Some(stage) = self.stage(index) else { return };
        let (outcome, before) = match stage {
            Stage::NotSent | Stage::Refused(_) => (Outcome::Failed, ""),
            Stage::Unanswered => (Outcome::Unknown, "sent and not answered, and it cannot be described: "),
            Stage::Accepted => (if_accepted, "accepted by the service, and it cannot be followed to its end: "),
            Stage::Converging => {
                (Outcome::Unknown, "in transition by other means, and it cannot be followed to its end: ")
            }
        };
        let fault = self.keep_fault(Fault {
            code: error.code.clone(),
            message: [before, &error.message].concat(),
            inferred: false,
            credentials: error.advice == Advice::FixCredentials,
        });
        self.finish(index, outcome, Some(fault), now);
    }

    /// Ends the job at once.
    pub(super) fn end_now(&mut self, ending: Ending, now: u64) {
        self.drop_unsent(now);
        let all: Vec<u32> = (0..self.instances.len() as u32).collect();
        self.ending = Some(ending);
        self.finish_open(&all, now);
        self.clear_queues();
    }

    /// Ends the job with one last describe.
    pub(super) fn end(&mut self, ending: Ending, now: u64) {
        self.drop_unsent(now);
        let flights = std::mem::take(&mut self.flights);
        for flight in &flights {
            self.release(flight, now);
            if flight.purpose == Purpose::Act {
                for &index in &flight.indices {
                    self.enter(index, Phase::InDoubt, now);
                }
            }
        }
        self.clear_queues();
        self.retry_state.succeeded();
        self.ending = Some(ending);
        self.version += 1;
        let to_describe = |instance: &Instance| instance.is_open() && (instance.sent || ending == Ending::Deadline);
        let (open, rest): (Vec<u32>, Vec<u32>) =
            (0..self.instances.len() as u32).partition(|index| self.instance(*index).is_some_and(to_describe));
        self.finish_open(&rest, now);
        for page in open.chunks(MAX_DESCRIBED) {
            self.enqueue(DescribeKind::Full, now, page.to_vec(), false);
        }
    }

    /// The progress of an instance; `None` if it has ended.
    fn stage(&self, index: u32) -> Option<Stage> {
        let instance = self.instance(index).filter(|instance| instance.is_open())?;
        let is_pending = matches!(instance.phase, Phase::Sent | Phase::InDoubt);
        Some(match (instance.phase, instance.refusal) {
            (Phase::Accepted, _) => Stage::Accepted,
            (Phase::Converging, _) => Stage::Converging,
            _ if is_pending && instance.sent => Stage::Unanswered,
            (_, Some(refusal)) => Stage::Refused(refusal),
            // A lost request may be executed still, though the instance was seen unchanged since.
            _ if instance.sent => Stage::Unanswered,
            _ => Stage::NotSent,
        })
    }

    /// The open ones among these instances end, because the job does: refused ones have failed with the last refusal, the
    /// others are unknown.
    pub(super) fn finish_open(&mut self, indices: &[u32], now: u64) {
        let Some(ending) = self.ending else { return };
        let ended = ending.reason();
        let failed = match &self.last_error {
            Some(error) => ["; the last request failed: ", error].concat(),
            None => String::new(),
        };
        for &index in indices {
            let Some(stage) = self.stage(index) else { continue };
            let said = match stage {
                Stage::NotSent => ["nothing was sent for it: ", ended, &failed].concat(),
                Stage::Accepted => ["accepted by the service, and not followed to its end: ", ended, &failed].concat(),
                Stage::Converging => {
                    ["in transition by other means, and not followed to its end: ", ended, &failed].concat()
                }
                Stage::Unanswered => ["sent and not answered, so what it did is not known: ", ended].concat(),
                Stage::Refused(refusal) => {
                    self.finish(index, Outcome::Failed, Some(refusal), now);
                    continue;
                }
            };
            let fault = match (stage, self.instance(index).and_then(|instance| instance.refusal)) {
                (Stage::Unanswered, Some(refusal)) => refusal,
                (Stage::Unanswered, None) => self.fault(client::REPLY_LOST, &said, false),
                _ => self.fault(ending.code(), &said, false),
            };
            self.finish(index, Outcome::Unknown, Some(fault), now);
        }
    }

    fn clear_queues(&mut self) {
        self.full_describes.clear();
        self.status_describes.clear();
        self.ready.clear();
        self.bisected_batches.clear();
        self.flights.clear();
    }
}
