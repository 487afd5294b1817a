//! What happens in a schedule, drawn from its seed.

use crate::world::{START, World, ids};
use serde_json::{Map, Value, json};
use tencentcloud_edge::job::{JobOptions, Pacing, Ramp, Retry, StopAfter};
use tencentcloud_edge::model::InstanceState::{self, *};
use tencentcloud_edge_emulator::{Emulator, FaultRule, Options};

/// What passes, so that in the end everything is done.
const PASSING: &[&str] = &[
    "cut",
    "accepted-but-reply-lost",
    "accepted-but-hang",
    "accepted-but-html",
    "accepted-but-not-json",
    "accepted-but-internal-error",
    "truncated",
    "wrong-types",
    "no-request-id",
    "reset",
    "hang",
    "html-500",
    "html-502",
    "html-504",
    "html-200",
    "http-429",
    "http-503",
    "http-503-bare",
    "http-503-zero",
    "http-503-garbage",
    "http-503-forever",
    "not-json",
    "empty",
    "null",
    "no-envelope",
    "old-envelope",
    "internal-error",
    "internal-server-error",
    "unavailable",
    "refuse",
    "no-name",
    "throttle",
    "throttle-account",
    "throttle-address",
    "throttle-global",
    "delay",
    "drip",
    "replay",
    "raced",
    "half-done",
    "partial",
    "busy",
    "in-progress",
    "no-stock",
    "stale-describe",
    "short-page",
    "repeat-rows",
    "foreign-rows",
    "unknown-state",
    "slow",
    "late",
];
/// What an instance, or all of them, may not survive.
const LASTING: &[&str] =
    &["fails", "stuck", "human-stop", "human-terminate", "omit", "denied", "disabled-key", "redirect", "invalid"];
const STATES: &[InstanceState] =
    &[Stopped, Running, Starting, Stopping, Rebooting, Pending, Shutdown, Terminating, RescueMode, LaunchFailed];

/// Somebody at the console.
pub(crate) struct Person {
    pub(crate) at: u64,
    pub(crate) nth: usize,
    pub(crate) state: InstanceState,
}

pub(crate) struct Script {
    random: u64,
    pub(crate) action: &'static str,
    pub(crate) count: usize,
    pub(crate) deadline_ms: u64,
    /// Acting requests.
    pub(crate) per_second: u32,
    /// The step at which it is cancelled or aborted.
    pub(crate) ends_at: Option<u64>,
    /// One in so many steps is a client's last; 0 for none.
    deaths: u64,
    first: Vec<InstanceState>,
    touched: Vec<bool>,
    all_passes: bool,
    /// Somebody else may send the same just before.
    pub(crate) races: bool,
    ramp: Option<Ramp>,
    /// After so many failures it halts.
    pub(crate) stop_after: Option<StopAfter>,
    /// The first acting request is lost, and once its instances have settled each further one is refused a connection.
    refused_after_loss: bool,
    /// The driver reports which requests it sends.
    pub(crate) reports_sends: bool,
}

impl Script {
    pub(crate) fn new(seed: u64) -> Self {
        let mut script = Script {
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            action: "StartInstances",
            count: 0,
            deadline_ms: 3_600_000,
            per_second: 10,
            ends_at: None,
            deaths: 0,
            first: Vec::new(),
            touched: Vec::new(),
            all_passes: true,
            races: false,
            ramp: None,
            stop_after: None,
            refused_after_loss: false,
            reports_sends: false,
        };
        script.draw_waves(seed);
        script.action =
            *script.one_of(&["StartInstances", "StartInstances", "StartInstances", "StopInstances", "RebootInstances"]);
        let most = match script.draw(30) {
            0 => 330,
            1..=3 => 120,
            4..=9 => 3,
            _ => 12,
        };
        script.count = 1 + script.draw(most) as usize;
        if script.draw(5) == 0 {
            script.deadline_ms = 1_000 + script.draw(120_000);
        }
        if script.draw(12) == 0 {
            script.ends_at = Some(script.draw(60));
        }
        if script.draw(2) == 0 {
            script.deaths = 5 + script.draw(60);
        }
        script.touched = vec![false; script.count];
        script
    }

    /// From numbers of its own, so that what the seeds drew before there were waves stays as it was.
    fn draw_waves(&mut self, seed: u64) {
        let before = std::mem::replace(&mut self.random, seed ^ 0x5741_5645_5300_0000);
        self.reports_sends = self.draw(2) == 0;
        if self.draw(4) == 0 {
            let (first, percent) = (1 + self.draw(20) as u32, *self.one_of(&[100, 150, 200, 400]));
            self.ramp = Some(Ramp { first, percent });
        }
        self.refused_after_loss = self.draw(8) == 0;
        self.stop_after = (self.draw(6) == 0).then(|| StopAfter::Count(1 + self.draw(4) as u32));
        self.random = before;
    }

