//! The figures that fleet operations are held to, on the virtual clock.

use crate::check::{assert_within_limits, log, no_start_refused, outcomes};
use crate::world::{START, World, ids, job, options};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::HashMap;
use tencentcloud_edge::job::{Job, JobOptions, Step};
use tencentcloud_edge::model::InstanceState::{LaunchFailed, RescueMode, Running, Shutdown, Stopped};
use tencentcloud_edge::wire::{Observation, Page, Reply};
use tencentcloud_edge_emulator::{Emulator, Options, Snapshot};

const MANY: usize = 10_000;

/// Ten thousand machines that boot in 20 to 90 s.
fn slow_world() -> World {
    let mut world = World::new(0);
    let given = ids(MANY).into_iter().map(|id| {
        let fields = [("InstanceId".to_owned(), json!(id)), ("InstanceState".to_owned(), json!("STOPPED"))];
        serde_json::Map::from_iter(fields)
    });
    let options = Options { given: Some(given.collect()), boot_ms: (20_000, 90_000), ..Options::default() };
    world.emulator = Emulator::new(options).unwrap();
    // A slot is free again a second after its reply, so each of the ten rounds costs a way there and back besides.
    world.network.longest = 40;
    world
}

/// When each instance that is starting will run.
fn moments(emulator: &Emulator) -> HashMap<String, u64> {
    let saved: Value = serde_json::from_str(&emulator.save()).unwrap();
    let instances = saved["fleet"]["instances"].as_array().unwrap();
    let moment = |instance: &Value| Some((instance["id"].as_str()?.to_owned(), instance["plan"][0]["at_ms"].as_u64()?));
    instances.iter().filter_map(moment).collect()
}

#[test]
fn ten_thousand_are_accepted_in_ten_seconds_and_seen_running_within_three() {
    let mut world = slow_world();
    let mut job = job(MANY, options());
    world.run_while(&mut job, |world, _| world.now < START + 15_000);
    let seen = world.snapshot();
    assert_within_limits(&seen);
    no_start_refused(&seen);
    let starts = log(&seen, "StartInstances");
    assert_eq!((starts.len(), seen.starts.len()), (100, MANY));
    assert!(starts[99].at_ms - START <= 10_500, "{} ms until the last was accepted", starts[99].at_ms - START);

    let runs = moments(&world.emulator);
    assert_eq!(runs.len(), MANY);
    let mut late = Vec::new();
    let mut pending: Vec<usize> = (0..MANY).collect();
    let mut counted = MANY;
    world.run_while(&mut job, |world, job| {
        if job.progress().pending < counted {
            counted = job.progress().pending;
            let result = job.result();
            pending.retain(|nth| {
                let report = &result.instances[*nth];
                if report.outcome.is_some() {
                    late.push(world.now.checked_sub(runs[report.id]).unwrap_or_else(|| panic!("early: {report:?}")));
                }
                report.outcome.is_none()
            });
        }
        true
    });
    late.sort_unstable();
    // The last step's instances are seen after the job was last observed.
    assert!(late.len() > MANY - 100, "{}", late.len());
    let p95 = late[late.len() * 95 / 100];
    assert!(p95 <= 3_000, "p95 is {p95} ms, the longest {:?}", late.last());
    assert_eq!(outcomes(&job), BTreeMap::from([("done", MANY)]));
}

/// Requests but the waiter's polls.
fn requests(seen: &Snapshot) -> usize {
    seen.requests.iter().filter(|entry| entry.action != "DescribeInstancesStatus").count()
}

#[test]
fn a_hundred_bad_ones_among_ten_thousand_cost_at_most_thirty_requests() {
    let mut known = ids(MANY);
    let mut world = World::new(MANY);
    for nth in 0..100 {
        let at = nth * 100 + 7;
        match nth % 4 {
            // Nobody knows this one.
            0 => known[at] = format!("ins-zz{nth:06}"),
            kind => world = world.put(at, [Shutdown, LaunchFailed, RescueMode][kind - 1]),
        }
    }
    let mut job = crate::world::job_of("StartInstances", &known, options());
    world.run(&mut job);
    assert_eq!(outcomes(&job), BTreeMap::from([("done", MANY - 100), ("failed", 100)]));
    let seen = world.snapshot();
    assert_within_limits(&seen);
    no_start_refused(&seen);
    assert!(requests(&seen) <= 230, "{} requests", requests(&seen));
}

