//! A client that dies after any step, with a request in flight or not, and is restored from what it saved.

use crate::check::{all, log, most_sends, no_start_refused, outcomes, started_once};
use crate::world::{START, World, ids, job, options as defaults};
use serde_json::json;
use std::collections::BTreeMap;
use tencentcloud_edge::job::{Job, JobOptions, Outcome};
use tencentcloud_edge_emulator::Emulator;

/// Three batches, the last of them short.
const COUNT: usize = 210;

/// A reply is late by less than a second here, so a client need not look for 20.
fn options() -> JobOptions {
    JobOptions { settle_ms: 5_000, ..defaults() }
}

/// What the client goes on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saved {
    /// The state at its death.
    Last,
    /// The text saved before the last acting request left.
    Acting,
    /// The same, kept as the rows that changed.
    Rows,
}

/// Runs a job, and after each of its steps lets a copy of the world live on with a client that died there and goes on from
/// what was saved. `left`: what it had sent still arrives.
fn dies_after_every_step(saved: Saved, left: bool) {
    let mut world = World::new(COUNT);
    let mut job = job(COUNT, options());
    let mut text = job.save();
    let mut rows: BTreeMap<String, String> = job.changes().into_iter().collect();
    for steps in 0.. {
        let restored = match saved {
            Saved::Last => Job::restore(&job.save()),
            Saved::Acting => Job::restore(&text),
            Saved::Rows => Job::restore_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        };
        resumes(world.clone(), restored.unwrap(), left, steps % 3 * 400);
        let keep = |job: &mut Job| match saved {
            Saved::Last => {}
            Saved::Acting => text = job.save(),
            Saved::Rows => rows.extend(job.changes()),
        };
        if !world.step_saving(&mut job, keep) {
            assert!(steps > 20, "{steps} steps are too few to have met everything");
            return;
        }
    }
}

fn resumes(mut world: World, mut job: Job, left: bool, dead_ms: u64) {
    world.network.hang_up(left);
    world.pass(world.now + dead_ms, None);
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    started_once(&seen, COUNT);
    no_start_refused(&seen);
    assert!(most_sends(&seen) <= 2);
}

#[test]
fn after_every_step_with_its_request_under_way() {
    dies_after_every_step(Saved::Last, true);
}

#[test]
fn after_every_step_with_its_request_lost() {
    dies_after_every_step(Saved::Last, false);
}

#[test]
fn after_every_step_going_on_from_before_the_last_acting_request() {
    dies_after_every_step(Saved::Acting, true);
    dies_after_every_step(Saved::Acting, false);
}

#[test]
fn after_every_step_going_on_from_the_rows_that_changed() {
    dies_after_every_step(Saved::Rows, true);
}

#[test]
fn again_and_again_in_one_run() {
    for every in [13, 20, 31] {
        let mut world = World::new(COUNT).seed(every as u64);
        let mut job = job(COUNT, JobOptions { deadline_ms: 3_600_000, ..options() });
        let mut steps = 0;
        while world.step(&mut job) {
            steps += 1;
            assert!(steps < 5_000, "no progress between deaths");
            if steps % every == 0 {
                world.network.hang_up(steps % 2 == 0);
                job = Job::restore(&job.save()).unwrap();
            }
        }
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, COUNT);
        no_start_refused(&seen);
    }
}

#[test]
fn saving_does_not_change_the_run() {
    let mut plain = World::new(COUNT);
    let mut saving = World::new(COUNT);
    let (mut first, mut second) = (job(COUNT, options()), job(COUNT, options()));
    loop {
        let saved = second.save();
        assert_eq!(Job::restore(&saved).unwrap().save(), saved);
        let went_on = plain.step(&mut first);
        assert_eq!(saving.step(&mut second), went_on);
        if !went_on {
            break;
        }
    }
    assert_eq!(plain.snapshot(), saving.snapshot());
    assert_eq!(first.result(), second.result());
}

#[test]
fn a_finished_job_is_finished_when_restored() {
    let mut world = World::new(COUNT);
    let mut job = job(COUNT, options());
    world.run(&mut job);
    let mut restored = Job::restore(&job.save()).unwrap();
    assert_eq!(restored.result(), job.result());
    assert_eq!(world.run(&mut restored), 0);
}

#[test]
fn a_job_restored_after_its_deadline_describes_once_and_ends() {
    let mut world = World::new(COUNT);
    let mut job = job(COUNT, options());
    world.run_while(&mut job, |world, _| world.snapshot().starts.len() < 200);
    let mut job = Job::restore(&job.save()).unwrap();
    world.network.hang_up(true);
    world.pass(START + 700_000, None);
    let before = world.snapshot().requests.len();
    world.run(&mut job);
    let after = world.snapshot().requests.split_off(before);
    assert!(after.iter().all(|entry| entry.action == "DescribeInstances"), "{after:?}");
    assert!(after.len() <= COUNT.div_ceil(100) + 1, "{}", after.len());
    let started = world.snapshot().starts.len();
    assert_eq!(outcomes(&job).get("done"), Some(&started));
    assert_eq!(outcomes(&job).get("unknown").copied().unwrap_or(0), COUNT - started);
}

#[test]
fn two_describes_in_quick_succession_do_not_prove_an_instance_absent() {
    let rule = json!({ "kind": "omit", "action": "DescribeInstances", "instanceId": ids(8)[7], "nth": [1, 2] });
    let mut world = World::new(30).fault(&rule);
    let mut living = job(30, options());
    world.run_while(&mut living, |_, job| job.result().instances.iter().all(|report| report.state.is_none()));
    let mut restored = Job::restore(&living.save()).unwrap();
    world.network.hang_up(true);
    world.run(&mut restored);
    all(&restored, Outcome::Done);
    started_once(&world.snapshot(), 30);
}

#[test]
fn the_service_may_be_replaced_in_mid_job_too() {
    let mut world = World::new(COUNT);
    let mut job = job(COUNT, options());
    while world.step(&mut job) {
        world.emulator = Emulator::restore(&world.emulator.save()).unwrap();
    }
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    started_once(&seen, COUNT);
    assert_eq!(log(&seen, "StartInstances").len(), 3);
}