    /// A number below `most`: splitmix64.
    pub(crate) fn draw(&mut self, most: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.draw(choices.len() as u64) as usize]
    }

    pub(crate) fn options(&mut self) -> JobOptions {
        self.per_second = 1 + self.draw(10) as u32;
        if self.count > 100 || self.ramp.is_some() {
            // So few that batches meet the limit.
            self.per_second = 1 + self.per_second % 3;
        }
        let retry = Retry { attempts: 1 + self.draw(4) as u32, base_ms: 10 + self.draw(200), max_ms: 20_000 };
        JobOptions {
            seed: self.draw(u64::MAX),
            deadline_ms: self.deadline_ms,
            retry: Some(retry),
            pacing: Pacing::Job(self.per_second),
            ramp: self.ramp,
            stop_after: self.stop_after,
            wait: self.all_passes || self.draw(3) > 0,
            ..crate::world::options()
        }
    }

    pub(crate) fn world(&mut self) -> World {
        let mut given = Vec::new();
        for id in ids(self.count) {
            let state = if self.draw(4) > 0 { self.from() } else { *self.one_of(STATES) };
            self.first.push(state);
            given.push(Map::from_iter([
                ("InstanceId".to_owned(), json!(id)),
                ("InstanceState".to_owned(), json!(state.name())),
            ]));
        }
        let boot = [(100, 500), (2_000, 6_000), (20_000, 90_000)][self.draw(3) as usize];
        let options = Options { given: Some(given), boot_ms: boot, seed: self.draw(1_000), ..Options::default() };
        let mut world = World::new(0).seed(self.draw(1_000_000));
        world.emulator = Emulator::new(options).unwrap();
        for _ in 0..self.draw(5) {
            let rule = self.rule();
            if std::env::var_os("VERIFY_TRACE").is_some() {
                println!("{rule}");
            }
            world.emulator.inject(FaultRule::from_json(&rule.to_string()).unwrap());
        }
        if self.refused_after_loss {
            self.all_passes = false;
            for (kind, nth) in [("reset", (1..=1).collect::<Vec<_>>()), ("refuse", (2..=100).collect())] {
                let rule = json!({ "kind": kind, "nth": nth, "action": self.action });
                world.emulator.inject(FaultRule::from_json(&rule.to_string()).unwrap());
            }
        }
        if !self.all_passes {
            // What never ends is waited for until then.
            self.deadline_ms = self.deadline_ms.min(300_000);
        }
        world
    }

    fn rule(&mut self) -> Value {
        let passes = self.draw(5) > 0;
        let kind = *self.one_of(if passes { PASSING } else { LASTING });
        self.all_passes &= passes;
        self.races |= kind == "raced";
        let mut rule = match kind {
            // Only an acting request is refused so.
            "busy" | "in-progress" | "no-stock" => json!({ "kind": kind, "action": self.action }),
            "invalid" => json!({ "kind": "error", "code": "InvalidInstance.NotSupported", "action": self.action }),
            "stale-describe" => json!({ "kind": kind, "delayMs": 1_000 + self.draw(14_000) }),
            "late" => json!({ "kind": kind, "delayMs": 1_000 + self.draw(10_000) }),
            "drip" => json!({ "kind": kind, "delayMs": 1 + self.draw(50) }),
            "delay" => json!({ "kind": kind, "delayMs": 1 + self.draw(20_000) }),
            _ => json!({ "kind": kind }),
        };
        match self.draw(3) {
            0 => rule["probability"] = json!(0.02 + self.draw(30) as f64 / 100.0),
            1 => rule["nth"] = json!([1 + self.draw(3), 4 + self.draw(6)]),
            _ => rule["times"] = json!(1 + self.draw(5)),
        }
        if self.draw(2) == 0 && rule["action"].is_null() {
            rule["action"] = json!(*self.one_of(&[self.action, "DescribeInstances", "DescribeInstancesStatus"]));
        }
        if self.draw(3) == 0 {
            let nth = self.draw(self.count as u64) as usize;
            rule["instanceId"] = json!(ids(nth + 1)[nth]);
        }
        rule
    }

    pub(crate) fn people(&mut self) -> Vec<Person> {
        let many = if self.draw(3) == 0 { self.draw(4) } else { 0 };
        let mut people = Vec::new();
        for _ in 0..many {
            let nth = self.draw(self.count as u64) as usize;
            let state = *self.one_of(&[Stopping, Starting, Rebooting, Terminating, Shutdown]);
            people.push(Person { at: START + self.draw(60_000), nth, state });
            self.touched[nth] = true;
        }
        people
    }

    pub(crate) fn dies_now(&mut self) -> bool {
        self.deaths > 0 && self.draw(self.deaths) == 0
    }

    fn from(&self) -> InstanceState {
        if self.action == "StartInstances" { Stopped } else { Running }
    }

    pub(crate) fn target(&self) -> InstanceState {
        if self.action == "StopInstances" { Stopped } else { Running }
    }

    /// A person, or a fault that acts like one, has changed it.
    pub(crate) fn is_touched(&self, nth: usize) -> bool {
        self.touched[nth] || !self.all_passes
    }

    /// Nothing that lasts stands in the way of this instance.
    pub(crate) fn must_succeed(&self, nth: usize) -> bool {
        let endless = self.deadline_ms == 3_600_000 && self.ends_at.is_none() && self.stop_after.is_none();
        endless && self.all_passes && self.action == "StartInstances" && self.first[nth] == Stopped
    }
}
