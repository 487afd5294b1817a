//! Steps a job until it is done: sends its requests, waits as long as it says, reports what came of them.

use super::exchange::{Outgoing, Response, SendError};
use super::fetch::{REQUEST_FAILED, too_big};
use super::json;
use super::operation::{Operation, settled, sleep};
use super::process::{BUDGET, now};
use super::secrets::secrets_of;
use super::sync::{Either, Notify, first};
use super::transport::Transport;
use crate::Error;
use crate::budget::Cost;
use crate::error::client;
use crate::job::{Job, NOT_SENT, Send, Step};
use crate::model;
use crate::sign::{ApiRequest, SignOptions};
use crate::wire::{Hint, Reply};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

/// Progress is reported at most once in so many milliseconds.
const PROGRESS_MS: u64 = 50;
/// An operation reports to the host at least so often, in milliseconds: one that is silent for longer may be swept.
const LONGEST_SILENCE_MS: u64 = 10_000;
const SAVE_FAILED: &str =
    "`save` failed, so nothing more was sent; see the error's cause. The job itself goes on from its `save()`";
/// A request that takes too long is ended here and reported; the job itself would only count it as lost.
const GRACE_MS: u64 = 1_000;
/// How often a request that waits for its slot reports to its job that it was not sent yet.
const HELD_MS: u64 = 1_000;

/// The code of what went wrong with a request, if something did.
fn code_of(outcome: &Result<Response, SendError>) -> Option<String> {
    match outcome {
        Ok(Response { reply: Reply::Refused(error) | Reply::Unclear(error, _), .. })
        | Err(SendError::Lost(error) | SendError::NotSent(error) | SendError::NoCredentials(error)) => {
            Some(error.code.clone())
        }
        Ok(_) | Err(SendError::Cancelled) => None,
    }
}

/// One fleet operation.
pub(crate) struct Fleet {
    transport: Transport,
    /// Its maker may look at it and cancel it meanwhile.
    job: Rc<RefCell<Job>>,
    reply_came: Notify,
    reported_at: Cell<u64>,
    aborted: Cell<bool>,
    /// A save has failed, so nothing more is sent.
    save_failed: Cell<bool>,
}

impl Fleet {
    /// # Errors
    /// For secret parameters that are missing or do not fit: nothing is sent then.
    pub(crate) fn new(transport: Transport, job: Rc<RefCell<Job>>) -> Result<Rc<Self>, Error> {
        secrets_of(&transport.host, job.borrow().action())?;
        job.borrow_mut().set_timeout(transport.target.timeout_ms + GRACE_MS);
        Ok(Rc::new(Fleet {
            transport,
            job,
            reply_came: Notify::default(),
            reported_at: Cell::new(0),
            aborted: Cell::new(false),
            save_failed: Cell::new(false),
        }))
    }

    /// The caller's signal: what is in flight is aborted and everything open is unknown, at once.
    pub(crate) fn abort(&self) {
        self.aborted.set(true);
        self.job.borrow_mut().abort(now());
        self.reply_came.notify();
        self.transport.abort();
    }

    /// Its futures.
    pub(crate) fn operation(&self) -> &Rc<Operation> {
        &self.transport.operation
    }

    /// Runs to the end; resolves with the result as JSON.
    pub(crate) async fn run(self: Rc<Self>) -> Result<String, Error> {
        self.wait_for_key().await?;
        while !self.save_failed.get() {
            let step = self.job.borrow_mut().next(now());
            match step {
                Step::Send(send) => self.transport.operation.spawn(self.clone().perform(send)),
                Step::Wait { until, .. } => {
                    first(self.reply_came.notified(), sleep(until.saturating_sub(now()).min(LONGEST_SILENCE_MS))).await;
                }
                Step::Done => break,
            }
            self.report_progress(false);
        }
        self.transport.abort();
        self.report_progress(true);
        if self.save_failed.get() {
            return Err(Error::new(client::SAVE_FAILED, SAVE_FAILED));
        }
        let job = self.job.borrow();
        if let Some(error) = job.rejection() {
            return Err(error.clone());
        }
        if self.aborted.get() && job.progress().requests == 0 {
            return Err(Error::new(client::ABORTED, "the operation was aborted before its first request"));
        }
        Ok(json::result(&job.result()))
    }

    /// Waits for the first key. The deadline holds also while nobody has given one.
    async fn wait_for_key(&self) -> Result<(), Error> {
        let deadline = self.job.borrow().deadline();
        let mut key = pin!(self.transport.credentials(-1.0));
        loop {
            let pause = sleep(deadline.saturating_sub(now()).min(LONGEST_SILENCE_MS));
            match first(key.as_mut(), first(self.reply_came.notified(), pause)).await {
                Either::First(given) => return given.map(|_| ()),
                Either::Second(Either::Second(())) if now() < deadline => self.report_progress(false),
                Either::Second(_) => return Ok(()),
            }
        }
    }

