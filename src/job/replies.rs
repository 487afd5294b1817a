//! What a reply, or its loss, means for the request it belongs to.

use super::describe_queue::DescribeKind;
use super::instance::{Outcome, Phase};
use super::machine::{Flight, Job, Purpose};
use crate::Error;
use crate::error::client;
use crate::wire::{Hint, Reply};

/// The first poll comes this long after a request was accepted, in milliseconds.
const FIRST_POLL_MS: u64 = 1_000;
/// What `lost` is told when the request was not sent, so that nothing can have been executed: this word alone where the
/// connection was refused, or with a colon and the reason.
pub const NOT_SENT: &str = "refused";

impl Job {
    /// The reply to a ticket. `retry_after`: the Retry-After header, in milliseconds.
    pub fn answered(&mut self, ticket: u32, now: u64, reply: &Reply, retry_after: Option<u64>) {
        self.mark_sent(ticket);
        let Some(flight) = self.take_flight(ticket, now) else { return };
        self.mark_reached();
        match (reply, flight.purpose) {
            (Reply::Accepted { request_id, .. }, Purpose::Act) => self.accepted(&flight, request_id, now),
            (Reply::Accepted { page: Some(page), .. }, Purpose::Describe(kind)) => {
                self.described(&flight, kind, page, now)
            }
            (Reply::Accepted { .. }, Purpose::Describe(_)) => self.unanswered(&flight, None, now),
            (Reply::Refused(error), _) => self.refused(&flight, error, now, retry_after),
            (Reply::Unclear(error, Hint::TooBig), Purpose::Describe(_)) if self.halve_describe_limit(&flight) => {
                self.unanswered(&flight, Some(error), now);
            }
            (Reply::Unclear(error, hint), _) => {
                if error.code == client::REDIRECTED && !self.confirmed {
                    return self.reject(error, now);
                }
                if *hint == Hint::Busy {
                    self.slow_down(flight.purpose, now);
                }
                self.last_error = Some(error.message.clone());
                self.back_off(now, retry_after);
                if self.options.retry.is_none() && flight.purpose != Purpose::Act {
                    return self.end_with_error(flight.indices, error, now);
                }
                self.unanswered(&flight, Some(error), now);
            }
        }
    }

    /// No reply will come. `reason`: [`NOT_SENT`], alone or with why, if the request was not sent; anything else means that
    /// the service may have acted. Where the driver reports what it sends, a refused request that it did not report as sent was
    /// not sent.
    pub fn lost(&mut self, ticket: u32, now: u64, reason: &str) {
        if not_sent(reason).is_some() {
            self.connection_refused(now);
        } else {
            self.mark_sent(ticket);
            self.mark_reached();
        }
        self.no_reply(ticket, now, reason);
    }

    /// A request timed out. One that its driver never reported as sent may have been sent all the same, so its instances are
    /// described like those of a lost one; but it is not counted as sent.
    pub(super) fn timed_out(&mut self, ticket: u32, now: u64) {
        self.no_reply(ticket, now, "no reply in time");
    }

    fn mark_reached(&mut self) {
        self.reached = true;
        self.unreached_since = None;
    }

    fn connection_refused(&mut self, now: u64) {
        if !self.reached && self.unreached_since.is_none() {
            self.unreached_since = Some(now);
        }
    }

    fn no_reply(&mut self, ticket: u32, now: u64, reason: &str) {
        let Some(flight) = self.take_flight(ticket, now) else { return };
        let cause = not_sent(reason);
        self.last_error = Some(cause.unwrap_or(reason).to_owned());
        self.back_off(now, None);
        let acting = flight.purpose == Purpose::Act;
        let unsent = acting && cause.is_some();
        if unsent {
            for &index in &flight.indices {
                self.enter(index, Phase::Ready, now);
                if flight.sent {
                    self.change(index, |instance| instance.sent = instance.sent_before);
                }
            }
        }
        let once = self.options.retry.is_none() && (unsent || !acting);
        match (once, unsent && self.ending.is_none()) {
            (true, _) => {
                let error = Error::new(client::NETWORK, ["the request failed: ", reason].concat());
                self.end_with_error(flight.indices, &error, now);
            }
            (false, true) => self.requeue_batch(flight),
            (false, false) => self.unanswered(&flight, None, now),
        }
    }

