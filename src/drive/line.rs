//! The line to the service: credentials, turns, clock, and the one repeat that a wrong clock or an old key deserves.

use super::fetch::{self, Failure, Limit, Reply};
use super::operation::{Operation, settled, sleep};
use super::wait::{Either, Gate, first};
use super::{Host, now};
use crate::Error;
use crate::error::client;
use crate::model::{Blame, judge};
use crate::sign::{ApiRequest, Endpoint, SignOptions, SignedRequest};
use crate::wasm::engine_json;
use crate::wasm::with_signer;
use crate::wire::{self, Hint, Reply};
use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

/// No reply of an acting request needs more.
const SMALL_REPLY: usize = 1 << 20;
/// A page of a hundred full instances can be some hundred kilobytes.
const LARGE_REPLY: usize = 8 << 20;
/// What the host answers instead of a slot when there was none in time.
const LATE: f64 = -2.0;
const NO_CREDENTIALS: &str = "no credentials";

/// Where requests go and how long each may take.
pub(crate) struct Target {
    pub(crate) endpoint: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) timeout_ms: u64,
}

/// One operation's connection to the service.
pub(crate) struct Line {
    pub(super) host: Host,
    pub(super) target: Target,
    pub(crate) operation: Rc<Operation>,
    signer: Cell<f64>,
    /// The service's clock less ours, in milliseconds, once it has told us that ours is off.
    offset: Cell<f64>,
    open: RefCell<Vec<(u32, AbortController)>>,
    next_open: Cell<u32>,
    sent: Cell<u32>,
    /// Open once nothing more is to be sent.
    aborted: Gate,
}

/// One request, with what the driver wants to know of it.
pub(crate) struct Outgoing<'a> {
    pub(crate) request: ApiRequest<'a>,
    /// The timestamp in it is not used: each attempt takes its own.
    pub(crate) options: SignOptions<'a>,
    /// What fetch is given as the body; undefined for GET.
    pub(crate) body: JsValue,
    /// Which try of the same request this is, from 1; for events.
    pub(crate) attempt: u32,
    /// Whether an attempt's timeout counts from when it is asked for, waiting for credentials and for a slot included; else
    /// from when it leaves.
    pub(crate) timed_whole: bool,
}

/// What came of one request.
pub(super) struct Heard {
    pub(super) answer: Reply,
    pub(super) reply: Reply,
}

/// Why nothing came.
pub(super) enum Silence {
    /// The service may have acted.
    Lost(Error),
    /// It cannot have.
    NotSent(Error),
    /// Nothing can be signed: the source of credentials failed.
    NoKey(Error),
    /// The job has moved on; nothing was sent.
    Dropped,
}

impl Line {
    /// A line to the checked endpoint.
    pub(crate) fn new(host: Host, target: Target) -> Result<Self, Error> {
        let endpoint = target.endpoint.as_deref().map(Endpoint::parse).transpose()?;
        if endpoint.is_some_and(|endpoint| endpoint.plain && !endpoint.is_loopback()) {
            return Err(Error::argument("endpoint", "is http to another machine; only https is sent there"));
        }
        Ok(Line {
            host,
            target,
            operation: Rc::default(),
            signer: Cell::new(-1.0),
            offset: Cell::new(0.0),
            open: RefCell::default(),
            next_open: Cell::new(0),
            sent: Cell::new(0),
            aborted: Gate::default(),
        })
    }

    /// Ends what is in flight; nothing more is sent.
    pub(crate) fn abort(&self) {
        self.aborted.open();
        for (_, controller) in self.open.take() {
            controller.abort();
        }
        self.operation.run();
    }

    /// Resolves when [`Line::abort`] has been called.
    pub(super) async fn aborted(&self) {
        self.aborted.passed().await;
    }

    /// Whether [`Line::abort`] has been called.
    pub(super) fn is_aborted(&self) -> bool {
        self.aborted.is_open()
    }

    /// Tells the caller that a request goes again after `wait` milliseconds.
    pub(super) fn tell_retry(&self, outgoing: &Outgoing<'_>, code: Option<&str>, request_id: Option<&str>, wait: u64) {
        self.host.event("retry", outgoing.request.action, outgoing.attempt, request_id, code, Some(wait as f64));
    }

