//! Sends the requests of an operation: credentials, slots of the pace, the clock, and the one repeat after a wrong clock or
//! an old key.

use super::engine_json;
use super::exchange::{Outgoing, Response, SendError, Signing, Target};
use super::fetch::{self, FetchError, HttpResponse, Limit};
use super::host::Host;
use super::json::{self, Event};
use super::operation::{Operation, settled, sleep};
use super::process::now;
use super::signers::with_signer;
use super::sync::{CancelFlag, Either, first};
use crate::Error;
use crate::error::client;
use crate::model::{Blame, judge};
use crate::sign::{Endpoint, SignOptions, SignedRequest};
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
// What did not come in time, and what follows.
const NO_CREDENTIALS: [&str; 2] = ["no credentials", NOTHING_SENT];
const NO_OTHER_CREDENTIALS: [&str; 2] = ["the key was refused, and no other came", "it was not sent again"];
const NO_SLOT: [&str; 2] = ["no slot of the pace", NOTHING_SENT];
const NOTHING_SENT: &str = "nothing was sent";

/// The transport of one operation.
pub(crate) struct Transport {
    pub(super) host: Host,
    pub(super) target: Target,
    pub(crate) operation: Rc<Operation>,
    /// The service's clock minus ours, in milliseconds, once a reply has shown that ours is wrong.
    offset: Cell<f64>,
    in_flight: RefCell<Vec<(u32, AbortController)>>,
    next_number: Cell<u32>,
    /// Set once nothing more is to be sent.
    aborted: CancelFlag,
}

impl Transport {
    /// `target` is validated.
    pub(crate) fn new(host: Host, target: Target) -> Result<Self, Error> {
        let endpoint = target.endpoint.as_deref().map(Endpoint::parse).transpose()?;
        if endpoint.is_some_and(|endpoint| endpoint.plain && !endpoint.is_loopback()) {
            return Err(Error::argument("endpoint", "is http to another machine; only https is sent there"));
        }
        Ok(Transport {
            host,
            target,
            operation: Rc::default(),
            offset: Cell::new(0.0),
            in_flight: RefCell::default(),
            next_number: Cell::new(0),
            aborted: CancelFlag::default(),
        })
    }

    /// Ends what is in flight; nothing more is sent.
    pub(crate) fn abort(&self) {
        self.aborted.set();
        for (_, controller) in self.in_flight.take() {
            controller.abort();
        }
        self.operation.run();
    }

    /// Resolves when [`Transport::abort`] has been called.
    pub(super) async fn aborted(&self) {
        self.aborted.cancelled().await;
    }

    /// Whether [`Transport::abort`] has been called.
    pub(super) fn is_aborted(&self) -> bool {
        self.aborted.is_set()
    }

    /// Reports to the caller that a request is sent again after `wait` milliseconds.
    pub(super) fn report_retry(
        &self,
        outgoing: &Outgoing<'_>,
        code: Option<&str>,
        request_id: Option<&str>,
        wait: u64,
    ) {
        self.report(Event { request_id, code, wait_ms: Some(wait), ..about("retry", outgoing) });
    }

    fn report(&self, event: Event<'_>) {
        self.host.event(&json::event(&event));
    }

    /// The number of the host's signer. `failed`: the number of the one that was refused, or -1.
    pub(super) async fn credentials(&self, failed: f64) -> Result<f64, Error> {
        let number = settled(&self.host.signer(failed)).await.map_err(|thrown| rejected(&thrown))?;
        Ok(number.as_f64().unwrap_or(-1.0))
    }

