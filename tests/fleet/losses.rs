//! Replies that are lost, replies that say nothing, and services that are away.

use crate::check::{all, log, most_sends, no_start_refused, started_once};
use crate::world::{START, World, job, options};
use serde_json::json;
use tencentcloud_edge::job::{JobOptions, Outcome};

/// The start was executed, and the client does not learn it.
const EXECUTED: [&str; 9] = [
    "cut",
    "accepted-but-reply-lost",
    "accepted-but-hang",
    "accepted-but-html",
    "accepted-but-not-json",
    "accepted-but-internal-error",
    "truncated",
    "wrong-types",
    "no-request-id",
];
/// The start was not executed, and the client cannot know it.
const NOT_EXECUTED: [&str; 18] = [
    "reset",
    "hang",
    "html-500",
    "html-502",
    "html-504",
    "html-200",
    "http-429",
    "http-503",
    "http-503-bare",
    "http-503-garbage",
    "not-json",
    "empty",
    "null",
    "no-envelope",
    "old-envelope",
    "internal-error",
    "internal-server-error",
    "unavailable",
];
/// How long a client describes before it sends again.
const SETTLE_MS: u64 = 20_000;

#[test]
fn a_start_whose_reply_was_lost_is_found_and_not_sent_again() {
    for kind in EXECUTED {
        for nth in [1, 2] {
            let mut world = World::new(120).fault(&json!({ "kind": kind, "action": "StartInstances", "nth": nth }));
            let mut job = job(120, options());
            world.run(&mut job);
            all(&job, Outcome::Done);
            let seen = world.snapshot();
            started_once(&seen, 120);
            no_start_refused(&seen);
            assert_eq!(most_sends(&seen), 1, "{kind}");
            assert_eq!(log(&seen, "StartInstances").len(), 2, "{kind}");
        }
    }
}

#[test]
fn a_start_that_was_not_executed_is_sent_again_only_when_that_is_sure() {
    for kind in NOT_EXECUTED {
        let mut world = World::new(30).fault(&json!({ "kind": kind, "action": "StartInstances", "nth": 1 }));
        let mut job = job(30, options());
        world.run(&mut job);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 30);
        let starts = log(&seen, "StartInstances");
        assert_eq!(starts.len(), 2, "{kind}");
        let again = starts.iter().rfind(|entry| entry.instance_ids == starts[0].instance_ids).map(|entry| entry.at_ms);
        assert!(again.is_some_and(|again| again - starts[0].at_ms >= SETTLE_MS), "{kind}: {again:?}");
    }
}

#[test]
fn a_refused_connection_is_tried_again_at_once() {
    let rule = json!({ "kind": "refuse", "action": "StartInstances", "times": 3 });
    let mut world = World::new(250).fault(&rule);
    let mut job = job(250, options());
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    started_once(&seen, 250);
    assert!(world.now < START + SETTLE_MS);
}

#[test]
fn a_request_executed_in_part_or_twice_starts_everything_once() {
    for (kind, most) in [("half-done", 2), ("replay", 1)] {
        let mut world = World::new(250).fault(&json!({ "kind": kind, "action": "StartInstances", "nth": 1 }));
        let mut job = job(250, options());
        world.run(&mut job);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 250);
        assert_eq!(most_sends(&seen), most, "{kind}");
    }
}

#[test]
fn a_describe_that_fails_costs_a_moment_only() {
    for kind in EXECUTED.into_iter().chain(NOT_EXECUTED) {
        for action in ["DescribeInstances", "DescribeInstancesStatus"] {
            let rule = json!({ "kind": kind, "action": action, "nth": [1, 2] });
            let mut world = World::new(30).fault(&rule);
            let mut job = job(30, options());
            world.run(&mut job);
            all(&job, Outcome::Done);
            let seen = world.snapshot();
            started_once(&seen, 30);
            assert_eq!(most_sends(&seen), 1, "{kind}");
        }
    }
}

#[test]
fn a_describe_staler_than_a_reply_is_late_does_not_make_a_second_start() {
    for lost in ["accepted-but-reply-lost", "accepted-but-hang", "delay"] {
        let mut world = World::new(150)
            .fault(&json!({ "kind": lost, "action": "StartInstances", "nth": 1 }))
            .fault(&json!({ "kind": "stale-describe", "delayMs": 15_000 }));
        let mut job = job(150, options());
        world.run(&mut job);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 150);
        assert_eq!(most_sends(&seen), 1, "{lost}");
    }
}

#[test]
fn without_retry_a_lost_start_is_unknown_and_a_failed_describe_ends_nothing_else() {
    let once = JobOptions { retry: None, ..options() };
    let mut world = World::new(3).fault(&json!({ "kind": "reset", "action": "StartInstances", "nth": 1 }));
    let mut lost = job(3, once.clone());
    world.run(&mut lost);
    all(&lost, Outcome::Unknown);
    assert!(lost.result().instances.iter().all(|it| it.fault.is_some_and(|it| it.code == "Client.ReplyLost")));
    let mut world = World::new(3).fault(&json!({ "kind": "accepted-but-hang", "action": "StartInstances", "nth": 1 }));
    let mut found = job(3, once);
    world.run(&mut found);
    all(&found, Outcome::Done);
}

#[test]
fn an_outage_is_met_with_few_requests_and_its_end_is_noticed() {
    let mut world = World::new(500);
    let mut job = job(500, options());
    world.run_while(&mut job, |world, _| world.now < START + 800);
    world = world.fault(&json!({ "kind": "http-503-bare" }));
    let began = job.progress().requests;
    world.run_while(&mut job, |world, _| world.now < START + 60_800);
    let asked = job.progress().requests - began;
    assert!(asked <= 30, "{asked} requests in a minute without an answer");
    world.emulator.clear_faults();
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    started_once(&seen, 500);
    let over = START + 60_800;
    assert!(seen.requests.iter().any(|entry| (over..=over + 20_200).contains(&entry.at_ms)));
}

#[test]
fn half_of_everything_is_dropped_and_the_retries_stay_in_bounds() {
    for seed in 1..=3 {
        let mut world = World::new(300).seed(seed);
        for kind in ["reset", "accepted-but-reply-lost", "hang"] {
            world = world.fault(&json!({ "kind": kind, "probability": 0.2 }));
        }
        let mut job = job(300, JobOptions { seed, deadline_ms: 3_600_000, ..options() });
        world.run(&mut job);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 300);
        let minutes = (world.now - START).div_ceil(60_000);
        let requests = u64::from(job.progress().requests);
        assert!(requests <= 60 * minutes, "{requests} requests in {minutes} minutes");
    }
}

#[test]
fn chaos_ends_with_everything_started_once() {
    for seed in 1..=6 {
        let mut world = World::new(300).seed(seed);
        for kind in EXECUTED.into_iter().chain(NOT_EXECUTED).chain(["refuse", "throttle"]) {
            world = world.fault(&json!({ "kind": kind, "probability": 0.02 }));
        }
        for kind in ["busy", "replay", "half-done"] {
            world = world.fault(&json!({ "kind": kind, "action": "StartInstances", "probability": 0.1 }));
        }
        let mut job = job(300, JobOptions { seed, deadline_ms: 3_600_000, ..options() });
        world.run(&mut job);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 300);
    }
}