#[test]
fn one_that_turns_bad_costs_one_request_with_a_hint_and_fifteen_without() {
    for (rule, most) in [
        (json!({ "kind": "error", "code": "InvalidInstance.NotSupported", "instanceId": ids(38)[37] }), 15),
        (json!({ "kind": "error", "code": "FailedOperation", "instanceId": ids(38)[37] }), 15),
    ] {
        let mut rule = rule;
        rule["action"] = json!("StartInstances");
        let mut world = World::new(100).fault(&rule);
        let mut job = job(100, options());
        world.run(&mut job);
        assert_eq!(outcomes(&job), BTreeMap::from([("done", 99), ("failed", 1)]));
        let starts = log(&world.snapshot(), "StartInstances").len();
        assert!(starts <= most, "{starts} requests");
    }
    // Its state changes between describe and start, and the refusal names it.
    let mut world = World::new(100);
    let mut job = job(100, options());
    world.run_while(&mut job, |_, job| job.progress().requests < 2);
    world = world.put(37, Shutdown);
    world.run(&mut job);
    assert_eq!(outcomes(&job), BTreeMap::from([("done", 99), ("failed", 1)]));
    assert_eq!(log(&world.snapshot(), "StartInstances").len(), 2);
}

#[test]
fn a_dead_service_sees_forty_requests_a_minute_from_ten_thousand_instances() {
    for kind in ["http-503-bare", "reset", "hang", "refuse", "html-502", "internal-error"] {
        let mut world = World::new(MANY);
        let mut job = job(MANY, JobOptions { deadline_ms: 3_600_000, ..options() });
        world.run_while(&mut job, |world, _| world.now < START + 3_000);
        world = world.fault(&json!({ "kind": kind }));
        let before = job.progress().requests;
        let outage = world.now + 180_000;
        let mut asked = Vec::new();
        world.run_while(&mut job, |world, job| {
            asked.push((world.now, job.progress().requests - before));
            world.now < outage
        });
        for minute in 0..3 {
            let until = outage - 180_000 + (minute + 1) * 60_000;
            let sent = |at: u64| asked.iter().rev().find(|entry| entry.0 <= at).map_or(0, |entry| entry.1);
            let count = sent(until) - sent(until - 60_000);
            assert!(count <= 40, "{kind}: {count} requests in minute {minute}");
        }
        world.emulator.clear_faults();
        let (over, sent) = (world.now, job.progress().requests);
        world.run_while(&mut job, |_, job| job.progress().requests == sent);
        assert!(world.now - over <= 20_000, "{kind}: resumed after {} ms", world.now - over);
        world.run(&mut job);
        assert_eq!(outcomes(&job), BTreeMap::from([("done", MANY)]), "{kind}");
    }
}

/// A service that takes everything, for fleets that are too big for an emulator.
struct Smooth {
    now: u64,
    bytes: usize,
    saves: usize,
}

impl Smooth {
    fn run(count: usize) -> Self {
        let mut it = Smooth { now: START, bytes: 0, saves: 0 };
        let names = (0..count).map(|nth| format!("ins-{nth:08}")).collect::<Vec<_>>();
        let ids = tencentcloud_edge::ids::InstanceIds::parse(names).unwrap();
        let options = JobOptions { deadline_ms: u64::MAX / 4, ..options() };
        let mut job = Job::new("StartInstances", ids, options).unwrap();
        loop {
            match job.next(it.now) {
                Step::Done => break,
                Step::Wait { until, .. } => it.now = until,
                Step::Send(send) => {
                    if send.acting {
                        it.save(&mut job);
                    }
                    let request: Value = serde_json::from_str(&send.payload).unwrap();
                    let named = request["InstanceIds"].as_array().unwrap();
                    job.answered(send.ticket, it.now, &answer(send.action, named), None);
                }
            }
        }
        it.save(&mut job);
        assert_eq!(outcomes(&job), BTreeMap::from([("done", count)]));
        it
    }

