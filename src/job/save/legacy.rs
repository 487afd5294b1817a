//! The row `head` of the formats `job1` and `job2`: one line of words in a fixed order.

use super::format::{Head, NONE, ending, parameters};
use crate::job::machine::{CHUNK, Job};
use crate::job::options::{JobOptions, Pacing, Retry};

/// The words of `job1`, and with the attempts among them of `job2`.
pub(super) fn read_words(text: &str, attempts: bool) -> Option<Head> {
    let mut lines = text.split('\n');
    let mut words = lines.next()?.split('\t').skip(1);
    let mut word = || words.next();
    let number = |word: Option<&str>| word?.parse::<u64>().ok();
    let action = word()?;
    let mut options = JobOptions::new(word()?, number(word())?);
    options.deadline_ms = number(word())?;
    options.settle_ms = number(word())?;
    options.timeout_ms = number(word())?;
    options.wait = word()? == "1";
    let tries = if attempts { word()? } else { "" };
    options.retry = match (word()?, word()?) {
        (NONE, _) => None,
        (prior_request, max) => Some(Retry {
            attempts: if attempts { tries.parse().ok()? } else { Retry::default().attempts },
            base_ms: prior_request.parse().ok()?,
            max_ms: max.parse().ok()?,
        }),
    };
    options.pacing = match word()? {
        NONE => Pacing::Driver,
        per_second => Pacing::Job(per_second.parse().ok()?),
    };
    let quoted = |name: &'static str, word: &str| (word != NONE).then(|| (name, ["\"", word, "\""].concat()));
    let chosen = [quoted("StopType", word()?), quoted("StoppedMode", word()?)];
    options.parameters = parameters(chosen.iter().flatten().map(|(name, json)| (*name, json.as_str())));
    let count = number(word())? as usize;
    let mut job = Job::empty(action, options).ok()?;
    job.chunk_len = CHUNK;
    job.next_ticket = number(word())? as u32;
    job.confirmed = word()? == "1";
    job.reached = job.confirmed;
    job.denied = number(word())? as u32;
    job.retry_state.failures = number(word())? as u32;
    job.retry_state.throttles = number(word())? as u32;
    job.retry_state.hold_until = number(word())?;
    job.retry_state.hold_acting_until = number(word())?;
    job.retry_state.random = number(word())?;
    job.ending = Some(word()?).filter(|code| *code != NONE).map(ending);
    let counts: Vec<u32> = lines.next()?.split('\t').map(|count| count.parse().ok()).collect::<Option<_>>()?;
    job.sent = counts.try_into().ok()?;
    job.saved_paces = Some(lines.map(str::to_owned).collect());
    Some(Head { job, count, earlier: true, escaped: !attempts })
}