    /// Whether a request has left.
    pub(super) fn has_sent(&self) -> bool {
        self.sent.get() > 0
    }

    /// Makes sure that there is a key, before the first request is asked for.
    pub(super) async fn credentials(&self, failed: f64) -> Result<bool, Error> {
        let number = settled(&self.host.signer(failed)).await.map_err(|thrown| rejected(&thrown))?;
        let number = number.as_f64().unwrap_or(-1.0);
        let changed = number != self.signer.replace(number);
        Ok(changed)
    }

    /// Sends one request, once more if its clock or its key was to blame. `may_go` is asked at the last moment, with the
    /// time and whether it goes once more.
    pub(super) async fn ask(
        &self,
        outgoing: &Outgoing<'_>,
        may_go: &dyn Fn(u64, bool) -> bool,
    ) -> Result<Heard, Silence> {
        let first = self.attempt(outgoing, &|now| may_go(now, false)).await?;
        let Reply::Refused(error) = &first.answer else { return Ok(first) };
        let again = match error.code.as_str() {
            "AuthFailure.SignatureExpire" => self.set_clock(outgoing.request.action, &first.reply),
            "AuthFailure.TokenFailure" | "AuthFailure.InvalidToken" | "AuthFailure.SecretIdNotFound" => {
                self.prepared(self.credentials(self.signer.get()), self.budget(outgoing), NO_CREDENTIALS).await?
            }
            _ => false,
        };
        if again { self.attempt(outgoing, &|now| may_go(now, true)).await } else { Ok(first) }
    }

    /// How long an attempt may wait before it leaves; `None` where its operation's deadline ends that.
    fn budget(&self, outgoing: &Outgoing<'_>) -> Option<u64> {
        outgoing.timed_whole.then_some(self.target.timeout_ms)
    }

    /// Credentials, once they are there: ended by an abort, and by `within_ms`.
    async fn prepared(
        &self,
        work: impl Future<Output = Result<bool, Error>>,
        within_ms: Option<u64>,
        late: &str,
    ) -> Result<bool, Silence> {
        let over = async {
            match within_ms {
                Some(ms) => sleep(ms).await,
                None => pending().await,
            }
        };
        match first(first(work, self.aborted()), over).await {
            Either::First(Either::First(done)) => done.map_err(Silence::NoKey),
            Either::First(Either::Second(())) => Err(Silence::Dropped),
            Either::Second(()) => Err(Silence::NoKey(self.late(late))),
        }
    }

    /// A slot of the action's pace, or a negative number for an action without one.
    async fn slot(&self, action: &str, within_ms: Option<u64>) -> Result<f64, Silence> {
        let turn = self.host.turn(action, within_ms.map(|ms| ms as f64));
        match first(settled(&turn), self.aborted()).await {
            Either::First(slot) => match slot.ok().and_then(|slot| slot.as_f64()).unwrap_or(-1.0) {
                LATE => Err(Silence::NotSent(self.late("no slot of the pace"))),
                slot => Ok(slot),
            },
            Either::Second(()) => {
                self.host.leave();
                Err(Silence::Dropped)
            }
        }
    }

    fn late(&self, what: &str) -> Error {
        let ms = self.target.timeout_ms.to_string();
        Error::new(client::TIMEOUT, [what, " within ", &ms, " ms; nothing was sent"].concat())
    }

    /// `may_go` is asked when everything else is there, immediately before fetch is called.
    async fn attempt(&self, outgoing: &Outgoing<'_>, may_go: &dyn Fn(u64) -> bool) -> Result<Heard, Silence> {
        let action = outgoing.request.action;
        let began = now();
        let left = || self.budget(outgoing).map(|ms| ms.saturating_sub(now().saturating_sub(began)).max(1));
        self.prepared(self.credentials(-1.0), left(), NO_CREDENTIALS).await?;
        let slot = self.slot(action, left()).await?;
        let timeout_ms = self.target.timeout_ms;
        let limit = Limit { left_ms: left().unwrap_or(timeout_ms), timeout_ms };
        let done = match self.sign(outgoing) {
            Err(error) => Err(Silence::NoKey(error)),
            Ok(_) if self.aborted.is_open() || !may_go(now()) => Err(Silence::Dropped),
            Ok(signed) => self.exchange(outgoing, &signed, limit).await,
        };
        self.host.freed(action, slot);
        self.tell_end(outgoing, &done);
        done
    }

