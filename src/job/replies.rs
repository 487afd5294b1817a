//! What a reply, or its loss, means for the request it belongs to.

use super::describe_queue::DescribeKind;
use super::instance::{Instance, Outcome, Phase};
use super::retry_state::backoff;
use super::{Flight, Job, Purpose, Retry};
use crate::Error;
use crate::error::client;
use crate::model::{Blame, judge as judge_code};
use crate::wire::{Hint, Reply};

/// The waiter's first poll comes this long after a request was taken, in milliseconds.
const FIRST_POLL_MS: u64 = 1_000;
/// How often an instance is looked at that is in doubt or in a state that passes.
pub(super) const LOOK_MS: u64 = 2_000;
/// The most acting requests that may be spent on finding which instances the access policy denies.
const MOST_DENIED: u32 = 30;
/// The service has no room for the instance just now.
const SHORTAGES: &[&str] = &["ResourceInsufficient", "ResourcesSoldOut"];
/// The refusal of a describe whose page should be smaller.
const TOO_BIG: &str = "ResponseSizeLimitExceeded";
/// What `lost` is told when the request reached nobody, so that nothing can have been executed: this word alone where the
/// connection was refused, or with a colon and the reason.
pub const NOT_SENT: &str = "refused";

impl Job {
    /// The reply to a ticket. `retry_after`: the Retry-After header, in milliseconds.
    pub fn answered(&mut self, ticket: u32, now: u64, answer: &Reply, retry_after: Option<u64>) {
        self.mark_sent(ticket);
        let Some(flight) = self.take_flight(ticket, now) else { return };
        self.mark_reached();
        match (answer, flight.purpose) {
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

    /// No reply will come. `reason`: [`NOT_SENT`], alone or with why, if it reached nobody; anything else means that the service may
    /// have acted.
    pub fn lost(&mut self, ticket: u32, now: u64, reason: &str) {
        self.mark_sent(ticket);
        if not_sent(reason).is_some() {
            self.connection_refused(now);
        } else {
            self.mark_reached();
        }
        self.no_reply(ticket, now, reason);
    }

    /// The time of a request is over. One that its driver never said has left may have left all the same, so its instances
    /// are looked at like those of a lost one; but it is not counted as sent.
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
        let unsent = not_sent(reason);
        self.last_error = Some(unsent.unwrap_or(reason).to_owned());
        self.back_off(now, None);
        let acting = flight.purpose == Purpose::Act;
        let not_sent = acting && unsent.is_some();
        if not_sent {
            for &index in &flight.indices {
                self.enter(index, Phase::Ready, now);
                self.change(index, |instance| instance.sent = instance.refusal.is_some());
            }
        }
        let once = self.options.retry.is_none() && (not_sent || !acting);
        match (once, not_sent && self.ending.is_none()) {
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

    /// A reply was too big. `false` if it was that of a single row: smaller it cannot get.
    fn halve_describe_limit(&mut self, flight: &Flight) -> bool {
        let indices = flight.indices.len();
        if indices > 1 {
            self.page = self.page.min(indices.div_ceil(2));
        }
        indices > 1
    }

    fn back_off(&mut self, now: u64, retry_after: Option<u64>) {
        self.retry_state.failed(now, self.options.retry.unwrap_or_default(), retry_after);
    }

    /// The batch goes again as it was, before any other.
    fn requeue_batch(&mut self, flight: Flight) {
        if flight.bisected {
            self.bisected_batches.push_front(flight.indices);
        } else {
            for index in flight.indices.into_iter().rev() {
                self.ready.push_front(index);
            }
        }
    }

    /// Nothing is known of what the request did: an acting one is in doubt, a describe is owed again.
    fn unanswered(&mut self, flight: &Flight, error: Option<&Error>, now: u64) {
        if self.ending.is_some() {
            return self.finish_open(&flight.indices, now);
        }
        if let Purpose::Describe(kind) = flight.purpose {
            let due = self.retry_state.hold_until.max(now + 1);
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
        self.enqueue(DescribeKind::Full, self.retry_state.hold_until.max(now + 1), flight.indices.clone(), false);
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

    /// Which describe shows the end of the operation: the state of a rebooted instance is the one it began in.
    pub(super) fn poll_kind(&self) -> DescribeKind {
        if self.operation.from.contains(&self.operation.to) { DescribeKind::Full } else { DescribeKind::Status }
    }

    fn refused(&mut self, flight: &Flight, error: &Error, now: u64, retry_after: Option<u64>) {
        let retry = self.options.retry;
        let acting = flight.purpose == Purpose::Act;
        let blame = judge_code(&error.code).blame;
        match (blame, retry) {
            (Blame::Rate, Some(retry)) => self.throttled(flight, error, now, retry, retry_after),
            (Blame::Service, Some(_)) => {
                self.last_error = Some(error.to_string());
                self.back_off(now, retry_after);
                self.unanswered(flight, Some(error), now);
            }
            (Blame::Account, _) => {
                if acting && self.confirmed {
                    self.fail(&flight.indices, error, now);
                }
                self.reject(error, now);
            }
            _ if !acting && error.code == TOO_BIG && self.halve_describe_limit(flight) => {
                self.unanswered(flight, Some(error), now)
            }
            _ if !acting && !self.confirmed => {
                self.reject(&denied_describe(error, self.action_of(flight.purpose)), now)
            }
            _ if !acting => self.describe_refused(flight, error, now),
            _ if error.code.starts_with("UnauthorizedOperation") => self.denied(flight, error, now),
            _ if blame == Blame::Instance => self.bisect(flight, error, now),
            _ => self.fail(&flight.indices, error, now),
        }
    }

    /// Access may be granted instance by instance, so the batch is split. An account that grants nothing is not asked for
    /// each of ten thousand: after [`MOST_DENIED`] refusals all that was not taken before fails with it.
    fn denied(&mut self, flight: &Flight, error: &Error, now: u64) {
        self.denied += 1;
        if self.denied < MOST_DENIED {
            return self.bisect(flight, error, now);
        }
        self.fail(&flight.indices, error, now);
        let waiting = |instance: &Instance| matches!(instance.phase, Phase::Fresh | Phase::Ready);
        let fault = self.fault(&error.code, &error.message, false);
        for index in 0..self.instances.len() as u32 {
            if self.instance(index).is_some_and(waiting) {
                self.finish(index, Outcome::Failed, Some(fault), now);
            }
        }
        self.ready.clear();
        self.bisected_batches.clear();
    }

    /// Whether one more refusal by the access policy is within bounds, should all that are in flight be refused so too.
    pub(super) fn may_risk_denial(&self) -> bool {
        let acting = self.flights.iter().filter(|flight| flight.purpose == Purpose::Act).count();
        self.denied == 0 || self.denied + (acting as u32) < MOST_DENIED
    }

    /// A describe was refused for good. That says nothing of what was sent before, so no such instance has failed by it.
    fn describe_refused(&mut self, flight: &Flight, error: &Error, now: u64) {
        if self.ending.is_some() {
            return self.finish_open(&flight.indices, now);
        }
        if flight.purpose == Purpose::Describe(DescribeKind::Status) {
            // A key may be allowed the full describe only.
            return self.enqueue(DescribeKind::Full, now, flight.indices.clone(), false);
        }
        self.end_with_error(flight.indices.iter().copied(), error, now);
    }

    fn throttled(&mut self, flight: &Flight, error: &Error, now: u64, retry: Retry, retry_after: Option<u64>) {
        self.slow_down(flight.purpose, now);
        self.last_error = Some(error.to_string());
        match flight.purpose {
            Purpose::Act => {
                self.retry_state.throttled(now, retry, retry_after);
                self.keep_refusal(&flight.indices, error, now);
                for &index in &flight.indices {
                    self.enter(index, Phase::Ready, now);
                }
                self.requeue_batch(Flight { indices: flight.indices.clone(), ..*flight });
            }
            // The last describe of a job is made once, whatever comes of it.
            Purpose::Describe(_) if self.ending.is_some() => self.finish_open(&flight.indices, now),
            Purpose::Describe(kind) => {
                let wait = 1_000 + self.retry_state.jitter(backoff(1_000, 0, retry.max_ms));
                self.enqueue(kind, now + wait, flight.indices.clone(), flight.bisected);
            }
        }
    }

    /// One instance of the batch is to blame. Everything is looked at again before anything is sent: a refused batch may
    /// have been executed in part.
    fn bisect(&mut self, flight: &Flight, error: &Error, now: u64) {
        self.keep_refusal(&flight.indices, error, now);
        for &index in &flight.indices {
            self.enter(index, Phase::Fresh, now);
        }
        let named =
            |index: &u32| self.instance(*index).is_some_and(|instance| error.message.contains(instance.id.as_str()));
        let (hinted, others): (Vec<u32>, Vec<u32>) = flight.indices.iter().copied().partition(named);
        let parts = match flight.indices.as_slice() {
            [only] => return self.single_refused(*only, error, now),
            _ if !hinted.is_empty() && !others.is_empty() => [hinted, others],
            indices => {
                let (sent, right) = indices.split_at(indices.len() / 2);
                [sent.to_vec(), right.to_vec()]
            }
        };
        for part in parts {
            self.enqueue(DescribeKind::Full, now, part, true);
        }
    }

    /// The refusal can only mean this instance. A state may pass, or be the one that was wanted: it is looked at again.
    fn single_refused(&mut self, index: u32, error: &Error, now: u64) {
        let (tries, since) = self.instance(index).map_or((0, 0), |instance| (instance.tries, instance.refused_since));
        let short = SHORTAGES.iter().any(|code| error.code.starts_with(code));
        let waited = self.options.shortage_ms.is_some_and(|most| short && now >= since.saturating_add(most));
        let busy = error.advice.retryable() && !waited;
        let state = error.code.starts_with("UnsupportedOperation.InstanceState") && tries == 0;
        if self.options.retry.is_none() || !(busy || state) {
            return self.fail(&[index], error, now);
        }
        self.change(index, |instance| instance.tries = tries.saturating_add(1));
        let wait = if busy { backoff(LOOK_MS, u32::from(tries), 20_000) } else { 0 };
        self.enqueue(DescribeKind::Full, now + wait, vec![index], true);
    }

    fn fail(&mut self, indices: &[u32], error: &Error, now: u64) {
        let fault = self.fault(&error.code, &error.message, false);
        let request = error.request_id.as_deref().map(|id| self.text(id));
        for &index in indices {
            self.change(index, |instance| instance.request = request.or(instance.request));
            self.finish(index, Outcome::Failed, Some(fault), now);
        }
    }

    /// Remembers what the service said, should nothing better be learned of these instances.
    fn keep_refusal(&mut self, indices: &[u32], error: &Error, now: u64) {
        let refusal = self.fault(&error.code, &error.message, false);
        let request = error.request_id.as_deref().map(|id| self.text(id));
        for &index in indices {
            self.change(index, |instance| {
                instance.refusal = Some(refusal);
                instance.request = request;
                instance.refused_since = if instance.refused_since == 0 { now } else { instance.refused_since };
            });
        }
    }

    pub(super) fn enqueue(&mut self, kind: DescribeKind, due: u64, indices: Vec<u32>, bisected: bool) {
        match kind {
            DescribeKind::Full => self.full_describes.push(due, indices, bisected),
            DescribeKind::Status => self.status_describes.push(due, indices, bisected),
        }
    }
}

/// Why a request reached nobody, if that is what the reason says.
fn not_sent(reason: &str) -> Option<&str> {
    match reason.strip_prefix(NOT_SENT)? {
        "" => Some("the connection was refused"),
        rest => rest.strip_prefix(": "),
    }
}

/// Starting blind is never an option, so a denied describe ends the operation; the caller has to know which permission.
fn denied_describe(error: &Error, action: &str) -> Error {
    let mut named = error.clone();
    if error.code.contains("UnauthorizedOperation") && !error.message.contains(action) {
        named.message = [&error.message, " (the key needs permission for cvm:", action, ")"].concat();
    }
    named
}
