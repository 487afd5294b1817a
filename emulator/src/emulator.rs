//! The whole service in one value.

use crate::actions;
use crate::actions::context::ActionContext;
use crate::auth::doctor;
use crate::check::{self, Call};
use crate::faults::active::ActiveFaults;
use crate::faults::effect::FirstCaller;
use crate::faults::rows;
use crate::faults::rule::FaultRule;
use crate::faults::{Faults, reply};
use crate::fleet::Fleet;
use crate::http::cors;
use crate::http::envelope::{Fields, ReplyContext};
use crate::http::{Delivery, Request, Response};
use crate::keys::{Account, KeyInfo, Keyring, PolicyRow, Target};
use crate::log::{Entry, Log};
use crate::messages::error::Refusal;
use crate::options::{Batches, Options};
use crate::request::common::Common;
use crate::request::params::Params;
use crate::request::rate_limit::Quota;
use crate::request::service::Service;
use crate::request::summary::RequestSummary;
use crate::rng::Rng;
use crate::sts::{self, StsCall};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use tencentcloud_edge::model::{Action, InstanceState};

/// What `save` writes first; another number is another program's text.
const FORMAT: u64 = 3;
/// The format in which the keys were still among the options.
const FORMAT_WITHOUT_KEYS: u64 = 2;

/// A CVM control plane. Moments are Unix milliseconds and come from the caller; a moment before an earlier one is taken as
/// it is, and undoes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Emulator {
    format: u64,
    options: Options,
    #[serde(default)]
    keyring: Keyring,
    fleet: Fleet,
    quota: Quota,
    log: Log,
    faults: Faults,
    request_ids: Rng,
}

/// What there is and what happened, for tests and people; serialises as the package's `EmulatorSnapshot`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot<Instance = Value> {
    /// The moment it shows, Unix milliseconds.
    pub now_ms: u64,
    /// Every instance as DescribeInstances shows it, with its `region`.
    pub instances: Vec<Instance>,
    /// The last 20,000 requests, oldest first.
    pub requests: Vec<Entry>,
    /// How often an instance went from STOPPED to STARTING; those that never did are left out.
    pub starts: BTreeMap<String, u64>,
}

impl Emulator {
    /// Makes the instances; everything drawn comes from [`Options::seed`].
    ///
    /// # Errors
    /// A sentence that names the option and what is wrong with it.
    pub fn new(mut options: Options) -> Result<Self, String> {
        options.check()?;
        let fleet = Fleet::new(&options)?;
        // They live in the fleet now.
        options.given = None;
        let keyring = keyring_of(&mut options);
        let request_ids = Rng::stream(options.seed, "request ids");
        Ok(Emulator {
            format: FORMAT,
            options,
            keyring,
            fleet,
            quota: Quota::default(),
            log: Log::default(),
            faults: Faults::default(),
            request_ids,
        })
    }

