//! The exports for jobs whose driver is JavaScript, such as a Durable Object.

use super::fields::{self, Named};
use super::thrown;
use crate::Error;
use crate::drive::{engine_json, json};
use crate::ids::{BadIds, InstanceIds};
use crate::job::{Job, JobOptions, Pacing, Parameter, Ramp, Retry, Secrets, Step, StopAfter};
use crate::model::Advice;
use crate::wire;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// A job, as `createJob` wraps it.
#[wasm_bindgen]
pub struct JobHandle {
    pub(super) job: Rc<RefCell<Job>>,
}

impl From<Job> for JobHandle {
    fn from(job: Job) -> Self {
        JobHandle { job: Rc::new(RefCell::new(job)) }
    }
}

#[wasm_bindgen]
impl JobHandle {
    /// A new job. `ids` holds texts; anything else in it counts as malformed.
    #[wasm_bindgen(constructor)]
    pub fn new(ids: js_sys::Array, packed: &str) -> Result<JobHandle, JsValue> {
        Ok(make(&ids, packed)?.into())
    }

    /// A saved job, from one text.
    pub fn restore(saved: &str) -> Result<JobHandle, JsValue> {
        Ok(Job::restore(saved).map_err(|error| thrown(&error))?.into())
    }

    /// A saved job, from its rows: keys and values in turn.
    pub fn restore_rows(packed: &str) -> Result<JobHandle, JsValue> {
        let read = fields::unpack_pairs(packed).and_then(Job::restore_rows);
        Ok(read.map_err(|error| thrown(&error))?.into())
    }

    /// The next step, as JSON. `secrets`: the secret parameters of the action, lines of a name, a tab and a JSON value. They
    /// are checked first, so that no request is given out without them.
    pub fn next(&self, now: f64, secrets: &str) -> Result<String, JsValue> {
        let mut job = self.job.borrow_mut();
        let secrets = Secrets::read(job.action(), secrets).map_err(|error| thrown(&error))?;
        let mut step = job.next(now as u64);
        if let Step::Send(send) = &mut step
            && send.acting
        {
            send.payload = secrets.added_to(&send.payload).to_string();
        }
        Ok(json::step(&step))
    }

    /// What it does with the instances.
    pub fn action(&self) -> String {
        self.job.borrow().action().to_owned()
    }

    /// The region of every request.
    pub fn region(&self) -> String {
        self.job.borrow().region().to_owned()
    }

    /// The request leaves now. `false`: it must not.
    pub fn sent(&self, ticket: u32, now: f64) -> bool {
        self.job.borrow_mut().sent(ticket, now as u64)
    }

    /// The request waits to leave: for a slot, or because of `reason`.
    pub fn held(&self, ticket: u32, now: f64, reason: Option<String>) -> bool {
        match reason {
            Some(reason) => self.job.borrow_mut().delayed(ticket, now as u64, &reason),
            None => self.job.borrow_mut().held(ticket, now as u64),
        }
    }

    /// The request leaves once more. `false`: it must not.
    pub fn repeated(&self, ticket: u32, now: f64) -> bool {
        self.job.borrow_mut().repeated(ticket, now as u64)
    }

    /// The reply to a request. `retry_after`: in milliseconds, negative for none.
    pub fn answered(&self, ticket: u32, now: f64, http_status: u16, body: &str, retry_after: f64) {
        let answer = wire::read(http_status, engine_json::parse(body));
        self.job.borrow_mut().answered(ticket, now as u64, &answer, (retry_after >= 0.0).then_some(retry_after as u64));
    }

    /// No reply will come.
    pub fn lost(&self, ticket: u32, now: f64, reason: &str) {
        self.job.borrow_mut().lost(ticket, now as u64, reason);
    }

    /// No further request can be signed.
    pub fn reject(&self, now: f64, code: &str, message: &str) {
        let error = Error { advice: Advice::FixCredentials, ..Error::new(code, message) };
        self.job.borrow_mut().reject(&error, now as u64);
    }