    /// Tells the caller, and the pace, what came of a request.
    fn tell_end(&self, outgoing: &Outgoing<'_>, done: &Result<Heard, Silence>) {
        let action = outgoing.request.action;
        let (request_id, code) = match done {
            Ok(Heard { answer: Reply::Accepted { request_id, .. }, .. }) => (Some(request_id.as_str()), None),
            Ok(Heard { answer: Reply::Refused(error) | Reply::Unclear(error, _), .. }) => {
                (error.request_id.as_deref(), Some(error.code.as_str()))
            }
            Err(Silence::Lost(error) | Silence::NotSent(error) | Silence::NoKey(error)) => {
                (None, Some(error.code.as_str()))
            }
            Err(Silence::Dropped) => return,
        };
        let kind = if done.is_ok() { "reply" } else { "lost" };
        self.host.event(kind, action, outgoing.attempt, request_id, code, None);
        let busy = matches!(done, Ok(Heard { answer: Reply::Unclear(_, Hint::Busy), .. }));
        if busy || code.is_some_and(|code| judge(code).blame == Blame::Rate) {
            self.host.throttled(action);
            self.host.event("throttle", action, outgoing.attempt, request_id, code, None);
        }
    }

    async fn exchange(&self, outgoing: &Outgoing<'_>, signed: &SignedRequest, limit: Limit) -> Result<Heard, Silence> {
        let action = outgoing.request.action;
        let controller = AbortController::new()
            .map_err(|_| Silence::NotSent(Error::new(client::NETWORK, "the engine has no AbortController")))?;
        let ticket = self.next_open.get();
        self.next_open.set(ticket.wrapping_add(1));
        self.open.borrow_mut().push((ticket, controller.clone()));
        self.sent.set(self.sent.get() + 1);
        self.host.event("send", action, outgoing.attempt, None, None, None);
        let most = if action.starts_with("Describe") { LARGE_REPLY } else { SMALL_REPLY };
        // A fetch that ignores its signal must not keep an aborted operation, and its timer, alive.
        let work = fetch::exchange(&self.host, signed, &outgoing.body, &controller, limit, most);
        let reply = match first(work, self.aborted()).await {
            Either::First(reply) => reply,
            Either::Second(()) => Err(Failure::Lost(Error::new(client::ABORTED, "the operation was aborted"))),
        };
        self.open.borrow_mut().retain(|entry| entry.0 != ticket);
        match reply {
            Ok(reply) => Ok(Heard { answer: wire::read(reply.status, engine_json::parse(&reply.body)), reply }),
            Err(Failure::NeverLeft(error)) => Err(Silence::NotSent(error)),
            Err(Failure::Lost(error)) => Err(Silence::Lost(error)),
        }
    }

    fn sign(&self, outgoing: &Outgoing<'_>) -> Result<SignedRequest, Error> {
        let timestamp = ((now() as f64 + self.offset.get()) / 1_000.0).max(0.0) as u64;
        let options = SignOptions { timestamp, ..outgoing.options };
        with_signer(self.signer.get(), |signer| signer.sign(&outgoing.request, &options))
    }

    /// Takes the service's clock from its reply. `false` if the reply does not tell the time, or tells ours.
    fn set_clock(&self, action: &str, reply: &Reply) -> bool {
        let Some(date) = reply.date else { return false };
        let offset = date - now() as f64;
        let better = (offset - self.offset.get()).abs() > 1_000.0;
        if better {
            self.offset.set(offset);
            self.host.event("clock", action, 1, None, Some("AuthFailure.SignatureExpire"), Some(offset));
        }
        better
    }
}

/// What `pkg/lib/calling/host.js` rejects with: an error's own text, as it crosses the door the other way.
fn rejected(thrown: &JsValue) -> Error {
    let text = thrown.as_string().unwrap_or_default();
    let (code, message) = text.split_once('\n').unwrap_or((client::INVALID_ARGUMENT, "`credentials` cannot be read"));
    Error::new(code, message)
}