    /// Sends one request and reports what came of it.
    async fn perform(self: Rc<Self>, send: Send) {
        let ticket = send.ticket;
        let target = &self.transport.target;
        let payload = match self.payload(&send) {
            Ok(payload) => payload,
            Err(error) => {
                self.job.borrow_mut().reject(&error, now());
                return self.reply_came.notify();
            }
        };
        let mut outgoing = Outgoing {
            request: ApiRequest {
                service: model::SERVICE,
                version: model::VERSION,
                action: send.action,
                region: target.region.as_deref(),
                payload: payload.as_bytes(),
                endpoint: target.endpoint.as_deref(),
                host: target.host.as_deref(),
                language: target.language.as_deref(),
                ..ApiRequest::default()
            },
            options: SignOptions::at(0),
            body: JsValue::from_str(&payload),
            attempt: 1,
            timed_whole: false,
        };
        let sent = Cell::new(false);
        let may_send = |now, is_repeat| {
            sent.set(true);
            let mut job = self.job.borrow_mut();
            if is_repeat { job.repeated(ticket, now) } else { job.sent(ticket, now) }
        };
        let work = async {
            if !send.acting || self.save().await {
                self.transport.send(&outgoing, &may_send).await
            } else {
                Err(SendError::Cancelled)
            }
        };
        let outcome = match first(work, self.hold(ticket, &sent)).await {
            Either::First(outcome) => outcome,
            Either::Second(()) => return,
        };
        let code = code_of(&outcome);
        let (before, _) = self.job.borrow().backoff();
        self.report(ticket, outcome);
        self.spend_budget(before);
        let (failures, until) = self.job.borrow().backoff();
        if failures > before {
            outgoing.attempt = failures;
            self.transport.report_retry(&outgoing, code.as_deref(), None, until.saturating_sub(now()));
        }
        self.reply_came.notify();
    }

    /// A job counts the time of a request from when it gives it out; while it waits for a slot it is not late.
    async fn hold(&self, ticket: u32, sent: &Cell<bool>) {
        loop {
            sleep(HELD_MS).await;
            if !sent.get() {
                self.job.borrow_mut().held(ticket, now());
            }
        }
    }

    /// Has the job saved, if its driver does that. `false`: the request must not be sent.
    async fn save(&self) -> bool {
        let host = &self.transport.host;
        if !host.saves() {
            return true;
        }
        match first(settled(&host.save()), self.transport.aborted()).await {
            Either::First(Ok(_)) => true,
            Either::First(Err(_)) => {
                self.save_failed.set(true);
                false
            }
            Either::Second(()) => false,
        }
    }

    /// The body of a request. The secret parameters are asked for anew each time: a job holds none, nor does anything here.
    fn payload(&self, send: &Send) -> Result<Zeroizing<String>, Error> {
        if !send.acting {
            return Ok(Zeroizing::new(send.payload.clone()));
        }
        Ok(secrets_of(&self.transport.host, send.action)?.added_to(&send.payload))
    }

    /// Pays for the retry that a failure makes necessary; a success pays back.
    fn spend_budget(&self, before: u32) {
        let (failures, _) = self.job.borrow().backoff();
        BUDGET.with_borrow_mut(|budget| match failures {
            0 => budget.succeeded((before > 0).then_some(Cost::Transient)),
            _ if failures > before && !budget.spend(Cost::Transient) => self.job.borrow_mut().postpone(now()),
            _ => {}
        });
    }

    fn report(&self, ticket: u32, outcome: Result<Response, SendError>) {
        let mut job = self.job.borrow_mut();
        match outcome {
            Ok(Response { reply, http, .. }) => job.answered(ticket, now(), &reply, http.retry_after),
            Err(SendError::Lost(error)) if error.code == client::BAD_REPLY => {
                let hint = if too_big(&error) { Hint::TooBig } else { Hint::None };
                job.answered(ticket, now(), &Reply::Unclear(error, hint), None);
            }
            Err(SendError::Lost(error)) => job.lost(ticket, now(), &error.message),
            Err(SendError::NotSent(error)) => {
                let reason = error.message.strip_prefix(REQUEST_FAILED).unwrap_or(&error.message);
                job.lost(ticket, now(), &[NOT_SENT, ": ", reason].concat());
            }
            Err(SendError::NoCredentials(error)) => job.reject(&error, now()),
            Err(SendError::Cancelled) => {}
        }
    }

    fn report_progress(&self, last: bool) {
        let at = now();
        if last || at >= self.reported_at.get() + PROGRESS_MS {
            self.reported_at.set(at);
            // Reported after the job is no longer borrowed: the caller may abort from its callback.
            let progress = json::progress(&self.job.borrow().progress());
            self.transport.host.progress(&progress);
        }
    }
}