    /// One describe of what is in flight, then done.
    pub fn cancel(&self, now: f64) {
        self.job.borrow_mut().cancel(now as u64);
    }

    /// Progress, as JSON.
    pub fn progress(&self) -> String {
        json::progress(&self.job.borrow().progress())
    }

    /// The result, as JSON.
    pub fn result(&self) -> String {
        json::result(&self.job.borrow().result())
    }

    /// Everything, as text.
    pub fn save(&self) -> String {
        self.job.borrow().save()
    }

    /// The rows that changed: keys and values in turn, packed.
    pub fn changes(&self) -> String {
        let rows = self.job.borrow_mut().changes();
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
    Job::new(&options.0, ids, options.1).map_err(|error| thrown(&as_given(error, packed)))
}

/// The options that stand for a parameter by a name of their own.
const SHORT: &[(&str, &str)] = &[("stopType", "StopType"), ("stoppedMode", "StoppedMode")];

/// An error about a parameter, under the name by which it was given.
fn as_given(mut error: Error, packed: &str) -> Error {
    let Ok(given) = Named::read(packed) else { return error };
    for (short, name) in SHORT.iter().filter(|(short, _)| given.text(short).is_some()) {
        error.message = error.message.replace(&["`parameters.", name, "`"].concat(), &["`", short, "`"].concat());
    }
    error
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

/// The options of a job, as `pkg/lib/fleet/job-options.js` packs them.
fn options(packed: &str) -> Result<(String, JobOptions), Error> {
    let given = Named::read(packed)?;
    let mut options = JobOptions::new(given.text("region").unwrap_or(""), given.number("nowMs", 0)?);
    crate::sign::plain_text("region", options.region.as_bytes())?;
    options.seed = given.number("seed", options.now)?;
    options.wait = given.text("wait") != Some("false");
    options.deadline_ms = given.number("deadlineMs", options.deadline_ms)?;
    options.settle_ms = given.number("settleMs", options.settle_ms)?;
    options.timeout_ms = given.number("timeoutMs", options.timeout_ms)?.max(1);
    options.connect_ms = given.number("connectMs", options.connect_ms)?;
    options.shortage_ms = given.optional("shortageMs")?;
    options.retry = match given.text("retry") {
        Some("false") => None,
        _ => Some(retry(&given)?),
    };
    options.pacing = match given.text("pace") {
        Some("driver") => Pacing::Driver,
        _ => Pacing::Job(given.small("perSecond", 10)?),
    };
    if given.text("ramp.first").is_some() {
        options.ramp = Some(Ramp { first: given.small("ramp.first", 1)?, percent: given.small("ramp.percent", 200)? });
    }
    options.stop_after = match (given.text("stopAfter.count"), given.text("stopAfter.percent")) {
        (Some(_), _) => Some(StopAfter::Count(given.small("stopAfter.count", 1)?)),
        (None, Some(_)) => Some(StopAfter::Percent(given.small("stopAfter.percent", 1)?)),
        (None, None) => None,
    };
    options.parameters = parameters(&given);
    Ok((given.text("action").unwrap_or("").to_owned(), options))
}

fn retry(given: &Named<'_>) -> Result<Retry, Error> {
    let defaults = Retry::default();
    Ok(Retry {
        attempts: given.small("retry.attempts", defaults.attempts)?,
        base_ms: given.number("retry.baseMs", defaults.base_ms)?,
        max_ms: given.number("retry.maxMs", defaults.max_ms)?,
    })
}

fn parameters(given: &Named<'_>) -> Vec<Parameter> {
    let wire = |name: &str| match SHORT.iter().find(|entry| entry.0 == name) {
        Some((_, wire)) => Some((*wire).to_owned()),
        None => name.strip_prefix("parameters.").map(str::to_owned),
    };
    let own = given.0.iter().filter_map(|(name, json)| Some((wire(name)?, (*json).to_owned())));
    own.map(|(name, json)| Parameter { name, json }).collect()
}
