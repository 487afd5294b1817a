//! What to send next, and if nothing, until when to wait and why.

use super::row::Phase;
use super::tasks::Kind;
use super::{DESCRIBES_PER_SECOND, Flight, Job, Pacing, Purpose, Send, Step, Why};
use crate::error::client;
use crate::model::{MAX_IDS, MAX_PAGE};

/// Requests in flight at a time: what a Worker may have open at once.
const IN_FLIGHT: usize = 6;
/// How late the end of a request may be noticed, in milliseconds: its slot is leased for so much longer than its timeout.
const LATE_MS: u64 = 1_000;

impl Purpose {
    fn index(self) -> usize {
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
        if self.open > 0 && self.ending.is_none() && now >= self.deadline() {
            self.reach_deadline(now);
        }
        if self.open == 0 {
            return Step::Done;
        }
        let mut alarm = Alarm { until: self.deadline().max(now + 1), why: Why::Confirm };
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

    /// The request really leaves at `now`: the driver held it back for a pace of its own. `false` if the job no longer
    /// waits for it, so that it must not be sent.
    pub fn sent(&mut self, ticket: u32, now: u64) -> bool {
        let timeout = self.options.timeout_ms;
        let flight = self.flights.iter_mut().find(|flight| flight.ticket == ticket);
        flight.is_some_and(|flight| {
            flight.sent_at = now;
            flight.reply_by = now + timeout;
            true
        })
    }

    /// The request of this ticket leaves at `now` once more, after a corrected clock or with another key. `false` as for
    /// [`Job::sent`].
    pub fn repeated(&mut self, ticket: u32, now: u64) -> bool {
        let purpose = self.flights.iter().find(|flight| flight.ticket == ticket).map(|flight| flight.purpose);
        if let Some(count) = purpose.and_then(|purpose| self.sent.get_mut(purpose.index())) {
            *count += 1;
        }
        self.sent(ticket, now)
    }

    pub(super) fn deadline(&self) -> u64 {
        self.options.now.saturating_add(self.options.deadline_ms)
    }

    fn wait(&self, now: u64, alarm: Alarm) -> Step {
        let settling = alarm.why == Why::Confirm && self.doubts > 0;
        let why = if settling { Why::Settle } else { alarm.why };
        // A wait that ends at once would make a driver spin.
        Step::Wait { until: alarm.until.max(now + 1), why }
    }

    fn expire(&mut self, now: u64) {
        while let Some(late) = self.flights.iter().find(|flight| flight.reply_by <= now) {
            let ticket = late.ticket;
            self.lost(ticket, now, "no reply in time");
        }
    }

    /// When there is something to send for this purpose; `None` if there is nothing at all.
    fn due(&self, purpose: Purpose, now: u64) -> Option<(u64, Why)> {
        match purpose {
            Purpose::Act if self.ending.is_some() || !self.may_be_denied() => None,
            Purpose::Act => {
                // A half-full batch waits for the pages still to be seen: it would cost a whole request of the ten.
                let batch = !self.lots.is_empty()
                    || self.ready.len() >= MAX_IDS
                    || (!self.ready.is_empty() && self.unseen == 0);
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
                None => (self.ready.drain(..self.ready.len().min(MAX_IDS)).collect(), false),
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
                if let Some(row) = self.row_mut(index) {
                    row.sent = true;
                }
            }
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let reply_by = now + self.options.timeout_ms;
        if let Some(count) = self.sent.get_mut(purpose.index()) {
            *count += 1;
        }
        let send =
            Send { ticket, action: self.action_of(purpose), payload: self.payload(purpose, &rows), acting, reply_by };
        self.flights.push(Flight { ticket, purpose, rows, lot, sent_at: now, reply_by, slot });
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
            for (name, value) in [("StopType", &self.options.stop_type), ("StoppedMode", &self.options.stopped_mode)] {
                if let Some(value) = value {
                    body.push_str(&[",\"", name, "\":\"", value, "\""].concat());
                }
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

    fn reach_deadline(&mut self, now: u64) {
        if self.restored {
            self.end(client::DEADLINE, now);
        } else {
            self.give_up(client::DEADLINE, now);
        }
    }
}

const _: () = assert!(DESCRIBES_PER_SECOND <= 40, "the service takes 40 describes a second");
