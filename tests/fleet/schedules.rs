//! Random schedules: any fleet, faults, people at the console, and a client that dies at any step. What must hold, holds at
//! every step of every one.
//!
//! `VERIFY_SCHEDULES` says how many (`npm run verify:client` runs 100,000), `VERIFY_SEED` with which seed they begin. A seed
//! that ever failed stands in [`REGRESSIONS`] and is run each time.

use crate::check::{assert_within_limits, log};
use crate::script::{Person, Script};
use crate::world::{START, World, ids, job_of};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tencentcloud_edge::job::{Job, Outcome};
use tencentcloud_edge::model::InstanceState;
use tencentcloud_edge_emulator::{Entry, Snapshot};

/// Seeds that found a fault once. 1851: a request that was sent before a death arrived within a second of the first of the restored client.
const REGRESSIONS: &[u64] = &[1851];
/// A part of the whole, for every run of the tests.
const SAMPLE: u64 = 200;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn what_must_hold_holds_in_every_schedule() {
    let (count, first) = (setting("VERIFY_SCHEDULES", SAMPLE), setting("VERIFY_SEED", 1));
    let seeds: Vec<u64> = REGRESSIONS.iter().copied().chain(first..first + count).collect();
    let (next, failed, totals) = (AtomicU64::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
            match catch_unwind(AssertUnwindSafe(|| Run::new(*seed).ends())) {
                Ok(outcomes) => {
                    for (outcome, count) in outcomes {
                        *totals.lock().unwrap().entry(outcome).or_insert(0) += count;
                    }
                }
                Err(_) => failed.lock().unwrap().push(*seed),
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let totals = totals.into_inner().unwrap();
    println!("{} schedules, {totals:?}", seeds.len());
    assert_eq!(failed.into_inner().unwrap(), [0; 0], "the seeds of the schedules in which something did not hold");
    assert!(count < SAMPLE || totals.len() == Outcome::ALL.len(), "a schedule for every outcome: {totals:?}");
}

/// How many starts of an instance were refused: somebody else was just before us.
fn refused(seen: &Snapshot, id: &str) -> u64 {
    let names = |entry: &&Entry| entry.instance_ids.iter().flatten().any(|named| named == id);
    log(seen, "StartInstances").into_iter().filter(|entry| entry.code.is_some()).filter(names).count() as u64
}

struct Run {
    script: Script,
    world: World,
    job: Job,
    /// What a client that dies goes on from: the rows kept before each acting request left.
    kept: BTreeMap<String, String>,
    text: String,
    over: BTreeMap<String, Outcome>,
    people: Vec<Person>,
    /// How often people started each instance.
    theirs: BTreeMap<String, u64>,
    deaths: u32,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut script = Script::new(seed);
        let mut world = script.world();
        world.in_doubt.kept = true;
        world.reports_sends = script.reports_sends;
        let mut job = job_of(script.action, &ids(script.count), script.options());
        let kept = job.changes().into_iter().collect();
        let text = job.save();
        let people = script.people();
        Run { script, world, job, kept, text, over: BTreeMap::new(), people, theirs: BTreeMap::new(), deaths: 0 }
    }

    fn ends(mut self) -> BTreeMap<&'static str, usize> {
        let end = START + self.script.deadline_ms + 120_000;
        for steps in 0.. {
            self.people_act();
            if std::env::var_os("VERIFY_TRACE").is_some() {
                self.trace(steps);
            }
            let (kept, text) = (&mut self.kept, &mut self.text);
            let keep = |job: &mut Job| {
                kept.extend(job.changes());
                *text = job.save();
            };
            let went_on = self.world.step_saving(&mut self.job, keep);
            self.holds();
            if !went_on {
                break;
            }
            assert!(steps < 200_000 && self.world.now < end, "it does not end: {:?}", self.job.progress());
            if self.script.ends_at == Some(steps) {
                if steps % 2 == 0 { self.job.cancel(self.world.now) } else { self.job.abort(self.world.now) }
            }
            if self.deaths < 40 && self.script.dies_now() {
                self.die(steps);
            }
        }
        self.held()
    }

    /// The state of everything, for debugging a seed.
    fn trace(&mut self, steps: u64) {
        let now = self.world.now;
        let seen = self.world.snapshot();
        let last = seen.requests.last();
        println!("step {steps}, {} ms: {:?}", now - START, self.job.progress());
        println!("  last {last:?}");
        for (nth, report) in self.job.result().instances.iter().take(3).enumerate() {
            let row = seen.instances.get(nth);
            let shown = ["InstanceState", "LatestOperation", "LatestOperationState", "LatestOperationRequestId"]
                .map(|name| row.map_or("", |row| row[name].as_str().unwrap_or("-")));
            println!("  {report:?} {shown:?}");
        }
    }

    /// People come when it is their time.
    fn people_act(&mut self) {
        while let Some(at) = self.people.iter().position(|person| person.at <= self.world.now) {
            let person = self.people.swap_remove(at);
            let id = ids(person.nth + 1).remove(person.nth);
            let known = self.world.emulator.set(self.world.now, &id, person.state).is_ok();
            if known && person.state == InstanceState::Starting {
                *self.theirs.entry(id).or_insert(0) += 1;
            }
        }
    }

    /// The client dies with what it had in flight, and another is restored from what was saved.
    fn die(&mut self, steps: u64) {
        self.deaths += 1;
        let restored = match steps % 3 {
            0 => Job::restore(&self.job.save()),
            1 => Job::restore(&self.text),
            _ => Job::restore_rows(self.kept.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        };
        self.job = restored.unwrap();
        self.world.network.hang_up(self.script.draw(2) == 1);
        self.world.in_doubt.forget(self.world.now);
        self.kept.extend(self.job.changes());
        // What was learned after the last save is forgotten with the client.
        self.over.clear();
    }

    /// At every step: nothing is lost, and what is over stays as it is.
    fn holds(&mut self) {
        let progress = self.job.progress();
        assert_eq!(progress.outcomes.iter().sum::<usize>() + progress.pending, self.script.count, "{progress:?}");
        if self.over.len() == self.script.count - progress.pending {
            return;
        }
        for report in self.job.result().instances {
            let before = self.over.get(report.id).copied();
            assert!(before.is_none() || before == report.outcome, "{} was {before:?}: {report:?}", report.id);
            if let Some(outcome) = report.outcome {
                self.over.insert(report.id.to_owned(), outcome);
            }
        }
    }

    /// At the end: no double start, none against anybody's will, no more than the rates allow, and what is said is so.
    fn held(mut self) -> BTreeMap<&'static str, usize> {
        assert_eq!(self.job.progress().pending, 0);
        let (ended_at, departed) = (self.world.now, self.world.in_doubt.departed());
        // What the last request set in motion comes to its end.
        self.world.network.hang_up(true);
        self.world.pass(self.world.now + 3_600_000, None);
        let seen = self.world.snapshot();
        assert_within_limits(&seen);
        let acting = log(&seen, self.script.action);
        let rate = self.script.per_second as usize;
        let bunch = acting.windows(rate + 1).find(|window| window[rate].at_ms - window[0].at_ms < 1_000);
        assert!(bunch.is_none(), "more than {rate} {} in a second", self.script.action);
        for (id, starts) in &seen.starts {
            let raced = if self.script.races { refused(&seen, id) } else { 0 };
            let theirs = self.theirs.get(id).copied().unwrap_or(0);
            assert!(*starts <= 1 + raced + theirs, "{id} was started {starts} times");
        }
        for action in ["StartInstances", "StopInstances", "RebootInstances"] {
            assert!(action == self.script.action || log(&seen, action).is_empty(), "{action} was never asked for");
        }
        // Without a death or an early end the client knows of each request what became of its connection.
        let knows_all = self.deaths == 0 && self.script.ends_at.is_none() && ended_at < self.job.deadline();
        let mut counts = BTreeMap::new();
        for (nth, report) in self.job.result().instances.iter().enumerate() {
            let outcome = report.outcome.unwrap();
            *counts.entry(outcome.name()).or_insert(0) += 1;
            assert!(report.sent || !departed.contains(report.id), "it was sent: {report:?}");
            assert!(!report.sent || !knows_all || departed.contains(report.id), "it was not sent: {report:?}");
            assert!(report.fault.is_some() || !matches!(outcome, Outcome::Failed | Outcome::Unknown), "{report:?}");
            if self.script.is_touched(nth) {
                continue;
            }
            let shown = seen.instances.iter().find(|instance| instance["InstanceId"] == report.id);
            let state = shown.and_then(|it| it["InstanceState"].as_str()).and_then(InstanceState::parse);
            let there = state == Some(self.script.target());
            let success = matches!(outcome, Outcome::Done | Outcome::Already);
            assert!(!success || there, "{report:?} but {state:?}");
            assert!(
                outcome != Outcome::Done
                    || self.script.action != "StartInstances"
                    || seen.starts.contains_key(report.id)
            );
            assert!(!self.script.must_succeed(nth) || success, "{report:?} but nothing stood in its way");
        }
        counts
    }
}
