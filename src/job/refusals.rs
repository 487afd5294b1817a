//! What a refusal means for the instances of its request.

use super::describe_queue::DescribeKind;
use super::instance::{Instance, Outcome, Phase};
use super::machine::{Flight, Job, Purpose};
use super::options::Retry;
use super::retry_state::{DESCRIBE_AGAIN_MS, backoff};
use crate::Error;
use crate::model::{Blame, judge};

/// The most acting requests that may be spent on finding which instances the access policy denies.
const MOST_DENIED: u32 = 30;
/// The codes of a service that is short of resources for an instance at present.
const SHORTAGES: &[&str] = &["ResourceInsufficient", "ResourcesSoldOut"];
/// The refusal of a describe that asks for too many instances.
const TOO_BIG: &str = "ResponseSizeLimitExceeded";

impl Job {
    /// The service refused a request.
    pub(super) fn refused(&mut self, flight: &Flight, error: &Error, now: u64, retry_after: Option<u64>) {
        let retry = self.options.retry;
        let acting = flight.purpose == Purpose::Act;
        let blame = judge(&error.code).blame;
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

    /// Access may be granted instance by instance, so the batch is bisected. An account that grants nothing is not asked for
    /// each of ten thousand: after [`MOST_DENIED`] refusals all that was not accepted before fails with it.
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

    /// One instance of the batch is to blame. All of it is described again before anything is sent: a refused batch may have
    /// been executed in part.
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
                let (left, right) = indices.split_at(indices.len() / 2);
                [left.to_vec(), right.to_vec()]
            }
        };
        for part in parts {
            self.enqueue(DescribeKind::Full, now, part, true);
        }
    }

    /// The refusal can only mean this instance. Its state may be transient, or the target state: it is described again.
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
        let wait = if busy { backoff(DESCRIBE_AGAIN_MS, u32::from(tries), 20_000) } else { 0 };
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

    /// Remembers the refusal, should nothing better be learned of these instances.
    pub(super) fn keep_refusal(&mut self, indices: &[u32], error: &Error, now: u64) {
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
}

/// Nothing is acted on that was not described, so a denied describe ends the operation: the error names the permission.
fn denied_describe(error: &Error, action: &str) -> Error {
    let mut named = error.clone();
    if error.code.contains("UnauthorizedOperation") && !error.message.contains(action) {
        named.message = [&error.message, " (the key needs permission for cvm:", action, ")"].concat();
    }
    named
}
