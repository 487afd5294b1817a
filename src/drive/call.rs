//! One call of any action, tried a few times where trying again is safe.

use super::exchange::{Outgoing, Response, SendError};
use super::fetch::too_big;
use super::operation::sleep;
use super::process::{BUDGET, now};
use super::sync::first;
use super::transport::Transport;
use crate::Error;
use crate::budget::Cost;
use crate::error::client;
use crate::job::{Retry, RetryState};
use crate::model::{Advice, Blame, judge};
use crate::wire::Reply;

/// The actions that change nothing begin with one of these; only they are repeated after a lost reply.
const READING: &[&str] = &["Check", "Describe", "Get", "Inquiry", "List", "Query", "Search"];
/// After so many refusals for the rate a call fails: it has no deadline to end it.
const MOST_THROTTLES: u32 = 12;

/// How often a call is tried, and with what waits.
#[derive(Clone, Copy)]
pub(crate) struct Attempts {
    /// Failures in a row after which it gives up.
    pub(crate) most: u32,
    /// `None`: one attempt of anything.
    pub(crate) retry: Option<Retry>,
}

/// Why a call failed, with how often it was tried and the HTTP status of the last reply.
pub(crate) struct CallError {
    pub(crate) error: Error,
    pub(crate) attempts: u32,
    pub(crate) status: Option<u16>,
}

/// Whether a failed attempt may be repeated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeat {
    /// The request was refused for its rate, so nothing was executed.
    Throttled,
    /// It failed in a way that may pass, and cannot do harm twice.
    Failed,
    Never,
}

/// Runs one call; resolves with the reply's text.
pub(crate) async fn call(
    transport: &Transport,
    mut outgoing: Outgoing<'_>,
    limit: Attempts,
) -> Result<String, CallError> {
    let mut retries = Retries::new(limit);
    loop {
        let outcome = transport.send(&outgoing, &|_, _| true).await;
        let failed = match text_of(outcome, outgoing.request.action) {
            Ok(text) => {
                retries.refund();
                return Ok(text);
            }
            Err(failed) => failed,
        };
        let wait = retries.next_wait(&failed);
        let Failed { error, status, .. } = failed;
        let attempts = outgoing.attempt;
        let Some(wait) = wait else {
            return Err(CallError { error, attempts, status });
        };
        transport.report_retry(&outgoing, Some(&error.code), error.request_id.as_deref(), wait);
        first(sleep(wait), transport.aborted()).await;
        if transport.is_aborted() {
            return Err(CallError { error: aborted(), attempts, status });
        }
        outgoing.attempt += 1;
    }
}

/// A failed attempt.
struct Failed {
    error: Error,
    repeat: Repeat,
    status: Option<u16>,
    /// In milliseconds.
    retry_after: Option<u64>,
}

/// The text of an accepted reply.
fn text_of(outcome: Result<Response, SendError>, action: &str) -> Result<String, Failed> {
    let (error, http, repeat) = match outcome {
        Ok(Response { reply: Reply::Accepted { .. }, http, .. }) => return Ok(http.body),
        Ok(Response { reply: Reply::Refused(error) | Reply::Unclear(error, _), http, .. }) => {
            let repeat = repeat_after(&error, action);
            (error, Some(http), repeat)
        }
        Err(SendError::Lost(error)) => {
            let repeat = repeat_after(&error, action);
            (error, None, repeat)
        }
        // A page is answered no better a second time.
        Err(SendError::NotSent(error)) if error.advice == Advice::FixRequest => (error, None, Repeat::Never),
        Err(SendError::NotSent(error)) => (error, None, Repeat::Failed),
        Err(SendError::NoCredentials(error)) => (error, None, Repeat::Never),
        Err(SendError::Cancelled) => (aborted(), None, Repeat::Never),
    };
    let (status, retry_after) = http.map_or((None, None), |http| (Some(http.status), http.retry_after));
    Err(Failed { error, repeat, status, retry_after })
}

/// The retries of one call.
struct Retries {
    limit: Attempts,
    state: RetryState,
    failures: u32,
    throttles: u32,
    /// What the last retry cost.
    paid: Option<Cost>,
}

impl Retries {
    fn new(limit: Attempts) -> Self {
        let state = RetryState::new((js_sys::Math::random() * 9_007_199_254_740_992.0) as u64);
        Retries { limit, state, failures: 0, throttles: 0, paid: None }
    }

    /// How long to wait before the next attempt, in milliseconds; `None` if there is to be none.
    fn next_wait(&mut self, failed: &Failed) -> Option<u64> {
        let is_throttled = failed.repeat == Repeat::Throttled;
        if is_throttled {
            self.throttles += 1;
        } else {
            self.failures += 1;
        }
        if failed.repeat == Repeat::Never || self.failures >= self.limit.most || self.throttles > MOST_THROTTLES {
            return None;
        }
        let retry = self.limit.retry?;
        let cost = if is_throttled { Cost::Throttled } else { Cost::Transient };
        if !BUDGET.with_borrow_mut(|budget| budget.spend(cost)) {
            return None;
        }
        self.paid = Some(cost);
        let at = now();
        let until = if is_throttled {
            self.state.throttled(at, retry, failed.retry_after);
            self.state.hold_acting_until
        } else {
            self.state.failed(at, retry, failed.retry_after);
            self.state.hold_until
        };
        Some(until.saturating_sub(at))
    }

    /// The call succeeded.
    fn refund(&self) {
        BUDGET.with_borrow_mut(|budget| budget.succeeded(self.paid));
    }
}

fn aborted() -> Error {
    Error::new(client::ABORTED, "the call was aborted")
}

fn repeat_after(error: &Error, action: &str) -> Repeat {
    let repeatable = READING.iter().any(|verb| action.starts_with(verb));
    match (error.code.as_str(), judge(&error.code).blame) {
        // It would be as long again.
        _ if too_big(error) => Repeat::Never,
        (_, Blame::Rate) => Repeat::Throttled,
        (client::BAD_REPLY | client::NETWORK | client::TIMEOUT, _) | (_, Blame::Service) if repeatable => {
            Repeat::Failed
        }
        _ => Repeat::Never,
    }
}
