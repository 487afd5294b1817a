//! What to send next, and if nothing, until when to wait and why.

use super::describe_queue::DescribeKind;
use super::instance::{Instance, Phase};
use super::machine::{Ending, Flight, Job, Purpose};
use super::options::Pacing;
use super::parameters::Parameter;
use super::step::{Send, Step, WaitReason};
use crate::Error;
use crate::error::client;
use crate::model::MAX_PAGE;

/// The most requests in flight: what a Worker may have open at once.
const MAX_IN_FLIGHT: usize = 6;
/// How late the end of a request may be noticed, in milliseconds: its slot is leased for so much longer than its timeout.
const LEASE_MARGIN_MS: u64 = 1_000;

/// A moment to wake up at, with its reason; the earliest wins.
struct Wakeup {
    until: u64,
    reason: WaitReason,
}

impl Wakeup {
    fn earlier(&mut self, until: u64, reason: WaitReason) {
        if until < self.until {
            *self = Wakeup { until, reason };
        }
    }
}

impl Job {
    /// What to do at `now` (Unix milliseconds).
    pub fn next(&mut self, now: u64) -> Step {
        self.resume(now);
        self.observe_deadlines(now);
        if self.counts.open == 0 {
            return Step::Done;
        }
        let mut wakeup = Wakeup { until: self.deadline(), reason: WaitReason::Confirm };
        if let Some(since) = self.unreached_since {
            wakeup.earlier(since.saturating_add(self.options.connect_ms), WaitReason::Backoff);
        }
        if self.ending.is_some() {
            wakeup.until = now + self.options.timeout_ms;
        }
        if let Some(first) = self.flights.iter().map(|flight| flight.reply_by).min() {
            wakeup.earlier(first, WaitReason::Reply);
        }
        let careful = !self.confirmed || self.retry_state.failures > 0;
        let full = self.flights.len() >= if careful { 1 } else { MAX_IN_FLIGHT };
        if full {
            return self.wait(now, Wakeup { reason: WaitReason::Reply, ..wakeup });
        }
        if now < self.retry_state.hold_until {
            wakeup.earlier(self.retry_state.hold_until, WaitReason::Backoff);
            return self.wait(now, wakeup);
        }
        for purpose in [Purpose::Act, Purpose::Describe(DescribeKind::Full), Purpose::Describe(DescribeKind::Status)] {
            let Some((due, reason)) = self.due(purpose, now) else { continue };
            if due > now {
                wakeup.earlier(due, reason);
            } else if let Some(slot) = self.slot(purpose, now, &mut wakeup)
                && let Some(send) = self.send(purpose, now, slot)
            {
                return Step::Send(send);
            }
        }
        self.wait(now, wakeup)
    }

    /// When it has to have ended, in Unix milliseconds.
    pub fn deadline(&self) -> u64 {
        self.options.now.saturating_add(self.options.deadline_ms)
    }

    fn wait(&self, now: u64, wakeup: Wakeup) -> Step {
        let settling = wakeup.reason == WaitReason::Confirm && self.counts.doubts > 0;
        let reason = if settling { WaitReason::Settle } else { wakeup.reason };
        // A wait that ends at once would make a driver spin.
        Step::Wait { until: wakeup.until.max(now + 1), reason }
    }

    /// Ends what is due to end: requests whose time is over, and the job itself.
    pub(super) fn observe_deadlines(&mut self, now: u64) {
        self.expire(now);
        if self.counts.open > 0 && self.ending.is_none() && now >= self.deadline() {
            self.reach_deadline(now);
        }
        self.reject_if_unreachable(now);
        self.halt_if_due(now);
    }

    pub(super) fn expire(&mut self, now: u64) {
        while let Some(late) = self.flights.iter().find(|flight| flight.reply_by <= now) {
            let ticket = late.ticket;
            self.timed_out(ticket, now);
        }
    }

    /// When there is something to send for this purpose; `None` if there is nothing at all.
    fn due(&mut self, purpose: Purpose, now: u64) -> Option<(u64, WaitReason)> {
        match purpose {
            Purpose::Act if !self.may_risk_denial() => None,
            Purpose::Act => {
                // A half-full batch waits for the pages still to be described: it would cost one of the ten requests a second.
                let sendable = self.sendable();
                let full = sendable >= self.batch_limit() || sendable < self.ready.len() || self.counts.unseen == 0;
                let batch = !self.bisected_batches.is_empty() || (sendable > 0 && full);
                batch.then_some((self.retry_state.hold_acting_until.max(now), WaitReason::Backoff))
            }
            Purpose::Describe(DescribeKind::Full) => {
                self.full_describes.next_due().map(|due| (due, WaitReason::Confirm))
            }
            Purpose::Describe(DescribeKind::Status) => {
                self.status_describes.next_due().map(|due| (due, WaitReason::Confirm))
            }
        }
    }

