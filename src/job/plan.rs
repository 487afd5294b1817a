//! What to send next, and if nothing, until when to wait and why.

use super::row::{Phase, Row};
use super::tasks::Kind;
use super::{DESCRIBES_PER_SECOND, Flight, Job, Pacing, Parameter, Purpose, Send, Step, Why};
use crate::Error;
use crate::error::client;
use crate::model::{MAX_IDS, MAX_PAGE};

/// Requests in flight at a time: what a Worker may have open at once.
const IN_FLIGHT: usize = 6;
/// How late the end of a request may be noticed, in milliseconds: its slot is leased for so much longer than its timeout.
const LATE_MS: u64 = 1_000;

impl Purpose {
    pub(super) fn index(self) -> usize {
        match self {
            Purpose::Act => 0,
            Purpose::Describe(Kind::Look) => 1,
            Purpose::Describe(Kind::Poll) => 2,
        }
    }
}

/// A moment to wake up at, with its reason; the earliest wins.
struct Alarm {
    until: u64,
    why: Why,
}

impl Alarm {
    fn earlier(&mut self, until: u64, why: Why) {
        if until < self.until {
            *self = Alarm { until, why };
        }
    }
}

impl Job {
    /// What to do at `now` (Unix milliseconds).
    pub fn next(&mut self, now: u64) -> Step {
        self.wake(now);
        self.expire(now);
        if self.counts.open > 0 && self.ending.is_none() && now >= self.deadline() {
            self.reach_deadline(now);
        }
        self.give_up_unreached(now);
        self.halt_if_due(now);
        if self.counts.open == 0 {
            return Step::Done;
        }
        let mut alarm = Alarm { until: self.deadline().max(now + 1), why: Why::Confirm };
        if let Some(since) = self.unreached_since {
            alarm.earlier(since.saturating_add(self.options.connect_ms), Why::Backoff);
        }
        if self.ending.is_some() {
            alarm.until = now + self.options.timeout_ms;
        }
        if let Some(first) = self.flights.iter().map(|flight| flight.reply_by).min() {
            alarm.earlier(first, Why::Reply);
        }
        let careful = !self.trusted || self.health.failures > 0;
        let full = self.flights.len() >= if careful { 1 } else { IN_FLIGHT };
        if full {
            return self.wait(now, Alarm { why: Why::Reply, ..alarm });
        }
        if now < self.health.hold_until {
            alarm.earlier(self.health.hold_until, Why::Backoff);
            return self.wait(now, alarm);
        }
        for purpose in [Purpose::Act, Purpose::Describe(Kind::Look), Purpose::Describe(Kind::Poll)] {
            let Some((due, why)) = self.due(purpose, now) else { continue };
            if due > now {
                alarm.earlier(due, why);
            } else if let Some(slot) = self.slot(purpose, now, &mut alarm)
                && let Some(send) = self.send(purpose, now, slot)
            {
                return Step::Send(send);
            }
        }
        self.wait(now, alarm)
    }

    /// When it has to have ended, in Unix milliseconds.
    pub fn deadline(&self) -> u64 {
        self.options.now.saturating_add(self.options.deadline_ms)
    }

    fn wait(&self, now: u64, alarm: Alarm) -> Step {
        let settling = alarm.why == Why::Confirm && self.counts.doubts > 0;
        let why = if settling { Why::Settle } else { alarm.why };
        // A wait that ends at once would make a driver spin.
        Step::Wait { until: alarm.until.max(now + 1), why }
    }

    pub(super) fn expire(&mut self, now: u64) {
        while let Some(late) = self.flights.iter().find(|flight| flight.reply_by <= now) {
            let ticket = late.ticket;
            self.late(ticket, now);
        }
    }

    /// When there is something to send for this purpose; `None` if there is nothing at all.
    fn due(&mut self, purpose: Purpose, now: u64) -> Option<(u64, Why)> {
        match purpose {
            Purpose::Act if self.ending.is_some() || self.halted || !self.may_be_denied() => None,
            Purpose::Act => {
                // A half-full batch waits for the pages still to be seen: it would cost a whole request of the ten.
                let sendable = self.sendable();
                let full = sendable >= MAX_IDS || sendable < self.ready.len() || self.counts.unseen == 0;
                let batch = !self.lots.is_empty() || (sendable > 0 && full);
                batch.then_some((self.health.hold_acting_until.max(now), Why::Backoff))
            }
            Purpose::Describe(Kind::Look) => self.looks.next_due().map(|due| (due, Why::Confirm)),
            Purpose::Describe(Kind::Poll) => self.polls.next_due().map(|due| (due, Why::Confirm)),
        }
    }