    /// Sends one request, and once more if its clock or its key was to blame. `may_send` is called at the last moment, with
    /// the time and whether it is the repeat.
    pub(super) async fn send(
        &self,
        outgoing: &Outgoing<'_>,
        may_send: &dyn Fn(u64, bool) -> bool,
    ) -> Result<Response, SendError> {
        let until = outgoing.timed_whole.then(|| now() + self.target.timeout_ms);
        let first = self.attempt(outgoing, until, &|now| may_send(now, false)).await?;
        let Reply::Refused(error) = &first.reply else { return Ok(first) };
        let again = match error.code.as_str() {
            "AuthFailure.SignatureExpire" => self.correct_clock(outgoing.request.action, &first),
            "AuthFailure.TokenFailure" | "AuthFailure.InvalidToken" | "AuthFailure.SecretIdNotFound" => {
                let refused = first.signing.signer;
                self.within(self.credentials(refused), left(until), NO_OTHER_CREDENTIALS).await? != refused
            }
            _ => false,
        };
        if again { self.attempt(outgoing, until, &|now| may_send(now, true)).await } else { Ok(first) }
    }

    /// Waits for credentials, until an abort or for `within_ms`.
    async fn within(
        &self,
        work: impl Future<Output = Result<f64, Error>>,
        within_ms: Option<u64>,
        late: [&str; 2],
    ) -> Result<f64, SendError> {
        let over = async {
            match within_ms {
                Some(ms) => sleep(ms).await,
                None => pending().await,
            }
        };
        match first(first(work, self.aborted()), over).await {
            Either::First(Either::First(done)) => done.map_err(SendError::NoCredentials),
            Either::First(Either::Second(())) => Err(SendError::Cancelled),
            Either::Second(()) => Err(SendError::NoCredentials(self.late(late))),
        }
    }

    /// A slot of the action's pace, or a negative number for an action without one.
    async fn slot(&self, action: &str, within_ms: Option<u64>) -> Result<f64, SendError> {
        let slot = self.host.acquire(action, within_ms.map(|ms| ms as f64));
        match first(settled(&slot), self.aborted()).await {
            Either::First(slot) => match slot.ok().and_then(|slot| slot.as_f64()).unwrap_or(-1.0) {
                LATE => Err(SendError::NotSent(self.late(NO_SLOT))),
                slot => Ok(slot),
            },
            Either::Second(()) => {
                self.host.cancel_acquire();
                Err(SendError::Cancelled)
            }
        }
    }

    fn late(&self, what: [&str; 2]) -> Error {
        let ms = self.target.timeout_ms.to_string();
        let [what, then] = what;
        Error::new(client::TIMEOUT, [what, " within ", &ms, " ms; ", then].concat())
    }

    /// `until`: when it must have ended. `may_send` is called when everything else is ready, immediately before fetch.
    async fn attempt(
        &self,
        outgoing: &Outgoing<'_>,
        until: Option<u64>,
        may_send: &dyn Fn(u64) -> bool,
    ) -> Result<Response, SendError> {
        let action = outgoing.request.action;
        let signer = self.within(self.credentials(-1.0), left(until), NO_CREDENTIALS).await?;
        let slot = self.slot(action, left(until)).await?;
        let timeout_ms = self.target.timeout_ms;
        let limit = Limit { left_ms: left(until).unwrap_or(timeout_ms), timeout_ms };
        let signing = Signing { signer, offset: self.offset.get() };
        let done = match sign(outgoing, signing) {
            Err(error) => Err(SendError::NoCredentials(error)),
            Ok(_) if self.aborted.is_set() || !may_send(now()) => Err(SendError::Cancelled),
            Ok(signed) => {
                self.exchange(outgoing, &signed, limit).await.map(|(reply, http)| Response { reply, http, signing })
            }
        };
        self.host.release(action, slot);
        self.report_end(outgoing, &done);
        done
    }

