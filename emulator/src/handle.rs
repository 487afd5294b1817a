//! How one request is answered.

use crate::actions;
use crate::actions::context::ActionContext;
use crate::check::{self, CheckedRequest};
use crate::emulator::Emulator;
use crate::faults::active::ActiveFaults;
use crate::faults::effect::FirstCaller;
use crate::faults::{reply, rows};
use crate::http::cors;
use crate::http::envelope::{Fields, ReplyContext};
use crate::http::{Delivery, Request, Response};
use crate::keys::Target;
use crate::log::Entry;
use crate::messages::error::ApiError;
use crate::options::Batches;
use crate::request::common::{CommonParams, StubKey};
use crate::request::params::Params;
use crate::request::service::Service;
use crate::request::summary::RequestSummary;
use crate::sts::{self, StsCall};
use crate::stubs::Stub;
use crate::stubs::call::StubCall;
use crate::stubs::exchange::{Exchange, OpenExchange, Progress};
use crate::stubs::reply::StubReply;
use std::borrow::Cow;
use tencentcloud_edge::model::Action;

/// The two clocks of a request, in Unix milliseconds.
#[derive(Clone, Copy)]
struct Clocks {
    /// The time it is: what happens to instances and keys goes by it.
    now_ms: u64,
    /// The time by the server's clock, which a fault may have set wrong: signatures and `Date` go by it.
    server_ms: u64,
}

impl Clocks {
    fn of(now_ms: u64, faults: &ActiveFaults) -> Self {
        Clocks { now_ms, server_ms: now_ms.saturating_add_signed(faults.skew_ms) }
    }
}

/// What a stub answers at once, or what its owner is asked.
enum StubAnswer {
    Reply(StubReply),
    Asks(StubCall),
}

/// A request that may be executed.
struct Work<'a> {
    action: &'static Action,
    region: &'a str,
    params: &'a Params,
    request_id: &'a str,
    now_ms: u64,
}

/// A reply with the code that the log shows, or what the owner of a stub is asked.
enum Outcome {
    Replied(Response, Option<String>),
    Asks(StubCall),
}

impl Emulator {
    /// As [`Emulator::handle`], with the entry of the log, and stopping where a stub asks its owner.
    pub fn begin(&mut self, now_ms: u64, request: &Request) -> Exchange {
        self.settle(now_ms);
        if let Some(response) = cors::preflight(&self.options.cors, request, now_ms) {
            return Exchange::Replied(Box::new(response), None);
        }
        let mut common = CommonParams::of(request);
        common.stub = self.stubs.key_of(&common);
        let summary = RequestSummary::of(&common);
        let faults = self.faults.draw(&summary);
        let request_id = self.request_ids.uuid();
        let outcome = self.respond(Clocks::of(now_ms, &faults), &common, &faults, &request_id);
        let progress = Progress { request: Cow::Borrowed(request), summary, faults, request_id, at_ms: now_ms };
        match outcome {
            Outcome::Replied(response, code) => {
                let (response, entry) = self.deliver(progress, response, code);
                Exchange::Replied(Box::new(response), entry)
            }
            Outcome::Asks(call) => Exchange::Asks(Box::new(OpenExchange { call, progress: progress.into_owned() })),
        }
    }

    /// Answers a request that a stub asked its owner about. `reply` is JSON, as of [`Emulator::stub`]; what is no reply is
    /// answered with InternalError, whose message says why.
    pub fn finish(&mut self, now_ms: u64, open: OpenExchange, reply: &str) -> (Response, Option<Entry>) {
        let OpenExchange { progress, call: _ } = open;
        let common = CommonParams::of(&progress.request);
        let context = self.context(Clocks::of(now_ms, &progress.faults), &common, &progress.request_id);
        let reply = StubReply::from_json(reply).unwrap_or_else(StubReply::internal_error);
        let (response, code) = with_fault(&context, &progress.faults, context.write(&reply.fields()), reply.code());
        self.deliver(progress, response, code)
    }

    /// The reply as its faults leave it, and its entry in the log.
    fn deliver(
        &mut self,
        progress: Progress<'_>,
        mut response: Response,
        code: Option<String>,
    ) -> (Response, Option<Entry>) {
        let Progress { request, summary, faults, request_id, at_ms } = progress;
        response.delay_ms = faults.delay_ms;
        if let (Some(gap_ms), Delivery::Whole) = (faults.drip, response.delivery) {
            (response.delivery, response.gap_ms) = (Delivery::Drip, gap_ms);
        }
        if let Some(trace) = &summary.trace {
            response.set("x-tc-traceid", &**trace);
        }
        cors::allow(&self.options.cors, &request, &mut response);
        if !response.delivery.arrives() {
            return (response, None);
        }
        let entry = summary.entry(at_ms, request_id, code);
        self.log.add(entry.clone());
        (response, Some(entry))
    }

    fn context<'a>(&self, clocks: Clocks, common: &CommonParams<'_>, request_id: &'a str) -> ReplyContext<'a> {
        let language = self.options.assume.language(common.get("Language"));
        ReplyContext { now_ms: clocks.server_ms, request_id, language }
    }