    /// Answers one request that arrives at `now_ms`. Every request is logged but a CORS preflight and one that a fault kept
    /// from arriving.
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        self.exchange(now_ms, request).0
    }

    /// As [`Emulator::handle`], with the entry of the log, where one was made.
    pub(crate) fn exchange(&mut self, now_ms: u64, request: &Request) -> (Response, Option<Entry>) {
        self.settle(now_ms);
        if let Some(answer) = cors::preflight(&self.options.cors, request, now_ms) {
            return (answer, None);
        }
        let common = Common::of(request);
        let summary = RequestSummary::of(&common);
        let faults = self.faults.draw(&summary);
        let request_id = self.request_ids.uuid();
        let seen_ms = now_ms.saturating_add_signed(faults.skew_ms);
        let context = ReplyContext {
            now_ms: seen_ms,
            request_id: &request_id,
            language: self.options.assume.language(common.get("Language")),
        };
        let (mut response, code) = match faults.instead {
            Some((kind, answer)) => (reply::send(&context, answer, None), Some(format!("Fault.{kind}"))),
            None => {
                let mut result = self.execute((now_ms, seen_ms), &common, &faults, &request_id);
                if let Err(refusal) = &mut result
                    && let Some(code) = self.options.assume.codes.get(&*refusal.code)
                {
                    refusal.code = code.clone().into();
                }
                let code = result.as_ref().err().map(|refusal| refusal.code.to_string());
                let reply = context.envelope(result);
                let reply = match faults.after {
                    Some(answer) => reply::send(&context, answer, Some(reply)),
                    None => reply,
                };
                (reply, code)
            }
        };
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

    /// Checks and executes; `now_ms` is the moment it is, `seen_ms` what the server's clock says.
    fn execute(
        &mut self,
        (now_ms, seen_ms): (u64, u64),
        common: &Common<'_>,
        faults: &ActiveFaults,
        request_id: &str,
    ) -> Result<Fields, Refusal> {
        let Call { key, service, action, region } = check::check((&self.keyring, &self.options), common, seen_ms)?;
        let language = self.options.assume.language(common.get("Language"));
        let acts = actions::acts(action);
        if self.options.enforce_rate_limits {
            let count_refused = self.options.assume.count_refused;
            let account = key.map_or("", |key| key.uin.as_str());
            self.quota.admit(account, &region, action, (now_ms, count_refused))?;
        }
        if let Some(code) = &faults.refuse {
            return Err(Refusal::about(code.clone(), "injected"));
        }
        let mut params = Params::read(action, common)?;
        if faults.half && acts {
            params.halve();
        }
        if let Some(key) = key.filter(|key| self.keyring.restricts(key)) {
            let name = [service.name(), ":", action.name].concat();
            self.keyring.authorize(key, &name, &targets(service, action, &region, &params))?;
        }
        if service == Service::Sts {
            let secret_id = key.map(|key| key.account.secret_id.clone());
            return self.issue(action, &params, secret_id.as_deref(), now_ms, faults.twice.is_some());
        }
        let batches = if faults.partial { Batches::Partial } else { self.options.batches };
        let (fleet, options) = (&mut self.fleet, &self.options);
        let mut run = |request_id: &str| {
            actions::run(ActionContext {
                fleet,
                options,
                action,
                region: &region,
                params: &params,
                request_id,
                now_ms,
                batches,
                language,
                faults,
            })
        };
        if let Some(whose) = faults.twice {
            let foreign = self.request_ids.uuid();
            // What becomes of it is seen in what the second time finds.
            let _ = run(if whose == FirstCaller::Foreign { &foreign } else { request_id });
        }
        let mut fields = run(request_id)?;
        if faults.half && acts {
            return Err(Refusal::plain("InternalServerError"));
        }
        rows::change_rows(&mut fields, faults, &self.fleet, now_ms);
        Ok(fields)
    }

    /// Executes an action of sts, `again` for a second time.
    fn issue(
        &mut self,
        action: &'static Action,
        params: &Params,
        secret_id: Option<&str>,
        now_ms: u64,
        again: bool,
    ) -> Result<Fields, Refusal> {
        let (keyring, options) = (&mut self.keyring, &self.options);
        let mut run = || sts::run(StsCall { keyring, options, action, params, secret_id, now_ms });
        if again {
            let _ = run();
        }
        run()
    }

    /// Why the signature of a request does not hold, for a developer's eyes: the strings this server computed, and the usual
    /// mistake that explains the difference, where one does. `None` when the signature holds, or there is none to judge.
    ///
    /// No reply ever carries it; it holds no secret.
    pub fn diagnose(&self, request: &Request) -> Option<String> {
        doctor::diagnose((&self.keyring, &self.options), &Common::of(request))
    }

    /// Adds a rule after those in force.
    pub fn inject(&mut self, rule: FaultRule) {
        self.faults.inject(rule, self.options.seed);
    }

    /// Drops all rules. What they did to instances stays done.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Adds a key, or replaces the one with the same SecretId. Unless it names its account, that is the one of the first of
    /// [`Options::credentials`].
    ///
    /// # Errors
    /// When its SecretId or SecretKey is empty.
    pub fn add_key(&mut self, account: Account) -> Result<(), String> {
        if account.secret_id.is_empty() || account.secret_key.is_empty() {
            return Err("the key holds a pair without a secretId or secretKey".to_owned());
        }
        self.keyring.add(account);
        Ok(())
    }

    /// Takes a key away: requests signed with it are refused as those of a key that nobody has. Temporary keys that were
    /// issued for it stay.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn remove_key(&mut self, secret_id: &str) -> Result<(), String> {
        if self.keyring.remove(secret_id) {
            return Ok(());
        }
        Err(format!("there is no key {}", Refusal::about("", secret_id).about))
    }

    /// What is known of every key, those that ended a while ago included, but for its secrets.
    pub fn keys(&self) -> Vec<KeyInfo> {
        self.keyring.list()
    }

    /// Puts another table in place of [`Options::policies`].
    pub fn set_policies(&mut self, policies: Vec<PolicyRow>) {
        self.keyring.set_policies(policies);
    }

    /// Puts an instance into a state as somebody at the console would; a passing state ends by itself.
    ///
    /// # Errors
    /// When there is no such instance.
    pub fn set(&mut self, now_ms: u64, instance_id: &str, state: InstanceState) -> Result<(), String> {
        self.settle(now_ms);
        let known = self.fleet.change(instance_id, |instance, span, rng| instance.put(state, now_ms, span, rng));
        if known { Ok(()) } else { Err(format!("there is no instance {}", Refusal::about("", instance_id).about)) }
    }

    /// What there is and what happened.
    pub fn snapshot(&mut self, now_ms: u64) -> Snapshot {
        self.snapshot_of(now_ms, |text| serde_json::from_str(&text).ok())
    }

    /// [`Emulator::snapshot`] as JSON; of a large fleet this is much the faster way.
    pub fn snapshot_json(&mut self, now_ms: u64) -> String {
        let snapshot = self.snapshot_of(now_ms, |text| RawValue::from_string(text).ok());
        // INVARIANT: every key is a text and every number finite, which is all that could fail.
        serde_json::to_string(&snapshot).unwrap_or_default()
    }

    fn snapshot_of<T>(&mut self, now_ms: u64, read: impl Fn(String) -> Option<T>) -> Snapshot<T> {
        self.settle(now_ms);
        Snapshot {
            now_ms,
            instances: self.fleet.all().filter_map(|instance| read(instance.to_json_with_region())).collect(),
            requests: self.log.entries().cloned().collect(),
            starts: self.fleet.starts(),
        }
    }

    /// Lets everything happen that is due at `now_ms`. Every other method does so first.
    pub fn settle(&mut self, now_ms: u64) {
        self.fleet.settle(now_ms);
    }

    /// Everything, as JSON, for [`Emulator::restore`]. It holds every key pair, without which no signature
    /// could be verified, and no other secret: keep it as you keep those.
    pub fn save(&self) -> String {
        // INVARIANT: every key is a text and every number finite, which is all that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The emulator that was saved: it goes on where that one was.
    ///
    /// # Errors
    /// When the text is not one that `save` wrote. The text is never quoted.
    pub fn restore(saved: &str) -> Result<Self, String> {
        const PROBLEM: &str = "the saved emulator cannot be read: pass the text that save() returned, unchanged";
        let mut emulator: Self = serde_json::from_str(saved).map_err(|_| PROBLEM.to_owned())?;
        match emulator.format {
            FORMAT => {}
            FORMAT_WITHOUT_KEYS => {
                emulator.keyring = keyring_of(&mut emulator.options);
                emulator.format = FORMAT;
            }
            _ => return Err("the saved emulator is of another version of this package".to_owned()),
        }
        emulator.options.check_ranges()?;
        emulator.fleet.reindex();
        Ok(emulator)
    }
}

/// Takes the keys and the policies out of the options: from then on they change.
fn keyring_of(options: &mut Options) -> Keyring {
    Keyring::new(std::mem::take(&mut options.credentials), std::mem::take(&mut options.policies), options.seed)
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