    /// A slot of the pace: `Some(None)` where the driver keeps it, `None` if the request has to wait.
    fn slot(&mut self, purpose: Purpose, now: u64, alarm: &mut Alarm) -> Option<Option<u64>> {
        if self.options.pacing == Pacing::Driver {
            return Some(None);
        }
        let lease_ms = self.options.timeout_ms.saturating_add(LATE_MS);
        let pace = self.paces.get_mut(purpose.index())?;
        match pace.ready_at(now) {
            Some(at) if at <= now => pace.take(now, lease_ms).map(|turn| Some(turn.lease)),
            Some(at) => {
                alarm.earlier(at, Why::Pace);
                None
            }
            None => None,
        }
    }

    fn send(&mut self, purpose: Purpose, now: u64, slot: Option<u64>) -> Option<Send> {
        let (rows, lot) = match purpose {
            Purpose::Act => match self.lots.pop_front() {
                Some(rows) => (rows, true),
                None => {
                    let count = self.sendable().min(MAX_IDS);
                    (self.ready.drain(..count).collect(), false)
                }
            },
            Purpose::Describe(Kind::Look) => {
                self.looks.take(now, self.page, Kind::Look).map(|task| (task.rows, task.lot))?
            }
            Purpose::Describe(Kind::Poll) => {
                self.polls.take(now, self.page, Kind::Poll).map(|task| (task.rows, task.lot))?
            }
        };
        let acting = purpose == Purpose::Act;
        if acting {
            for &index in &rows {
                self.enter(index, Phase::Sent, now);
            }
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let reply_by = now + self.options.timeout_ms;
        let send =
            Send { ticket, action: self.action_of(purpose), payload: self.payload(purpose, &rows), acting, reply_by };
        self.flights.push(Flight { ticket, purpose, rows, lot, left: false, sent_at: now, reply_by, slot });
        if !self.tells {
            self.depart(ticket);
        }
        Some(send)
    }

    pub(super) fn action_of(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Act => self.action.name,
            Purpose::Describe(Kind::Look) => "DescribeInstances",
            Purpose::Describe(Kind::Poll) => "DescribeInstancesStatus",
        }
    }

    /// The body, written by hand: an id holds nothing that JSON would have to escape.
    fn payload(&self, purpose: Purpose, rows: &[u32]) -> String {
        let mut body = String::with_capacity(40 + rows.len() * 15);
        body.push_str("{\"InstanceIds\":[");
        for (nth, row) in rows.iter().filter_map(|index| self.row(*index)).enumerate() {
            body.push_str(if nth == 0 { "\"" } else { ",\"" });
            body.push_str(row.id.as_str());
            body.push('"');
        }
        body.push(']');
        if purpose == Purpose::Act {
            for Parameter { name, json } in &self.options.parameters {
                body.push_str(&[",\"", name, "\":", json].concat());
            }
        } else {
            // Without it the service answers 20 rows.
            body.push_str(",\"Limit\":");
            body.push_str(&MAX_PAGE.to_string());
        }
        body.push('}');
        body
    }

    /// Gives the slot of a finished request back.
    pub(super) fn release(&mut self, flight: &Flight, now: u64) {
        if let (Some(slot), Some(pace)) = (flight.slot, self.paces.get_mut(flight.purpose.index())) {
            pace.freed(slot, now);
        }
    }

    pub(super) fn slow_down(&mut self, purpose: Purpose, now: u64) {
        if let Some(pace) = self.paces.get_mut(purpose.index()) {
            pace.throttled(now);
        }
    }

    /// How many of the first ready rows may be acted on now; rows that were before are at the front, and need no room.
    fn sendable(&mut self) -> usize {
        let again = self.ready.iter().take_while(|index| self.row(**index).is_some_and(Row::is_acted_on)).count();
        self.ready.len().min(again.saturating_add(self.room()))
    }

    /// An operation none of whose requests reached anything is not tried until its deadline.
    fn give_up_unreached(&mut self, now: u64) {
        let Some(since) = self.unreached_since else { return };
        if self.counts.open == 0 || self.ending.is_some() || now < since.saturating_add(self.options.connect_ms) {
            return;
        }
        let waited = self.options.connect_ms.to_string();
        let why = self.last_error.as_deref().unwrap_or("the connection was refused");
        let message = ["nothing could be reached for ", &waited, " ms; nothing was sent: ", why].concat();
        self.reject(&Error::new(client::NETWORK, message), now);
    }

    fn reach_deadline(&mut self, now: u64) {
        if self.restored {
            self.end(client::DEADLINE, now);
        } else {
            self.give_up(client::DEADLINE, now);
        }
    }
}

const _: () = assert!(DESCRIBES_PER_SECOND <= 40, "the service takes 40 describes a second");