    fn respond(
        &mut self,
        clocks: Clocks,
        common: &CommonParams<'_>,
        faults: &ActiveFaults,
        request_id: &str,
    ) -> Outcome {
        let context = self.context(clocks, common, request_id);
        if let Some((kind, fault)) = faults.instead {
            return Outcome::Replied(reply::send(&context, fault, None), Some(format!("Fault.{kind}")));
        }
        let stubbed = common.stub.as_ref().map(|key| self.call_stub(clocks, common, key, (faults, request_id)));
        let mut result = match stubbed {
            None => self.execute(clocks, common, faults, request_id),
            Some(Err(error)) => Err(error),
            Some(Ok(StubAnswer::Asks(call))) => return Outcome::Asks(call),
            Some(Ok(StubAnswer::Reply(reply))) => {
                let (response, code) = with_fault(&context, faults, context.write(&reply.fields()), reply.code());
                return Outcome::Replied(response, code);
            }
        };
        if let Err(error) = &mut result
            && let Some(code) = self.options.assume.codes.get(&*error.code)
        {
            error.code = code.clone().into();
        }
        let code = result.as_ref().err().map(|error| error.code.to_string());
        let (response, code) = with_fault(&context, faults, context.envelope(result), code.as_deref());
        Outcome::Replied(response, code)
    }

    /// Checks a request that a stub answers, as far as can be without its rows.
    fn call_stub(
        &self,
        clocks: Clocks,
        common: &CommonParams<'_>,
        stub: &StubKey,
        (faults, request_id): (&ActiveFaults, &str),
    ) -> Result<StubAnswer, ApiError> {
        let key = check::check_stub((&self.keyring, &self.options), common, clocks.server_ms)?;
        if let Some(code) = &faults.refuse {
            return Err(ApiError::about(code.clone(), "injected"));
        }
        if let Some(key) = key.filter(|key| self.keyring.restricts(key)) {
            let name = [&*stub.service, ":", &stub.action].concat();
            self.keyring.authorize(key, &name, &[Target::Nothing])?;
        }
        match self.stubs.find(&stub.service, &stub.action) {
            Some(Stub::Reply(reply)) => Ok(StubAnswer::Reply(reply)),
            _ => StubCall::of(common, stub, (request_id, clocks.now_ms)).map(StubAnswer::Asks),
        }
    }

    /// Checks a request and executes it.
    fn execute(
        &mut self,
        Clocks { now_ms, server_ms }: Clocks,
        common: &CommonParams<'_>,
        faults: &ActiveFaults,
        request_id: &str,
    ) -> Result<Fields, ApiError> {
        let CheckedRequest { key, service, action, region } =
            check::check((&self.keyring, &self.options), common, server_ms)?;
        if self.options.enforce_rate_limits {
            let count_refused = self.options.assume.count_refused;
            let account = key.map_or("", |key| key.uin.as_str());
            self.rate_limit.admit(account, &region, action, (now_ms, count_refused))?;
        }
        if let Some(code) = &faults.refuse {
            return Err(ApiError::about(code.clone(), "injected"));
        }
        let mut params = Params::read(action, common)?;
        if faults.half && actions::is_mutating(action) {
            params.halve();
        }
        if let Some(key) = key.filter(|key| self.keyring.restricts(key)) {
            let name = [service.name(), ":", action.name].concat();
            self.keyring.authorize(key, &name, &targets(service, action, &region, &params))?;
        }
        let work = Work { action, region: &region, params: &params, request_id, now_ms };
        match service {
            Service::Sts => {
                let secret_id = key.map(|key| key.account.secret_id.clone());
                self.issue_key(&work, secret_id.as_deref(), faults.twice.is_some())
            }
            Service::Cvm => self.act(&work, common, faults),
        }
    }

    /// Executes an action of cvm, twice where a fault says so.
    fn act(&mut self, work: &Work<'_>, common: &CommonParams<'_>, faults: &ActiveFaults) -> Result<Fields, ApiError> {
        let &Work { action, region, params, request_id, now_ms } = work;
        let (fleet, options) = (&mut self.fleet, &self.options);
        let batches = if faults.partial { Batches::Partial } else { options.batches };
        let language = options.assume.language(common.get("Language"));
        let mut run = |request_id: &str| {
            actions::run(ActionContext {
                fleet,
                options,
                action,
                region,
                params,
                request_id,
                now_ms,
                batches,
                language,
                faults,
            })
        };
        if let Some(first_caller) = faults.twice {
            let foreign = self.request_ids.uuid();
            // Its reply is lost; the second execution meets what it changed.
            let _ = run(if first_caller == FirstCaller::Foreign { &foreign } else { request_id });
        }
        let mut fields = run(request_id)?;
        if faults.half && actions::is_mutating(action) {
            return Err(ApiError::new("InternalServerError"));
        }
        rows::change_rows(&mut fields, faults, &self.fleet, now_ms);
        Ok(fields)
    }

    /// Executes an action of sts, where `twice` for a second time.
    fn issue_key(&mut self, work: &Work<'_>, secret_id: Option<&str>, twice: bool) -> Result<Fields, ApiError> {
        let &Work { action, params, now_ms, .. } = work;
        let (keyring, options) = (&mut self.keyring, &self.options);
        let mut run = || sts::run(StsCall { keyring, options, action, params, secret_id, now_ms });
        if twice {
            let _ = run();
        }
        run()
    }
}

/// The reply as a fault leaves it that lets the request be executed, with the code for the log.
fn with_fault(
    context: &ReplyContext<'_>,
    faults: &ActiveFaults,
    response: Response,
    code: Option<&str>,
) -> (Response, Option<String>) {
    let response = match faults.after {
        Some(fault) => reply::send(context, fault, Some(response)),
        None => response,
    };
    (response, code.map(str::to_owned))
}

/// What a request acts on, for the policies to decide about.
fn targets<'a>(service: Service, action: &Action, region: &'a str, params: &'a Params) -> Vec<Target<'a>> {
    if service == Service::Sts {
        return vec![sts::target(params)];
    }
    let instance = |id| Target::Instance { region, id };
    let named: Vec<Target<'_>> = params.id_texts().map(instance).collect();
    match named.is_empty() {
        false => named,
        true if action.name.contains("Instances") => vec![instance("*")],
        true => vec![Target::Nothing],
    }
}
