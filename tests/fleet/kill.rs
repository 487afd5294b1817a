//! A client that dies: after any step, with a request under way or not, and goes on from what it saved.

use crate::check::{all, log, most_sends, no_start_refused, outcomes, started_once};
use crate::world::{START, World, job, options as defaults};
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

/// Runs a job that dies after `steps` steps. `left`: what it had sent still arrives. `false`: it was done before.
fn dies_after(steps: usize, saved: Saved, left: bool) -> bool {
    let mut world = World::new(COUNT).seed(steps as u64 + 1);
    let mut job = job(COUNT, options());
    let mut text = job.save();
    let mut rows: BTreeMap<String, String> = job.changes().into_iter().collect();
    for _ in 0..steps {
        let keep = |job: &mut Job| match saved {
            Saved::Last => {}
            Saved::Acting => text = job.save(),
            Saved::Rows => rows.extend(job.changes()),
        };
        if !world.step_saving(&mut job, keep) {
            return false;
        }
    }
    let mut job = match saved {
        Saved::Last => Job::restore(&job.save()),
        Saved::Acting => Job::restore(&text),
        Saved::Rows => Job::restore_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
    }
    .unwrap();
    world.network.hang_up(left);
    world.pass(world.now + steps as u64 % 3 * 400, None);
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    started_once(&seen, COUNT);
    no_start_refused(&seen);
    assert!(most_sends(&seen) <= 2);
    true
}

fn dies_after_every_step(saved: Saved, left: bool) {
    let steps = (0..).find(|steps| !dies_after(*steps, saved, left)).unwrap();
    assert!(steps > 20, "{steps} steps are too few to have met everything");
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
fn a_job_restored_after_its_deadline_looks_once_and_ends() {
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
