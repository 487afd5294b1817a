//! When a request counts as sent: once its driver reports so, or a reply to it comes. A driver that never reports it is
//! assumed to send at once what [`Job::next`] gives it.

use super::instance::Phase;
use super::machine::{Flight, Job, Purpose};

impl Job {
    /// The request is sent at `now`: to be called immediately before. `false`: it must not be sent, because the job has ended, was cancelled, or has waited for the request longer than `reply_by`.
    pub fn sent(&mut self, ticket: u32, now: u64) -> bool {
        self.driver_reports_sends = true;
        if !self.held(ticket, now) {
            return false;
        }
        self.mark_sent(ticket);
        true
    }

    /// The request is sent once more at `now`, after a corrected clock or with another key: it is counted again. `false` as for [`Job::sent`].
    pub fn repeated(&mut self, ticket: u32, now: u64) -> bool {
        let is_repeat = self.flights.iter().any(|flight| flight.ticket == ticket && flight.sent);
        let goes = self.sent(ticket, now);
        if goes && is_repeat {
            // The first one was answered, so it was sent whatever becomes of this one.
            self.record_sent(ticket);
            self.count_request(ticket);
        }
        goes
    }

    /// How long one request may take from now on, in milliseconds.
    pub fn set_timeout(&mut self, ms: u64) {
        self.options.timeout_ms = ms;
    }

    /// The request has not been sent yet, and still may: the job waits for it as long again. `false` as for [`Job::sent`].
    pub fn held(&mut self, ticket: u32, now: u64) -> bool {
        self.observe_deadlines(now);
        let timeout = self.options.timeout_ms;
        let flight = self.flights.iter_mut().find(|flight| flight.ticket == ticket);
        flight.is_some_and(|flight| {
            flight.sent_at = now;
            flight.reply_by = now + timeout;
            true
        })
    }

    /// As [`Job::held`], where the request cannot be sent because of `reason`, which an instance that ends meanwhile is told. A
    /// job that is ending does not wait for it any longer than for a reply.
    pub fn delayed(&mut self, ticket: u32, now: u64, reason: &str) -> bool {
        self.last_error = Some(reason.to_owned());
        if self.ending.is_none() {
            return self.held(ticket, now);
        }
        self.expire(now);
        self.flights.iter().any(|flight| flight.ticket == ticket)
    }

    pub(super) fn mark_sent(&mut self, ticket: u32) {
        let Some(flight) = self.flights.iter_mut().find(|flight| flight.ticket == ticket && !flight.sent) else {
            return;
        };
        flight.sent = true;
        self.record_sent(ticket);
        self.count_request(ticket);
    }

    fn record_sent(&mut self, ticket: u32) {
        let acting = |flight: &&Flight| flight.ticket == ticket && flight.purpose == Purpose::Act;
        let indices = self.flights.iter().find(acting).map(|flight| flight.indices.clone());
        for index in indices.unwrap_or_default() {
            self.change(index, |instance| {
                instance.sent_before = instance.sent;
                instance.sent = true;
            });
        }
    }

    /// Acting requests that were given out and not sent will not be sent. Describes still may be.
    pub(super) fn drop_unsent(&mut self, now: u64) {
        let (kept, dropped): (Vec<Flight>, Vec<Flight>) = std::mem::take(&mut self.flights)
            .into_iter()
            .partition(|flight| flight.sent || flight.purpose != Purpose::Act);
        self.flights = kept;
        for flight in dropped {
            self.release(&flight, now);
            for index in flight.indices {
                self.enter(index, Phase::Ready, now);
            }
        }
    }

    fn count_request(&mut self, ticket: u32) {
        let purpose = self.flights.iter().find(|flight| flight.ticket == ticket).map(|flight| flight.purpose);
        if let Some(count) = purpose.and_then(|purpose| self.sent.get_mut(purpose.index())) {
            *count += 1;
        }
        self.version += 1;
    }
}