    fn take_flight(&mut self, ticket: u32, now: u64) -> Option<Flight> {
        let at = self.flights.iter().position(|flight| flight.ticket == ticket)?;
        let flight = self.flights.swap_remove(at);
        self.release(&flight, now);
        Some(flight)
    }

    /// A reply was too big. `false` if it described one instance alone: it cannot get smaller.
    pub(super) fn halve_describe_limit(&mut self, flight: &Flight) -> bool {
        let count = flight.indices.len();
        if count <= 1 {
            return false;
        }
        self.describe_limit = self.describe_limit.min(count.div_ceil(2));
        true
    }

    pub(super) fn back_off(&mut self, now: u64, retry_after: Option<u64>) {
        self.retry_state.failed(now, self.options.retry.unwrap_or_default(), retry_after);
    }

    /// Puts the batch of a request back, before any other.
    pub(super) fn requeue_batch(&mut self, flight: Flight) {
        if flight.bisected {
            self.bisected_batches.push_front(flight.indices);
        } else {
            for index in flight.indices.into_iter().rev() {
                self.ready.push_front(index);
            }
        }
    }

    /// What the request did is not known: instances that were acted on are in doubt, a describe is sent again.
    pub(super) fn unanswered(&mut self, flight: &Flight, error: Option<&Error>, now: u64) {
        if self.ending.is_some() {
            return self.finish_open(&flight.indices, now);
        }
        if let Purpose::Describe(kind) = flight.purpose {
            let due = self.retry_state.hold_until.max(now);
            return self.enqueue(kind, due, flight.indices.clone(), flight.bisected);
        }
        let redirected = error.filter(|error| error.code == client::REDIRECTED);
        let fault = redirected.map(|error| self.fault(&error.code, &error.message, false));
        if let Some(error) = error {
            self.keep_refusal(&flight.indices, error, now);
        }
        for &index in &flight.indices {
            self.enter(index, Phase::InDoubt, now);
            self.change(index, |instance| instance.fault = fault);
        }
        self.enqueue(DescribeKind::Full, self.retry_state.hold_until.max(now), flight.indices.clone(), false);
    }

    fn accepted(&mut self, flight: &Flight, request_id: &str, now: u64) {
        self.confirmed = true;
        self.last_error = None;
        self.retry_state.succeeded();
        self.retry_state.throttles = 0;
        let request = self.text(request_id);
        for &index in &flight.indices {
            self.change(index, |instance| {
                instance.request = Some(request);
                instance.refusal = None;
                instance.refused_since = 0;
            });
            if self.options.wait {
                self.enter(index, Phase::Accepted, now);
            } else {
                self.finish(index, Outcome::Accepted, None, now);
            }
        }
        if self.options.wait {
            self.enqueue(self.poll_kind(), now + FIRST_POLL_MS, flight.indices.clone(), false);
        }
    }

    /// Which describe shows that the operation has ended. A reboot ends in the state it began in, so the state alone does not.
    pub(super) fn poll_kind(&self) -> DescribeKind {
        if self.operation.from.contains(&self.operation.to) { DescribeKind::Full } else { DescribeKind::Status }
    }

    pub(super) fn enqueue(&mut self, kind: DescribeKind, due: u64, indices: Vec<u32>, bisected: bool) {
        match kind {
            DescribeKind::Full => self.full_describes.push(due, indices, bisected),
            DescribeKind::Status => self.status_describes.push(due, indices, bisected),
        }
    }
}

/// Why a request was not sent, if that is what the reason says.
fn not_sent(reason: &str) -> Option<&str> {
    match reason.strip_prefix(NOT_SENT)? {
        "" => Some("the connection was refused"),
        rest => rest.strip_prefix(": "),
    }
}
