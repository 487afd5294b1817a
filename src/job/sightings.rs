//! What the rows of a describe teach about the instances they show, and about those they leave out.

use super::replies::LOOK_MS;
use super::row::{Outcome, Phase, Row};
use super::tasks::Kind;
use super::verdict::{Known, Verdict, judge, judge_state};
use super::{Flight, Job};
use crate::error::client;
use crate::wire::{Page, Seen};

/// How often an instance on its way is polled, in milliseconds.
const POLL_MS: u64 = 3_000;
/// Polls and looks fall on moments so far apart, in milliseconds, so that what is left of many pages shares one.
const POLL_GRID_MS: u64 = 500;
const LOOK_GRID_MS: u64 = 1_000;
/// How far apart the two complete replies must be that prove an instance absent.
const ABSENT_MS: u64 = 2_000;

impl Job {
    pub(super) fn described(&mut self, flight: &Flight, kind: Kind, page: &Page, now: u64) {
        self.trusted = true;
        self.last_error = None;
        self.health.good();
        let known = |seen: &Seen| {
            flight.rows.iter().any(|index| self.row(*index).is_some_and(|row| row.id.as_str() == seen.id))
        };
        let complete = page.total == page.rows.len() as u64 && page.rows.iter().all(known);
        let mut next = Next::default();
        for &index in &flight.rows {
            let Some(row) = self.row(index).filter(|row| row.is_open()) else { continue };
            match page.rows.iter().find(|seen| seen.id == row.id.as_str()) {
                Some(seen) => self.saw(index, seen, flight, kind, now, &mut next),
                None if kind == Kind::Poll => next.look_now.push(index),
                None => self.missed(index, complete, now, &mut next),
            }
        }
        if self.ending.is_some() {
            return self.close(&flight.rows, now);
        }
        if flight.lot && !next.send.is_empty() {
            self.lots.push_back(next.send);
        } else {
            // What was acted on before needs no room in a wave, and must not wait behind what does.
            let before = |index: &u32| self.row(*index).is_some_and(Row::is_acted_on);
            let (again, first): (Vec<u32>, Vec<u32>) = next.send.into_iter().partition(before);
            again.into_iter().rev().for_each(|index| self.ready.push_front(index));
            self.ready.extend(first);
        }
        self.owe(Kind::Look, now, next.look_now, false);
        self.owe(Kind::Look, (now + LOOK_MS).next_multiple_of(LOOK_GRID_MS), next.look, flight.lot);
        self.owe(self.watch(), (now + POLL_MS) / POLL_GRID_MS * POLL_GRID_MS, next.poll, false);
    }

    fn saw(&mut self, index: u32, seen: &Seen, flight: &Flight, kind: Kind, now: u64, next: &mut Next) {
        let (action, operation, settle) = (self.action.name, self.operation, self.options.settle_ms);
        let Some(row) = self.row(index) else { return };
        let (phase, faulted) = (row.phase, row.fault);
        let verdict = match kind {
            Kind::Poll => judge_state(operation, phase, seen.state),
            Kind::Look => {
                let text = |at: Option<u32>| at.and_then(|at| self.texts.get(at as usize)).map(String::as_str);
                let settled = flight.sent_at >= row.since.saturating_add(settle);
                let known = Known { phase, base: text(row.base), request: text(row.request), settled };
                Some(judge(action, operation, known, seen))
            }
        };
        self.note(index, seen);
        match verdict {
            None => next.look_now.push(index),
            Some(Verdict::Look) => next.look.push(index),
            Some(Verdict::Send) => self.may_send(index, seen, faulted, now, next),
            Some(Verdict::Coming) if !self.options.wait => self.finish(index, Outcome::Already, None, now),
            Some(Verdict::Taken) if !self.options.wait => self.finish(index, Outcome::Accepted, None, now),
            Some(Verdict::Coming) => self.watching(index, Phase::Coming, next, now),
            Some(Verdict::Taken) => {
                self.adopt(index, seen);
                self.watching(index, Phase::Taken, next, now);
            }
            Some(Verdict::Refused(state)) => {
                let message = ["the instance is ", state.name(), ", which forbids ", action].concat();
                let fault = self.fault(state.refusal(), &message, true);
                self.finish(index, Outcome::Failed, Some(fault), now);
            }
            Some(Verdict::OperationFailed) => {
                let message = seen.operation_error.as_deref().filter(|text| !text.is_empty());
                let fault = self.fault(client::OPERATION_FAILED, message.unwrap_or("the operation failed"), false);
                self.finish(index, Outcome::Failed, Some(fault), now);
            }
            Some(Verdict::Over(outcome)) => {
                if phase == Phase::Doubt {
                    self.adopt(index, seen);
                }
                let fault = (outcome == Outcome::Unknown).then(|| self.reply_lost());
                self.finish(index, outcome, fault, now);
            }
        }
    }

