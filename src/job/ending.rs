//! How a job ends before its instances are done: by deadline, abort, cancel, or credentials that fail.

use super::row::{Outcome, Phase};
use super::tasks::Kind;
use super::{Job, PAGE, Purpose};
use crate::Error;
use crate::error::client;

/// The job is ending: one last describe of what is open, then the rest is unknown.
#[derive(Debug)]
pub(crate) struct Ending {
    /// Why: `Client.Aborted` or `Client.Deadline`.
    pub(crate) code: &'static str,
}

impl Job {
    /// Ends the job with one describe of what was sent. Nothing more is sent; what never was stays unsent.
    pub fn cancel(&mut self, now: u64) {
        self.wake(now);
        if self.open > 0 && self.ending.is_none() {
            self.end(client::ABORTED, now);
        }
    }

    /// Ends the job at once: everything open is unknown.
    pub fn abort(&mut self, now: u64) {
        self.give_up(client::ABORTED, now);
    }

    /// Ends the job with an error that every further request would meet too. What was never sent has failed with it; what is
    /// open is unknown. Before the first good reply the whole operation is rejected with it.
    pub fn reject(&mut self, error: &Error, now: u64) {
        if !self.trusted && self.rejection.is_none() {
            self.rejection = Some(error.clone());
        }
        self.shut(0..self.rows.len() as u32, error, now);
        self.drop_plans();
    }

    /// The open rows among these end with an error that is not about them: what was never sent has failed with it, what was
    /// is unknown.
    pub(super) fn shut(&mut self, rows: impl IntoIterator<Item = u32>, error: &Error, now: u64) {
        let fault = self.fault(&error.code, &error.message, false);
        let lost = self.reply_lost();
        for index in rows {
            match self.row(index).filter(|row| row.is_open()).map(|row| row.sent && row.phase != Phase::Fresh) {
                Some(true) => self.finish(index, Outcome::Unknown, Some(lost), now),
                Some(false) => self.finish(index, Outcome::Failed, Some(fault), now),
                None => {}
            }
        }
    }

    pub(super) fn give_up(&mut self, code: &'static str, now: u64) {
        let all: Vec<u32> = (0..self.rows.len() as u32).collect();
        self.ending = Some(Ending { code });
        self.close(&all, now);
        self.drop_plans();
    }

    pub(super) fn end(&mut self, code: &'static str, now: u64) {
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
        let asked = |row: &super::Row| row.is_open() && (row.sent || code == client::DEADLINE);
        let (open, rest): (Vec<u32>, Vec<u32>) =
            (0..self.rows.len() as u32).partition(|index| self.row(*index).is_some_and(asked));
        self.close(&rest, now);
        for page in open.chunks(PAGE) {
            self.owe(Kind::Look, now, page.to_vec(), false);
        }
    }

    /// The rows among these that are still open end as unknown.
    pub(super) fn close(&mut self, rows: &[u32], now: u64) {
        let Some(code) = self.ending.as_ref().map(|ending| ending.code) else { return };
        let ended =
            if code == client::ABORTED { "the operation was aborted first" } else { "the deadline passed first" };
        let message = match &self.trouble {
            Some(trouble) => [ended, "; the last request failed: ", trouble].concat(),
            None => ended.to_owned(),
        };
        let early = self.fault(code, &message, false);
        let lost = self.reply_lost();
        for &index in rows {
            match self.row(index).map(|row| row.phase) {
                None | Some(Phase::Over(_)) => {}
                Some(Phase::Doubt | Phase::Sent) if code == client::DEADLINE => {
                    self.finish(index, Outcome::Unknown, Some(lost), now)
                }
                Some(_) => self.finish(index, Outcome::Unknown, Some(early), now),
            }
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