    /// Reports to the caller, and to the pace, what came of a request.
    fn report_end(&self, outgoing: &Outgoing<'_>, done: &Result<Response, SendError>) {
        let action = outgoing.request.action;
        let (request_id, code) = match done {
            Ok(Response { reply: Reply::Accepted { request_id, .. }, .. }) => (Some(request_id.as_str()), None),
            Ok(Response { reply: Reply::Refused(error) | Reply::Unclear(error, _), .. }) => {
                (error.request_id.as_deref(), Some(error.code.as_str()))
            }
            Err(SendError::Lost(error) | SendError::NotSent(error) | SendError::NoCredentials(error)) => {
                (None, Some(error.code.as_str()))
            }
            Err(SendError::Cancelled) => return,
        };
        let kind = if done.is_ok() { "reply" } else { "lost" };
        self.report(Event { request_id, code, ..about(kind, outgoing) });
        let busy = matches!(done, Ok(Response { reply: Reply::Unclear(_, Hint::Busy), .. }));
        if busy || code.is_some_and(|code| judge(code).blame == Blame::Rate) {
            self.host.throttled(action);
            self.report(Event { request_id, code, ..about("throttle", outgoing) });
        }
    }

    async fn exchange(
        &self,
        outgoing: &Outgoing<'_>,
        signed: &SignedRequest,
        limit: Limit,
    ) -> Result<(Reply, HttpResponse), SendError> {
        let action = outgoing.request.action;
        let controller = AbortController::new()
            .map_err(|_| SendError::NotSent(Error::new(client::NETWORK, "the engine has no AbortController")))?;
        let ticket = self.next_number.get();
        self.next_number.set(ticket.wrapping_add(1));
        self.in_flight.borrow_mut().push((ticket, controller.clone()));
        self.report(about("send", outgoing));
        let most = if action.starts_with("Describe") { LARGE_REPLY } else { SMALL_REPLY };
        // A fetch that ignores its signal must not keep an aborted operation, and its timer, alive.
        let work = fetch::exchange(&self.host, signed, &outgoing.body, &controller, limit, most);
        let reply = match first(work, self.aborted()).await {
            Either::First(reply) => reply,
            Either::Second(()) => Err(FetchError::Lost(Error::new(client::ABORTED, "the operation was aborted"))),
        };
        self.in_flight.borrow_mut().retain(|entry| entry.0 != ticket);
        match reply {
            Ok(http) => Ok((wire::read(http.status, engine_json::parse(&http.body)), http)),
            Err(FetchError::NotSent(error)) => Err(SendError::NotSent(error)),
            Err(FetchError::Lost(error)) => Err(SendError::Lost(error)),
        }
    }

    /// Takes the service's clock from its reply. `false` if the reply has no date, or that of the request's own clock.
    fn correct_clock(&self, action: &str, response: &Response) -> bool {
        let Some(date) = response.http.date else { return false };
        let offset = date - now() as f64;
        let differs = |known: f64| (offset - known).abs() > 1_000.0;
        if differs(self.offset.get()) {
            self.offset.set(offset);
            let code = Some("AuthFailure.SignatureExpire");
            self.report(Event {
                kind: "clock",
                action,
                attempt: 1,
                code,
                offset_ms: Some(offset as i64),
                ..Event::default()
            });
        }
        differs(response.signing.offset)
    }
}

/// An event about a request.
fn about<'a>(kind: &'a str, outgoing: &Outgoing<'a>) -> Event<'a> {
    Event { kind, action: outgoing.request.action, attempt: outgoing.attempt, ..Event::default() }
}

/// How long there is until a moment, in milliseconds, and at least 1.
fn left(until: Option<u64>) -> Option<u64> {
    until.map(|until| until.saturating_sub(now()).max(1))
}

fn sign(outgoing: &Outgoing<'_>, signing: Signing) -> Result<SignedRequest, Error> {
    let timestamp = ((now() as f64 + signing.offset) / 1_000.0).max(0.0) as u64;
    let options = SignOptions { timestamp, ..outgoing.options };
    with_signer(signing.signer, |signer| signer.sign(&outgoing.request, &options))
}

/// What `pkg/lib/calling/host.js` rejects with: an error's text, in the format that the module itself throws.
fn rejected(thrown: &JsValue) -> Error {
    let text = thrown.as_string().unwrap_or_default();
    let (code, message) = text.split_once('\n').unwrap_or((client::INVALID_ARGUMENT, "`credentials` cannot be read"));
    Error::new(code, message)
}
