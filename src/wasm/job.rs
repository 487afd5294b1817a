//! A job at the door: for drivers in JavaScript, such as a Durable Object.

use super::engine_json;
use super::{fields, json, thrown};
use crate::Error;
use crate::ids::{BadIds, InstanceIds};
use crate::job::{Job, JobOptions, Pacing, Retry};
use crate::wire;
use wasm_bindgen::prelude::*;

/// A job, as `createJob` wraps it.
#[wasm_bindgen]
pub struct JobHandle {
    job: Job,
}

#[wasm_bindgen]
impl JobHandle {
    /// A new job. `ids` holds texts; anything else in it counts as malformed.
    #[wasm_bindgen(constructor)]
    pub fn new(ids: js_sys::Array, packed: &str) -> Result<JobHandle, JsValue> {
        Ok(JobHandle { job: make(&ids, packed)? })
    }

    /// A saved job, from one text.
    pub fn restore(saved: &str) -> Result<JobHandle, JsValue> {
        Ok(JobHandle { job: Job::restore(saved).map_err(|error| thrown(&error))? })
    }

    /// A saved job, from its rows: keys and values in turn.
    pub fn restore_rows(packed: &str) -> Result<JobHandle, JsValue> {
        let read = fields::unpack_all(packed).and_then(|texts| {
            let texts: Vec<&str> = texts.into_iter().flatten().collect();
            Job::restore_rows(texts.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))))
        });
        Ok(JobHandle { job: read.map_err(|error| thrown(&error))? })
    }

    /// The next step, as JSON.
    pub fn next(&mut self, now: f64) -> String {
        json::step(&self.job.next(now as u64))
    }

    /// The region of every request.
    pub fn region(&self) -> String {
        self.job.region().to_owned()
    }

    /// The request left.
    pub fn sent(&mut self, ticket: u32, now: f64) -> bool {
        self.job.sent(ticket, now as u64)
    }

    /// The request left once more.
    pub fn repeated(&mut self, ticket: u32, now: f64) -> bool {
        self.job.repeated(ticket, now as u64)
    }

    /// The reply to a request. `retry_after`: in milliseconds, negative for none.
    pub fn answered(&mut self, ticket: u32, now: f64, http_status: u16, body: &str, retry_after: f64) {
        let answer = wire::read(http_status, engine_json::parse(body));
        self.job.answered(ticket, now as u64, &answer, (retry_after >= 0.0).then_some(retry_after as u64));
    }

    /// No reply will come.
    pub fn lost(&mut self, ticket: u32, now: f64, reason: &str) {
        self.job.lost(ticket, now as u64, reason);
    }

    /// One describe of what is in flight, then done.
    pub fn cancel(&mut self, now: f64) {
        self.job.cancel(now as u64);
    }

    /// Progress, as JSON.
    pub fn progress(&self) -> String {
        json::progress(&self.job.progress())
    }

    /// The result, as JSON.
    pub fn result(&self) -> String {
        json::result(&self.job.result())
    }

    /// Everything, as text.
    pub fn save(&self) -> String {
        self.job.save()
    }

    /// The rows that changed: keys and values in turn, packed.
    pub fn changes(&mut self) -> String {
        let rows = self.job.changes();
        let texts: Vec<&str> = rows.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]).collect();
        fields::pack(&texts)
    }
}

/// Throws what a job of these ids would throw.
#[wasm_bindgen]
pub fn check_ids(ids: &js_sys::Array) -> Result<(), JsValue> {
    parse_ids(ids).map(|_| ())
}

fn parse_ids(ids: &js_sys::Array) -> Result<InstanceIds, JsValue> {
    InstanceIds::parse(ids.iter().map(|id| id.as_string().unwrap_or_default())).map_err(refused)
}

/// Makes a job of ids and packed options.
pub(crate) fn make(ids: &js_sys::Array, packed: &str) -> Result<Job, JsValue> {
    let options = options(packed).map_err(|error| thrown(&error))?;
    let ids = parse_ids(ids)?;
    Job::new(&options.0, ids, options.1).map_err(|error| thrown(&error))
}

/// The thrown error with the positions of the bad ids before it, for `invalidIds`.
fn refused(bad: BadIds) -> JsValue {
    let positions: Vec<String> = bad.bad.iter().map(|entry| entry.0.to_string()).collect();
    let error = thrown(&Error::from(bad)).as_string().unwrap_or_default();
    if positions.is_empty() {
        return JsValue::from_str(&error);
    }
    JsValue::from_str(&["ids ", &positions.join(","), "\n", &error].concat())
}

fn options(packed: &str) -> Result<(String, JobOptions), Error> {
    let [
        action,
        region,
        now,
        seed,
        wait,
        deadline,
        settle,
        timeout,
        attempts,
        base,
        max,
        pacing,
        stop_type,
        stopped_mode,
    ] = fields::unpack(packed)?;
    let number = |name: &str, value: Option<&str>, default: u64| match value {
        None => Ok(default),
        Some(text) => {
            text.parse::<u64>().map_err(|_| Error::argument(name, "must be a whole number that is not negative"))
        }
    };
    let mut options = JobOptions::new(region.unwrap_or(""), number("nowMs", now, 0)?);
    crate::sign::plain_text("region", options.region.as_bytes())?;
    options.seed = number("seed", seed, options.now)?;
    options.wait = wait != Some("false");
    options.deadline_ms = number("deadlineMs", deadline, options.deadline_ms)?;
    options.settle_ms = number("settleMs", settle, options.settle_ms)?;
    options.timeout_ms = number("timeoutMs", timeout, options.timeout_ms)?.max(1);
    let defaults = Retry::default();
    options.retry = match attempts {
        Some("false") => None,
        _ => Some(Retry {
            attempts: number("retry.attempts", attempts, u64::from(defaults.attempts))?.try_into().unwrap_or(u32::MAX),
            base_ms: number("retry.baseMs", base, defaults.base_ms)?,
            max_ms: number("retry.maxMs", max, defaults.max_ms)?,
        }),
    };
    options.pacing = match pacing {
        Some("driver") => Pacing::Driver,
        per_second => Pacing::Job(number("perSecond", per_second, 10)?.try_into().unwrap_or(0)),
    };
    options.stop_type = stop_type.map(str::to_owned);
    options.stopped_mode = stopped_mode.map(str::to_owned);
    Ok((action.unwrap_or("").to_owned(), options))
}
