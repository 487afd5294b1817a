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
use crate::request::common::CommonParams;
use crate::request::params::Params;
use crate::request::service::Service;
use crate::request::summary::RequestSummary;
use crate::sts::{self, StsCall};
use tencentcloud_edge::model::Action;

/// The two clocks of a request, in Unix milliseconds.
#[derive(Clone, Copy)]
struct Clocks {
    /// The time it is: what happens to instances and keys goes by it.
    now_ms: u64,
    /// The time by the server's clock, which a fault may have set wrong: signatures and `Date` go by it.
    server_ms: u64,
}

/// A request that may be executed.
struct Work<'a> {
    action: &'static Action,
    region: &'a str,
    params: &'a Params,
    request_id: &'a str,
    now_ms: u64,
}

impl Emulator {
    /// As [`Emulator::handle`], with the entry of the log, where one was made.
    pub(crate) fn exchange(&mut self, now_ms: u64, request: &Request) -> (Response, Option<Entry>) {
        self.settle(now_ms);
        if let Some(response) = cors::preflight(&self.options.cors, request, now_ms) {
            return (response, None);
        }
        let common = CommonParams::of(request);
        let summary = RequestSummary::of(&common);
        let faults = self.faults.draw(&summary);
        let request_id = self.request_ids.uuid();
        let clocks = Clocks { now_ms, server_ms: now_ms.saturating_add_signed(faults.skew_ms) };
        let (mut response, code) = self.respond(clocks, &common, &faults, &request_id);
        response.delay_ms = faults.delay_ms;
        if let (Some(gap_ms), Delivery::Whole) = (faults.drip, response.delivery) {
            (response.delivery, response.gap_ms) = (Delivery::Drip, gap_ms);
        }
        if let Some(trace) = &summary.trace {
            response.set("x-tc-traceid", &**trace);
        }
        cors::allow(&self.options.cors, request, &mut response);
        if !response.delivery.arrives() {
            return (response, None);
        }
        let entry = summary.entry(now_ms, request_id, code);
        self.log.add(entry.clone());
        (response, Some(entry))
    }

    /// The reply, and the code that the log shows.
    fn respond(
        &mut self,
        clocks: Clocks,
        common: &CommonParams<'_>,
        faults: &ActiveFaults,
        request_id: &str,
    ) -> (Response, Option<String>) {
        let language = self.options.assume.language(common.get("Language"));
        let context = ReplyContext { now_ms: clocks.server_ms, request_id, language };
        if let Some((kind, fault)) = faults.instead {
            return (reply::send(&context, fault, None), Some(format!("Fault.{kind}")));
        }
        let mut result = self.execute(clocks, common, faults, request_id);
        if let Err(error) = &mut result
            && let Some(code) = self.options.assume.codes.get(&*error.code)
        {
            error.code = code.clone().into();
        }
        let code = result.as_ref().err().map(|error| error.code.to_string());
        let response = context.envelope(result);
        match faults.after {
            Some(fault) => (reply::send(&context, fault, Some(response)), code),
            None => (response, code),
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
