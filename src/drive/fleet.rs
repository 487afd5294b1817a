//! Steps a job until it is done: sends what it says, waits as long as it says, reports what came.

use super::fetch::too_big;
use super::line::{Heard, Line, Outgoing, Silence};
use super::operation::{Operation, sleep};
use super::wait::{Bell, Either, first};
use super::{BUDGET, now};
use crate::Error;
use crate::budget::Cost;
use crate::error::client;
use crate::job::{Job, NOT_SENT, Send, Step};
use crate::model;
use crate::sign::{ApiRequest, SignOptions};
use crate::wasm::json;
use crate::wire::{Hint, Reply};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Progress is told at most once in so many milliseconds.
const PROGRESS_MS: u64 = 50;
/// The host hears of an operation that is alive at least so often: one that is silent for longer may be swept.
const LONGEST_SILENCE_MS: u64 = 10_000;
/// How often a request that waits for its turn tells its job that it has not left.
const HELD_MS: u64 = 1_000;

/// The code of what went wrong with a request, if something did.
fn code_of(heard: &Result<Heard, Silence>) -> Option<String> {
    match heard {
        Ok(Heard { answer: Reply::Refused(error) | Reply::Unclear(error, _), .. })
        | Err(Silence::Lost(error) | Silence::NotSent(error) | Silence::NoKey(error)) => Some(error.code.clone()),
        Ok(_) | Err(Silence::Dropped) => None,
    }
}

/// One fleet operation.
pub(crate) struct Fleet {
    line: Line,
    job: RefCell<Job>,
    bell: Bell,
    told: Cell<u64>,
    aborted: Cell<bool>,
}

impl Fleet {
    pub(crate) fn new(line: Line, job: Job) -> Rc<Self> {
        Rc::new(Fleet {
            line,
            job: RefCell::new(job),
            bell: Bell::default(),
            told: Cell::new(0),
            aborted: Cell::new(false),
        })
    }

    /// The caller's signal: what is in flight is aborted and everything open is unknown, at once.
    pub(crate) fn abort(&self) {
        self.aborted.set(true);
        self.job.borrow_mut().abort(now());
        self.bell.ring();
        self.line.abort();
    }

    /// Its futures.
    pub(crate) fn operation(&self) -> &Rc<Operation> {
        &self.line.operation
    }

    /// Runs to the end; resolves with the result as JSON.
    pub(crate) async fn run(self: Rc<Self>) -> Result<String, Error> {
        self.key().await?;
        loop {
            let step = self.job.borrow_mut().next(now());
            match step {
                Step::Send(send) => self.line.operation.spawn(self.clone().carry(send)),
                Step::Wait { until, .. } => {
                    first(self.bell.heard(), sleep(until.saturating_sub(now()).min(LONGEST_SILENCE_MS))).await;
                }
                Step::Done => break,
            }
            self.tell(false);
        }
        self.line.abort();
        self.tell(true);
        let job = self.job.borrow();
        if let Some(error) = job.rejection() {
            return Err(error.clone());
        }
        if self.aborted.get() && !self.line.has_sent() {
            return Err(Error::new(client::ABORTED, "the operation was aborted before its first request"));
        }
        Ok(json::result(&job.result()))
    }

    /// Waits for the first key. The deadline holds also while nobody has given one.
    async fn key(&self) -> Result<(), Error> {
        let deadline = self.job.borrow().deadline();
        let mut key = pin!(self.line.credentials(-1.0));
        loop {
            let pause = sleep(deadline.saturating_sub(now()).min(LONGEST_SILENCE_MS));
            match first(key.as_mut(), first(self.bell.heard(), pause)).await {
                Either::First(given) => return given.map(|_| ()),
                Either::Second(Either::Second(())) if now() < deadline => self.tell(false),
                Either::Second(_) => return Ok(()),
            }
        }
    }

    /// One request, from its turn to its report.
    async fn carry(self: Rc<Self>, send: Send) {
        let ticket = send.ticket;
        let target = &self.line.target;
        let mut outgoing = Outgoing {
            request: ApiRequest {
                service: model::SERVICE,
                version: model::VERSION,
                action: send.action,
                region: target.region.as_deref(),
                payload: send.payload.as_bytes(),
                endpoint: target.endpoint.as_deref(),
                language: target.language.as_deref(),
                ..ApiRequest::default()
            },
            options: SignOptions::default(),
            body: JsValue::from_str(&send.payload),
            attempt: 1,
            timed_whole: false,
        };
        let left = Cell::new(false);
        let may_go = |now, once_more| {
            left.set(true);
            let mut job = self.job.borrow_mut();
            if once_more { job.repeated(ticket, now) } else { job.sent(ticket, now) }
        };
        let held = async {
            // A job counts a request from the moment it is handed out; while it waits for a turn it is not late.
            loop {
                sleep(HELD_MS).await;
                if !left.get() {
                    self.job.borrow_mut().held(ticket, now());
                }
            }
        };
        let heard = match first(self.line.ask(&outgoing, &may_go), held).await {
            Either::First(heard) => heard,
            Either::Second(()) => return,
        };
        let code = code_of(&heard);
        let (before, _) = self.job.borrow().backoff();
        self.report(ticket, heard);
        self.settle(before);
        let (failures, until) = self.job.borrow().backoff();
        if failures > before {
            outgoing.attempt = failures;
            self.line.tell_retry(&outgoing, code.as_deref(), None, until.saturating_sub(now()));
        }
        self.bell.ring();
    }

    /// Pays for the retry that a failure makes necessary; a success pays back.
    fn settle(&self, before: u32) {
        let (failures, _) = self.job.borrow().backoff();
        BUDGET.with_borrow_mut(|budget| match failures {
            0 => budget.succeeded((before > 0).then_some(Cost::Transient)),
            _ if failures > before && !budget.spend(Cost::Transient) => self.job.borrow_mut().postpone(now()),
            _ => {}
        });
    }

    fn report(&self, ticket: u32, heard: Result<Heard, Silence>) {
        let mut job = self.job.borrow_mut();
        match heard {
            Ok(Heard { answer, reply }) => job.answered(ticket, now(), &answer, reply.retry_after),
            Err(Silence::Lost(error)) if error.code == client::BAD_REPLY => {
                let hint = if too_big(&error) { Hint::TooBig } else { Hint::None };
                job.answered(ticket, now(), &Reply::Unclear(error, hint), None);
            }
            Err(Silence::Lost(error)) => job.lost(ticket, now(), &error.message),
            Err(Silence::NotSent(_)) => job.lost(ticket, now(), NOT_SENT),
            Err(Silence::NoKey(error)) => job.reject(&error, now()),
            Err(Silence::Dropped) => {}
        }
    }

    fn tell(&self, last: bool) {
        let at = now();
        if last || at >= self.told.get() + PROGRESS_MS {
            self.told.set(at);
            // Told after the job is let go: the caller may abort from its callback.
            let progress = json::progress(&self.job.borrow().progress());
            self.line.host.progress(&progress);
        }
    }
}
