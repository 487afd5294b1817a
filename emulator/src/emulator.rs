//! The whole service in one value: what can be done with it besides sending requests.

use crate::auth::doctor::{self, DiagnosisKeys};
use crate::faults::Faults;
use crate::faults::rule::FaultRule;
use crate::fleet::Fleet;
use crate::http::{Request, Response};
use crate::keys::{Account, KeyInfo, Keyring, PolicyRow};
use crate::log::{Entry, Log};
use crate::messages::error::ApiError;
use crate::options::Options;
use crate::request::common::CommonParams;
use crate::request::rate_limit::RateLimit;
use crate::rng::Rng;
use crate::stubs::exchange::Exchange;
use crate::stubs::reply::StubReply;
use crate::stubs::{Stub, Stubs};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use tencentcloud_edge::model::InstanceState;

/// The version of what `save` writes.
const FORMAT: u64 = 4;
/// The format without stubs.
const FORMAT_WITHOUT_STUBS: u64 = 3;
/// The format in which the keys were still among the options.
const FORMAT_WITHOUT_KEYS: u64 = 2;

/// A CVM control plane. Times are Unix milliseconds and come from the caller; a time before an earlier one is accepted
/// and
/// undoes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Emulator {
    format: u64,
    pub(crate) options: Options,
    #[serde(default)]
    pub(crate) keyring: Keyring,
    pub(crate) fleet: Fleet,
    #[serde(rename = "quota")]
    pub(crate) rate_limit: RateLimit,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) request_ids: Rng,
    #[serde(default)]
    pub(crate) stubs: Stubs,
}

/// The instances and what happened, for tests and people; serialises as the package's `EmulatorSnapshot`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot<Instance = Value> {
    /// The time of the snapshot, Unix milliseconds.
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
        // The fleet holds them from now on.
        options.given = None;
        let keyring = keyring_of(&mut options);
        let request_ids = Rng::stream(options.seed, "request ids");
        Ok(Emulator {
            format: FORMAT,
            options,
            keyring,
            fleet,
            rate_limit: RateLimit::default(),
            log: Log::default(),
            faults: Faults::default(),
            request_ids,
            stubs: Stubs::default(),
        })
    }

    /// Answers one request that arrives at `now_ms`. Every request is logged but a CORS preflight and one that a fault
    /// kept
    /// from arriving.
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        match self.begin(now_ms, request) {
            Exchange::Replied(response, _) => *response,
            Exchange::Asks(open) => {
                let nobody = StubReply::internal_error("the owner of this stub is not asked here".to_owned());
                self.finish(now_ms, *open, &Value::from(nobody).to_string()).0
            }
        }
    }

    /// Why the signature of a request is not valid, for a developer: the strings this server computed, and the usual
    /// mistake that explains the difference, where one does. `None` if the signature is valid, or there is none to
    /// check.
    ///
    /// No reply ever carries it; it holds no secret.
    pub fn diagnose(&self, request: &Request) -> Option<String> {
        self.with_diagnosis_keys(request, |keys| keys.report(request))
    }

    /// The same for a diagnosis that is made elsewhere: the keys that are known, as JSON. It holds their secrets.
    pub fn diagnosis_keys_json(&self, request: &Request) -> Option<String> {
        self.with_diagnosis_keys(request, |keys| serde_json::to_string(keys).unwrap_or_default())
    }

    fn with_diagnosis_keys(&self, request: &Request, read: impl Fn(&DiagnosisKeys<'_>) -> String) -> Option<String> {
        let mut common = CommonParams::of(request);
        common.stub = self.stubs.key_of(&common);
        doctor::keys_for((&self.keyring, &self.options), &common).as_ref().map(read)
    }

    /// Adds a rule after those in force.
    pub fn inject(&mut self, rule: FaultRule) {
        self.faults.inject(rule, self.options.seed);
    }

    /// Adds fault rules, a JSON list: all of them, or none when one is wrong. They may name actions that have a stub.
    ///
    /// # Errors
    /// As [`FaultRule::list_from_json`].
    pub fn inject_json(&mut self, rules: &str) -> Result<(), String> {
        let stubbed: Vec<&str> = self.stubs.actions().collect();
        for rule in FaultRule::list_with(rules, &stubbed)? {
            self.faults.inject(rule, self.options.seed);
        }
        Ok(())
    }

    /// Drops all rules. What they did to instances stays done.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Has requests of an action answered with `reply`, JSON of what stands inside `Response` besides `RequestId`: of any
    /// service, also instead of what the emulator does itself. They are authenticated, meet faults and are logged like all
    /// others. Replaces an earlier stub of that action.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn stub(&mut self, service: &str, action: &str, reply: &str) -> Result<(), String> {
        self.stubs.add(service, action, Stub::Reply(StubReply::from_json(reply)?))
    }

    /// As [`Emulator::stub`], with a reply that whoever owns this value gives each time, between [`Emulator::begin`] and
    /// [`Emulator::finish`]. It is not saved.
    ///
    /// # Errors
    /// As [`Emulator::stub`].
    pub fn stub_by_owner(&mut self, service: &str, action: &str) -> Result<(), String> {
        self.stubs.add(service, action, Stub::Owner)
    }

    /// Drops all stubs.
    pub fn clear_stubs(&mut self) {
        self.stubs.clear();
    }

    /// Adds a key, or replaces the one with the same SecretId. Unless it names its account, that is the one of the
    /// first of
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

    /// Removes a key: requests signed with it are refused as those of an unknown key. Temporary keys that were issued
    /// for it
    /// stay valid.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn remove_key(&mut self, secret_id: &str) -> Result<(), String> {
        if self.keyring.remove(secret_id) {
            return Ok(());
        }
        Err(format!("there is no key {}", ApiError::about("", secret_id).about))
    }

    /// Everything about every key but its secrets; keys that ended lately are included.
    pub fn keys(&self) -> Vec<KeyInfo> {
        self.keyring.list()
    }

    /// Replaces [`Options::policies`].
    pub fn set_policies(&mut self, policies: Vec<PolicyRow>) {
        self.keyring.set_policies(policies);
    }

    /// Puts an instance into a state as somebody at the console would; a transitional state ends by itself.
    ///
    /// # Errors
    /// When there is no such instance.
    pub fn set(&mut self, now_ms: u64, instance_id: &str, state: InstanceState) -> Result<(), String> {
        self.settle(now_ms);
        let known = self.fleet.change(instance_id, |instance, time, rng| instance.put(state, now_ms, time, rng));
        if known { Ok(()) } else { Err(format!("there is no instance {}", ApiError::about("", instance_id).about)) }
    }

    /// The instances and what happened to them.
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

    /// Applies every change that is due at `now_ms`. Every other method does so first.
    pub fn settle(&mut self, now_ms: u64) {
        self.fleet.settle(now_ms);
    }

    /// Everything, as JSON, for [`Emulator::restore`]. It holds every key pair, without which no signature
    /// could be verified, and no other secret: keep it as you keep those.
    pub fn save(&self) -> String {
        // INVARIANT: every key is a text and every number finite, which is all that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The emulator that was saved: it continues where that one stopped.
    ///
    /// # Errors
    /// When the text is not one that `save` wrote. The text is never quoted.
    pub fn restore(saved: &str) -> Result<Self, String> {
        const PROBLEM: &str = "the saved emulator cannot be read: pass the text that save() returned, unchanged";
        let mut emulator: Self = serde_json::from_str(saved).map_err(|_| PROBLEM.to_owned())?;
        match emulator.format {
            FORMAT => {}
            FORMAT_WITHOUT_STUBS => emulator.format = FORMAT,
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