    fn may_send(&mut self, index: u32, seen: &Seen, faulted: Option<u32>, now: u64, next: &mut Next) {
        let doubtful = self.row(index).is_some_and(|row| row.phase == Phase::Doubt);
        match (doubtful, faulted) {
            (true, Some(fault)) => return self.finish(index, Outcome::Failed, Some(fault), now),
            (true, None) if self.options.retry.is_none() => {
                let fault = self.reply_lost();
                return self.finish(index, Outcome::Unknown, Some(fault), now);
            }
            _ => {}
        }
        let base = seen.operation_request_id.as_deref().map(|id| self.text(id));
        self.change(index, |row| row.base = base);
        self.enter(index, Phase::Ready, now);
        next.send.push(index);
    }

    pub(super) fn reply_lost(&mut self) -> u32 {
        self.fault(client::REPLY_LOST, "the reply was lost, and what the request did could not be found out", false)
    }

    fn watching(&mut self, index: u32, phase: Phase, next: &mut Next, now: u64) {
        if self.row(index).is_some_and(|row| row.phase != phase) {
            self.enter(index, phase, now);
        }
        next.poll.push(index);
    }

    /// After a lost reply the describe may tell the id of the request that was taken after all.
    fn adopt(&mut self, index: u32, seen: &Seen) {
        let ours = seen.operation.as_deref() == Some(self.action.name);
        let Some(id) = seen.operation_request_id.as_deref().filter(|_| ours) else { return };
        let request = self.text(id);
        self.change(index, |row| row.request = row.request.filter(|_| row.refusal.is_none()).or(Some(request)));
    }

    fn note(&mut self, index: u32, seen: &Seen) {
        self.change(index, |row| {
            row.state = seen.state.or(row.state);
            row.missing_since = 0;
            row.unseen = false;
        });
    }

    /// The reply did not show the instance. Two complete replies some time apart prove it absent.
    fn missed(&mut self, index: u32, complete: bool, now: u64, next: &mut Next) {
        let region = self.options.region.clone();
        let since = self.row(index).map_or(0, |row| row.missing_since);
        if !complete || since == 0 || now < since + ABSENT_MS {
            self.change(index, |row| {
                row.missing_since = if complete && since == 0 { now } else { since };
                row.unseen = false;
            });
            return next.look.push(index);
        }
        let Some(row) = self.row(index) else { return };
        let ours = matches!(row.phase, Phase::Taken | Phase::Doubt);
        let message = ["no instance ", row.id.as_str(), " in ", &region].concat();
        if ours {
            return self.finish(index, Outcome::Conflict, None, now);
        }
        let fault = self.fault("InvalidInstanceId.NotFound", &message, true);
        self.finish(index, Outcome::Failed, Some(fault), now);
    }
}

/// Where the rows of a page go next.
#[derive(Default)]
struct Next {
    send: Vec<u32>,
    look_now: Vec<u32>,
    look: Vec<u32>,
    poll: Vec<u32>,
}
