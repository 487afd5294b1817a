//! The exports for operations: a fleet job, or one call, over fetch.

use super::fields::Named;
use super::job::{self, JobHandle};
use super::request::Parts;
use super::thrown;
use crate::Error;
use crate::drive::{Attempts, CallError, Fleet, Host, Outgoing, Target, Transport, call};
use crate::job::Retry;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// One fleet operation.
#[wasm_bindgen]
pub struct FleetRun {
    fleet: Rc<Fleet>,
}

#[wasm_bindgen]
impl FleetRun {
    /// `ids` and `packed` as for a job; `target` is packed too.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, ids: js_sys::Array, packed: &str, target: &str) -> Result<FleetRun, JsValue> {
        let job = JobHandle::from(job::make(&ids, packed)?);
        FleetRun::of(host, &job, target)
    }

    /// Runs a job that was made, or restored, before.
    pub fn of(host: Host, handle: &JobHandle, target: &str) -> Result<FleetRun, JsValue> {
        let job = handle.job.clone();
        let run = read_target(target).and_then(|target| Fleet::new(Transport::new(host, target)?, job));
        Ok(FleetRun { fleet: run.map_err(|error| thrown(&error))? })
    }

    /// Runs to the end; resolves with a `FleetResult` as JSON, rejects with an error's text.
    pub fn run(&self) -> js_sys::Promise {
        let fleet = self.fleet.clone();
        self.fleet.operation().promise(async move {
            fleet.run().await.map(|json| JsValue::from_str(&json)).map_err(|error| thrown(&error))
        })
    }

    /// Ends it at once.
    pub fn abort(&self) {
        self.fleet.abort();
    }

    /// Its context has ended: drops everything it waits for.
    pub fn abandon(&self) {
        self.fleet.operation().abandon();
    }
}

/// One call.
#[wasm_bindgen]
pub struct CallRun {
    transport: Rc<Transport>,
}

#[wasm_bindgen]
impl CallRun {
    /// A call to the packed target.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, target: &str) -> Result<CallRun, JsValue> {
        let transport =
            read_target(target).and_then(|target| Transport::new(host, target)).map_err(|error| thrown(&error))?;
        Ok(CallRun { transport: Rc::new(transport) })
    }

    /// Sends the packed request; resolves with the reply's text, rejects with an error's text. `body` is what fetch is
    /// given; it is not looked at where its hash is packed. `how`: named fields, `hashed` and the retry; without `attempts`
    /// there is one attempt of anything.
    pub fn run(&self, packed: String, body: JsValue, how: String) -> js_sys::Promise {
        let transport = self.transport.clone();
        self.transport.operation.promise(async move {
            let (hashed, retry) = read_how(&how).map_err(|error| thrown(&error))?;
            let attempts = retry.map_or(0, |retry| retry.attempts);
            let bytes = body.dyn_ref::<js_sys::Uint8Array>().filter(|_| !hashed).map(js_sys::Uint8Array::to_vec);
            let parts = Parts::read(&packed, bytes.as_deref()).map_err(|error| thrown(&error))?;
            let outgoing =
                Outgoing { request: parts.request(), options: parts.options(0), body, attempt: 1, timed_whole: true };
            let done = call(&transport, outgoing, Attempts { most: attempts, retry }).await;
            done.map(|text| JsValue::from_str(&text)).map_err(|failed| failed_call(&failed))
        })
    }

    /// Ends it at once.
    pub fn abort(&self) {
        self.transport.abort();
    }

    /// Its context has ended: drops everything it waits for.
    pub fn abandon(&self) {
        self.transport.operation.abandon();
    }
}

/// Whether the hash of the body is packed, and how the call is retried.
fn read_how(packed: &str) -> Result<(bool, Option<Retry>), Error> {
    let given = Named::read(packed)?;
    let attempts = given.small("attempts", 0)?;
    let retry = Retry { attempts, base_ms: given.number("baseMs", 0)?, max_ms: given.number("maxMs", 0)? };
    Ok((given.text("hashed").is_some(), (attempts > 0).then_some(retry)))
}

fn read_target(packed: &str) -> Result<Target, Error> {
    let given = Named::read(packed)?;
    let owned = |name: &str| given.text(name).map(str::to_owned);
    let timeout_ms = given.number("timeoutMs", 10_000)?;
    let [endpoint, host, region, language] = ["endpoint", "host", "region", "language"].map(owned);
    Ok(Target { endpoint, host, region, language, timeout_ms })
}

/// A thrown error with what only a call knows before it: the number of attempts, and the HTTP status of the last reply.
fn failed_call(failed: &CallError) -> JsValue {
    let status = failed.status.map_or(String::new(), |status| status.to_string());
    let error = thrown(&failed.error).as_string().unwrap_or_default();
    JsValue::from_str(&["call ", &failed.attempts.to_string(), " ", &status, "\n", &error].concat())
}
