//! One call of any action, tried a few times where trying again is safe.

use super::line::{Heard, Line, Outgoing, Silence};
use super::wait::{Either, first, sleep};
use super::{Host, now};
use crate::Error;
use crate::error::client;
use crate::job::Retry;
use crate::model::{self, Blame, judge};
use crate::wire::Answer;

/// A throttled call waits at least this long.
const THROTTLED_MS: u64 = 1_000;
/// The actions that change nothing begin with one of these; only they are repeated after a lost reply.
const READING: &[&str] = &["Describe", "Get", "List", "Inquiry", "Query", "Check", "Search"];

/// How a call is tried.
pub(crate) struct Call {
    /// Failures in a row after which it gives up.
    pub(crate) attempts: u32,
    /// `None`: one attempt of anything.
    pub(crate) retry: Option<Retry>,
}

/// What a call ends with: the reply's text, or an error with the number of attempts and the HTTP status.
pub(crate) type Ended = Result<String, (Error, u32, Option<u16>)>;

/// Runs one call.
pub(crate) async fn call(line: &Line, mut outgoing: Outgoing<'_>, plan: &Call) -> Ended {
    let mut failures = 0;
    let mut throttles = 0;
    loop {
        let heard = line.ask(&outgoing, |_| true).await;
        let (error, status, kind) = match heard {
            Ok(Heard { answer: Answer::Taken { .. }, reply }) => return Ok(reply.body),
            Ok(Heard { answer: Answer::Refused(error) | Answer::Unclear(error), reply }) => {
                let again = again(&error, outgoing.request.action, false);
                (error, Some(reply.status), (again, reply.retry_after))
            }
            Err(Silence::NotSent(error)) => (error, None, (Some(Again::Failure), None)),
            Err(Silence::Lost(error)) => {
                let kind = again(&error, outgoing.request.action, true);
                (error, None, (kind, None))
            }
            Err(Silence::NoKey(error)) => return Err((error, outgoing.attempt, None)),
            Err(Silence::Dropped) => {
                return Err((Error::new(client::ABORTED, "the call was aborted"), outgoing.attempt, None));
            }
        };
        todo_wait(line, &mut outgoing, plan, error, status, kind, &mut failures, &mut throttles).await?;
    }
}
