//! One call of any action, tried a few times where trying again is safe.

use super::fetch::too_big;
use super::line::{Heard, Line, Outgoing, Silence};
use super::operation::sleep;
use super::wait::first;
use super::{BUDGET, now};
use crate::Error;
use crate::budget::Cost;
use crate::error::client;
use crate::job::{Retry, RetryState};
use crate::model::{Blame, judge};
use crate::wire::Reply;

/// The actions that change nothing begin with one of these; only they are repeated after a lost reply.
const READING: &[&str] = &["Check", "Describe", "Get", "Inquiry", "List", "Query", "Search"];
/// A service that refuses a request this often for its rate is not going to take it: there is no deadline to end it.
const MOST_THROTTLES: u32 = 12;

/// How a call is tried.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Failures in a row after which it gives up.
    pub(crate) attempts: u32,
    /// `None`: one attempt of anything.
    pub(crate) retry: Option<Retry>,
}

/// Why a call failed, with how often it was tried and the HTTP status of the last reply.
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) attempts: u32,
    pub(crate) status: Option<u16>,
}

/// What a failed attempt says about trying again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// The request was refused for its rate, so nothing was executed.
    Throttled,
    /// It failed in a way that may pass, and cannot do harm twice.
    Failed,
    Never,
}

/// Runs one call; resolves with the reply's text.
pub(crate) async fn call(line: &Line, mut outgoing: Outgoing<'_>, plan: Plan) -> Result<String, Failed> {
    let (mut failures, mut throttles, mut paid) = (0, 0, None);
    let mut health = RetryState::new((js_sys::Math::random() * 9_007_199_254_740_992.0) as u64);
    let action = outgoing.request.action;
    loop {
        let attempts = outgoing.attempt;
        let (error, reply, again) = match line.ask(&outgoing, &|_, _| true).await {
            Ok(Heard { answer: Reply::Accepted { .. }, reply }) => {
                BUDGET.with_borrow_mut(|budget| budget.succeeded(paid));
                return Ok(reply.body);
            }
            Ok(Heard { answer: Reply::Refused(error) | Reply::Unclear(error, _), reply }) => {
                let again = again(&error, action);
                (error, Some(reply), again)
            }
            Err(Silence::Lost(error)) => {
                let again = again(&error, action);
                (error, None, again)
            }
            Err(Silence::NotSent(error)) => (error, None, Again::Failed),
            Err(Silence::NoKey(error)) => (error, None, Again::Never),
            Err(Silence::Dropped) => (aborted(), None, Again::Never),
        };
        let (status, retry_after) = reply.map_or((None, None), |reply| (Some(reply.status), reply.retry_after));
        let failed = Failed { error, attempts, status };
        match again {
            Again::Throttled => throttles += 1,
            _ => failures += 1,
        }
        let over = again == Again::Never || failures >= plan.attempts || throttles > MOST_THROTTLES;
        let cost = if again == Again::Throttled { Cost::Throttled } else { Cost::Transient };
        let Some(retry) = plan.retry.filter(|_| !over && BUDGET.with_borrow_mut(|budget| budget.spend(cost))) else {
            return Err(failed);
        };
        paid = Some(cost);
        let at = now();
        let until = match again {
            Again::Throttled => {
                health.throttled(at, retry, retry_after);
                health.hold_acting_until
            }
            _ => {
                health.failed(at, retry, retry_after);
                health.hold_until
            }
        };
        line.tell_retry(
            &outgoing,
            Some(&failed.error.code),
            failed.error.request_id.as_deref(),
            until.saturating_sub(at),
        );
        first(sleep(until.saturating_sub(at)), line.aborted()).await;
        if line.is_aborted() {
            return Err(Failed { error: aborted(), ..failed });
        }
        outgoing.attempt += 1;
    }
}

fn aborted() -> Error {
    Error::new(client::ABORTED, "the call was aborted")
}

fn again(error: &Error, action: &str) -> Again {
    let repeatable = READING.iter().any(|verb| action.starts_with(verb));
    match (error.code.as_str(), judge(&error.code).blame) {
        // It would be as long again.
        _ if too_big(error) => Again::Never,
        (_, Blame::Rate) => Again::Throttled,
        (client::BAD_REPLY | client::NETWORK | client::TIMEOUT, _) | (_, Blame::Service) if repeatable => Again::Failed,
        _ => Again::Never,
    }
}
