//! How a job ends before its instances are done: by deadline, abort, cancel, or credentials that fail.

use super::row::{Outcome, Phase, Ref};
use super::tasks::Kind;
use super::{Job, Purpose};
use crate::Error;
use crate::error::client;
use crate::model::MAX_IDS;

/// The job is ending: one last describe of what is open, then the rest is unknown.
#[derive(Debug)]
pub(crate) struct Ending {
    /// Why: `Client.Aborted` or `Client.Deadline`.
    pub(crate) code: &'static str,
}

/// How far an open instance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No request naming it has left.
    NotSent,
    /// The service refused it, for something that may pass.
    Refused(Ref),
    /// A request naming it has left, and what came of it is not known.
    Unanswered,
    /// The service took the request.
    Taken,
    /// It is on its way without us.
    Converging,
}

impl Job {
    /// Ends the job with one describe of what was sent. Nothing more is sent; what never was stays unsent.
    pub fn cancel(&mut self, now: u64) {
        self.wake(now);
        if self.counts.open > 0 && self.ending.is_none() {
            self.end(client::ABORTED, now);
        }
    }

    /// Ends the job at once: everything open is unknown.
    pub fn abort(&mut self, now: u64) {
        self.give_up(client::ABORTED, now);
    }

    /// Ends the job with an error that every further request would meet too. What was never sent has failed with it, what
    /// was taken stays accepted, the rest is unknown. Before the first good reply the whole operation is rejected with it.
    pub fn reject(&mut self, error: &Error, now: u64) {
        let mut error = error.clone();
        if !self.trusted && self.rejection.is_none() {
            self.rejection = Some(error.clone());
        } else if error.code == client::INVALID_ARGUMENT {
            error = Error::new(client::CREDENTIALS_FAILED, error.message);
        }
        self.drop_held(now);
        for index in 0..self.rows.len() as u32 {
            self.shut_one(index, &error, Outcome::Accepted, now);
        }
        self.drop_plans();
    }

    /// The open rows among these end with an error that is not about them.
    pub(super) fn shut(&mut self, rows: impl IntoIterator<Item = u32>, error: &Error, now: u64) {
        for index in rows {
            self.shut_one(index, error, Outcome::Unknown, now);
        }
    }

    /// `taken`: how an instance ends whose request was taken and that cannot be followed to its end.
    fn shut_one(&mut self, index: u32, error: &Error, taken: Outcome, now: u64) {
        let Some(stage) = self.stage(index) else { return };
        let (outcome, before) = match stage {
            Stage::NotSent | Stage::Refused(_) => (Outcome::Failed, ""),
            Stage::Unanswered => (Outcome::Unknown, "sent and not answered, and it cannot be looked into: "),
            Stage::Taken => (taken, "taken by the service, and it cannot be followed to its end: "),
            Stage::Converging => (Outcome::Unknown, "on its way without us, and it cannot be followed to its end: "),
        };
        let fault = self.fault(&error.code, &[before, &error.message].concat(), false);
        self.finish(index, outcome, Some(fault), now);
    }

    pub(super) fn give_up(&mut self, code: &'static str, now: u64) {
        self.drop_held(now);
        let all: Vec<u32> = (0..self.rows.len() as u32).collect();
        self.ending = Some(Ending { code });
        self.close(&all, now);
        self.drop_plans();
    }

    pub(super) fn end(&mut self, code: &'static str, now: u64) {
        self.drop_held(now);
        let flights = std::mem::take(&mut self.flights);
        for flight in &flights {
            self.release(flight, now);
            if flight.purpose == Purpose::Act {
                for &index in &flight.rows {
                    self.enter(index, Phase::Doubt, now);
                }
            }
        }
        self.drop_plans();
        self.health.good();
        self.ending = Some(Ending { code });
        self.version += 1;
        let asked = |row: &super::Row| row.is_open() && (row.sent || code == client::DEADLINE);
        let (open, rest): (Vec<u32>, Vec<u32>) =
            (0..self.rows.len() as u32).partition(|index| self.row(*index).is_some_and(asked));
        self.close(&rest, now);
        for page in open.chunks(MAX_IDS) {
            self.owe(Kind::Look, now, page.to_vec(), false);
        }
    }

    /// How far an instance has come; `None` if it has ended.
    fn stage(&self, index: u32) -> Option<Stage> {
        let row = self.row(index).filter(|row| row.is_open())?;
        Some(match (row.phase, row.refusal) {
            (Phase::Taken, _) => Stage::Taken,
            (Phase::Coming, _) => Stage::Converging,
            (Phase::Doubt, _) => Stage::Unanswered,
            (Phase::Sent, _) if row.sent => Stage::Unanswered,
            (_, Some(refusal)) => Stage::Refused(refusal),
            _ => Stage::NotSent,
        })
    }

    /// The rows among these that are still open end, as the job is ending: refused ones have failed with what the service
    /// said last, the others are unknown.
    pub(super) fn close(&mut self, rows: &[u32], now: u64) {
        let Some(code) = self.ending.as_ref().map(|ending| ending.code) else { return };
        let ended =
            if code == client::ABORTED { "the operation was aborted first" } else { "the deadline passed first" };
        let failed = match &self.last_error {
            Some(error) => ["; the last request failed: ", error].concat(),
            None => String::new(),
        };
        for &index in rows {
            let Some(stage) = self.stage(index) else { continue };
            let said = match stage {
                Stage::NotSent => ["nothing was sent for it: ", ended, &failed].concat(),
                Stage::Taken => ["taken by the service, and not followed to its end: ", ended].concat(),
                Stage::Converging => ["on its way without us, and not followed to its end: ", ended].concat(),
                Stage::Unanswered => ["sent and not answered, so what it did is not known: ", ended].concat(),
                Stage::Refused(refusal) => {
                    self.finish(index, Outcome::Failed, Some(refusal), now);
                    continue;
                }
            };
            let fault = match (stage, self.row(index).and_then(|row| row.refusal)) {
                (Stage::Unanswered, Some(refusal)) => refusal,
                (Stage::Unanswered, None) => self.fault(client::REPLY_LOST, &said, false),
                _ => self.fault(code, &said, false),
            };
            self.finish(index, Outcome::Unknown, Some(fault), now);
        }
    }

    fn drop_plans(&mut self) {
        self.looks.clear();
        self.polls.clear();
        self.ready.clear();
        self.lots.clear();
        self.flights.clear();
    }
}