    fn save(&mut self, job: &mut Job) {
        for (key, value) in job.changes() {
            assert!(value.len() <= 100_000, "{key} has {} bytes", value.len());
            self.bytes += key.len() + value.len();
            self.saves += 1;
        }
    }
}

fn answer(action: &str, named: &[Value]) -> Reply {
    let state = if action == "DescribeInstances" { Stopped } else { Running };
    let row =
        |id: &Value| Observation { id: id.as_str().unwrap().to_owned(), state: Some(state), ..Observation::default() };
    let page = Page { total: named.len() as u64, instances: named.iter().map(row).collect() };
    let page = (action != "StartInstances").then_some(page);
    Reply::Accepted { request_id: "6d1c7e0a-2f5b-4c9d-8e3f-a0b1c2d3e4f5".to_owned(), page }
}

#[test]
fn what_is_saved_grows_with_the_fleet_and_not_faster() {
    let (small, large) = (Smooth::run(5_000), Smooth::run(20_000));
    let ratio = large.bytes as f64 / small.bytes as f64;
    assert!((3.5..4.5).contains(&ratio), "{ratio}: {} and {} bytes", small.bytes, large.bytes);
    assert!(large.saves < 20_000 / 100 * 6, "{} rows were written", large.saves);
}

#[test]
#[ignore = "some seconds: `npm run verify:client -- --million`"]
fn a_million() {
    let begin = Smooth::run(1_000_000);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").split_whitespace().nth(1);
    let Smooth { now, bytes, saves } = begin;
    let peak = peak.and_then(|kb| kb.parse::<usize>().ok()).unwrap_or(0) / 1_000;
    println!(
        "1,000,000 instances: {} s on the virtual clock, {saves} rows of {} KB in all written, {peak} MB at most",
        (now - START) / 1_000,
        bytes / 1_000
    );
}

#[test]
fn nothing_that_a_reply_holds_makes_a_saved_row_long() {
    let long = "漢\\".repeat(5_000);
    let names = ids(100);
    let mut job = job(100, options());
    let Step::Send(describe) = job.next(START) else { panic!() };
    let body = |state: &str, nth: usize| {
        let row = |(at, id): (usize, &String)| {
            json!({ "InstanceId": id, "InstanceState": state, "LatestOperation": "StartInstances",
                "LatestOperationState": "FAILED", "LatestOperationErrorMsg": format!("{at}{long}"),
                "LatestOperationRequestId": format!("{nth}{at}{long}") })
        };
        let rows: Vec<Value> = names.iter().enumerate().map(row).collect();
        json!({ "Response": { "TotalCount": 100, "InstanceSet": rows, "RequestId": long } }).to_string()
    };
    let read = |text: &str| tencentcloud_edge::wire::read_text(200, text);
    job.answered(describe.ticket, START, &read(&body("STOPPED", 1)), None);
    let Step::Send(act) = job.next(START + 10) else { panic!() };
    job.answered(act.ticket, START + 10, &read(&json!({ "Response": { "RequestId": long } }).to_string()), None);
    let mut now = START + 10;
    while now < START + 60_000 {
        match job.next(now) {
            Step::Send(send) => job.answered(send.ticket, now, &read(&body("STOPPED", 2)), None),
            Step::Wait { until, .. } => now = until,
            Step::Done => break,
        }
    }
    assert_eq!(outcomes(&job), BTreeMap::from([("failed", 100)]));
    for (key, value) in job.changes() {
        assert!(value.len() < 100_000, "{key} has {} bytes", value.len());
    }
    assert_eq!(Job::restore(&job.save()).unwrap().result(), job.result());
}
