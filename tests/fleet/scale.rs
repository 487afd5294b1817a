//! From one instance to ten thousand.

use crate::check::{all, log, most_sends, no_start_refused, started_once};
use crate::world::{World, ids, job, job_of, options};
use tencentcloud_edge::job::{JobOptions, Outcome};

fn start(count: usize, seed: u64) -> World {
    let mut world = World::new(count).seed(seed);
    let mut job = job(count, options());
    world.run(&mut job);
    all(&job, Outcome::Done);
    assert!(job.result().ok);
    let seen = world.snapshot();
    started_once(&seen, count);
    no_start_refused(&seen);
    assert_eq!(most_sends(&seen), 1);
    let starts = log(&seen, "StartInstances");
    assert_eq!(starts.len(), count.div_ceil(100));
    world
}

#[test]
fn a_few() {
    for count in [1, 3, 99, 100, 101] {
        start(count, count as u64);
    }
}

#[test]
fn a_thousand_over_several_networks() {
    for seed in 1..=3 {
        start(1_000, seed);
    }
}

#[test]
fn ten_thousand() {
    let mut world = start(10_000, 1);
    let seen = world.snapshot();
    let starts = log(&seen, "StartInstances");
    assert!(starts.iter().all(|entry| entry.instance_ids.as_ref().is_some_and(|ids| ids.len() == 100)));
    let first = starts[0].instance_ids.as_deref().unwrap_or_default();
    assert!(first.is_sorted(), "the order asked for is kept within a batch");
}

#[test]
fn duplicates_are_one_instance() {
    let mut world = World::new(150);
    let twice: Vec<String> = ids(150).into_iter().chain(ids(150)).collect();
    let mut job = job_of("StartInstances", &twice, options());
    world.run(&mut job);
    assert_eq!(job.result().instances.len(), 150);
    let seen = world.snapshot();
    started_once(&seen, 150);
}

#[test]
fn the_first_request_goes_alone() {
    let mut world = World::new(1_000);
    let mut job = job(1_000, options());
    world.run_while(&mut job, |_, job| job.progress().requests < 2);
    let requests = world.snapshot().requests;
    assert_eq!(requests.len(), 1, "the second is sent after the reply to the first");
}

#[test]
fn a_lower_rate_is_kept() {
    let mut world = World::new(1_000);
    let pacing = tencentcloud_edge::job::Pacing::Job(2);
    let mut job = job(1_000, JobOptions { pacing, ..options() });
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    let starts = log(&seen, "StartInstances");
    assert!(starts.windows(3).all(|window| window[2].at_ms - window[0].at_ms >= 1_000));
}