    /// A slot of the pace: `Some(None)` where the driver keeps it, `None` if the request has to wait.
    fn slot(&mut self, purpose: Purpose, now: u64, wakeup: &mut Wakeup) -> Option<Option<u64>> {
        if self.options.pacing == Pacing::Driver {
            return Some(None);
        }
        let lease_ms = self.options.timeout_ms.saturating_add(LEASE_MARGIN_MS);
        let pace = self.paces.get_mut(purpose.index())?;
        match pace.ready_at(now) {
            Some(at) if at <= now => pace.take(now, lease_ms).map(|lease| Some(lease.id)),
            Some(at) => {
                wakeup.earlier(at, WaitReason::Pace);
                None
            }
            None => None,
        }
    }

    fn send(&mut self, purpose: Purpose, now: u64, slot: Option<u64>) -> Option<Send> {
        let (indices, bisected) = match purpose {
            Purpose::Act => match self.bisected_batches.pop_front() {
                Some(indices) => (indices, true),
                None => {
                    let count = self.sendable().min(self.batch_limit());
                    (self.ready.drain(..count).collect(), false)
                }
            },
            Purpose::Describe(kind) => {
                let queue = match kind {
                    DescribeKind::Full => &mut self.full_describes,
                    DescribeKind::Status => &mut self.status_describes,
                };
                queue.take(now, self.describe_limit).map(|task| (task.indices, task.bisected))?
            }
        };
        let acting = purpose == Purpose::Act;
        if acting {
            for &index in &indices {
                self.enter(index, Phase::Sent, now);
            }
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let reply_by = now + self.options.timeout_ms;
        let send = Send {
            ticket,
            action: self.action_of(purpose),
            payload: self.payload(purpose, &indices),
            acting,
            reply_by,
        };
        self.flights.push(Flight { ticket, purpose, indices, bisected, sent: false, sent_at: now, reply_by, slot });
        if !self.driver_reports_sends {
            self.mark_sent(ticket);
        }
        Some(send)
    }

    pub(super) fn action_of(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Act => self.action.name,
            Purpose::Describe(DescribeKind::Full) => "DescribeInstances",
            Purpose::Describe(DescribeKind::Status) => "DescribeInstancesStatus",
        }
    }

    /// The body, written by hand: an id holds nothing that JSON would have to escape.
    fn payload(&self, purpose: Purpose, indices: &[u32]) -> String {
        let mut body = String::with_capacity(40 + indices.len() * 15);
        body.push_str("{\"InstanceIds\":[");
        for (nth, instance) in indices.iter().filter_map(|index| self.instance(*index)).enumerate() {
            body.push_str(if nth == 0 { "\"" } else { ",\"" });
            body.push_str(instance.id.as_str());
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

    /// The most instances of an acting request.
    fn batch_limit(&self) -> usize {
        self.options.batch_limit.map_or(self.action.max_ids, |limit| limit.clamp(1, self.action.max_ids))
    }

    /// How many of the first ready instances may be acted on now. Those that were before are at the front, and take no
    /// capacity of a wave.
    fn sendable(&mut self) -> usize {
        let requeue_batch =
            self.ready.iter().take_while(|index| self.instance(**index).is_some_and(Instance::is_acted_on)).count();
        self.ready.len().min(requeue_batch.saturating_add(self.wave.capacity(self.options.ramp, &self.counts)))
    }

    /// An operation none of whose requests reached anything is not tried until its deadline.
    fn reject_if_unreachable(&mut self, now: u64) {
        let Some(since) = self.unreached_since else { return };
        if self.ending.is_some() || now < since.saturating_add(self.options.connect_ms) {
            return;
        }
        let waited = self.options.connect_ms.to_string();
        let reason = self.last_error.as_deref().unwrap_or("the connection was refused");
        let message = ["nothing could be reached for ", &waited, " ms; nothing was sent: ", reason].concat();
        self.reject(&Error::new(client::NETWORK, message), now);
    }

    fn reach_deadline(&mut self, now: u64) {
        if self.restored {
            self.end(Ending::Deadline, now);
        } else {
            self.end_now(Ending::Deadline, now);
        }
    }
}
