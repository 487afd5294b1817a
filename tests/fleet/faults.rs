//! Refusals, instances that somebody else changes, and describes that are wrong.

use crate::check::{all, assert_within_limits, log, most_sends, outcomes, report, started_once};
use crate::world::{START, World, ids, job, options};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tencentcloud_edge::job::{Job, JobOptions, Outcome};
use tencentcloud_edge::model::InstanceState;

fn run(count: usize, rules: &[Value]) -> (World, Job) {
    let mut world = rules.iter().fold(World::new(count), World::fault);
    let mut job = job(count, options());
    world.run(&mut job);
    let seen = world.snapshot();
    assert_within_limits(&seen);
    (world, job)
}

fn failed(code: &str) -> (Option<Outcome>, String, bool) {
    (Some(Outcome::Failed), code.to_owned(), false)
}

#[test]
fn throttling_delays_and_fails_nothing() {
    for kind in ["throttle", "throttle-account", "throttle-address", "throttle-global"] {
        let rules = [
            json!({ "kind": kind, "action": "StartInstances", "times": 5 }),
            json!({ "kind": kind, "action": "DescribeInstances", "nth": 2 }),
            json!({ "kind": kind, "action": "DescribeInstancesStatus", "nth": 1 }),
        ];
        let (mut world, job) = run(500, &rules);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 500);
        let starts = log(&seen, "StartInstances");
        assert_eq!(starts.iter().filter(|entry| entry.code.is_some()).count(), 5, "{kind}");
        let accepted = starts.iter().find(|entry| entry.code.is_none()).unwrap().at_ms;
        assert!(accepted >= starts[0].at_ms + 1_000, "{kind}");
    }
}

#[test]
fn the_instance_to_blame_is_found_and_the_others_start() {
    for code in
        ["InvalidInstance.NotSupported", "UnsupportedOperation.InstanceReinstallFailed", "UnauthorizedOperation"]
    {
        for to_blame in [&[37][..], &[0, 50, 99]] {
            let all = ids(100);
            let rule = |nth: &usize| json!({ "kind": "error", "code": code, "action": "StartInstances", "instanceId": all[*nth] });
            let rules: Vec<Value> = to_blame.iter().map(rule).collect();
            let (mut world, job) = run(100, &rules);
            assert_eq!(outcomes(&job)["done"], 100 - to_blame.len(), "{code}");
            for nth in to_blame {
                assert_eq!(report(&job, *nth), failed(code));
                assert!(job.result().instances[*nth].request_id.is_some());
            }
            let seen = world.snapshot();
            let starts = log(&seen, "StartInstances").len();
            assert!(starts <= 1 + 14 * to_blame.len(), "{starts} requests to find {}", to_blame.len());
        }
    }
}

#[test]
fn a_policy_that_denies_everything_is_not_asked_for_each_instance() {
    for seed in 1..=8 {
        let denied = json!({ "kind": "denied", "action": "StartInstances" });
        let mut world = World::new(2_000).seed(seed).fault(&denied);
        let mut job = job(2_000, options());
        world.run(&mut job);
        all(&job, Outcome::Failed);
        assert_eq!(report(&job, 1_999), failed("UnauthorizedOperation"));
        let seen = world.snapshot();
        assert_within_limits(&seen);
        let starts = log(&seen, "StartInstances").len();
        assert!(starts <= 30, "{starts} requests");
    }
}

#[test]
fn a_policy_that_denies_the_first_describe_rejects_the_operation() {
    let (mut world, job) = run(300, &[json!({ "kind": "denied", "action": "DescribeInstances" })]);
    assert!(job.rejection().is_some_and(|error| error.message.contains("cvm:DescribeInstances")));
    assert_eq!(world.snapshot().requests.len(), 1);
}

#[test]
fn where_status_describes_are_denied_full_ones_are_sent() {
    let (mut world, job) = run(300, &[json!({ "kind": "denied", "action": "DescribeInstancesStatus" })]);
    all(&job, Outcome::Done);
    started_once(&world.snapshot(), 300);
}

#[test]
fn describes_refused_in_mid_job_leave_what_was_sent_unknown_and_fail_the_rest() {
    let codes = ["UnauthorizedOperation", "ResourceUnavailable", "InvalidParameterValue"];
    for code in codes {
        let mut world = World::new(1_500);
        let mut job = job(1_500, options());
        world.run_while(&mut job, |world, _| world.now < START + 400);
        for action in ["DescribeInstances", "DescribeInstancesStatus"] {
            world = world.fault(&json!({ "kind": "error", "code": code, "action": action }));
        }
        world.run(&mut job);
        for report in job.result().instances {
            let reported = report.fault.map(|fault| fault.code);
            let expected = if report.sent { Outcome::Unknown } else { Outcome::Failed };
            assert_eq!((report.outcome, reported), (Some(expected), Some(code)), "{report:?}");
        }
        let sent = job.result().instances.iter().filter(|report| report.sent).count();
        assert!((100..1_500).contains(&sent), "{sent}");
        assert_within_limits(&world.snapshot());
    }
}

#[test]
fn a_request_refused_for_its_form_fails_and_is_not_repeated() {
    let rule =
        json!({ "kind": "error", "code": "InvalidParameterValue.LimitExceeded", "action": "StartInstances", "nth": 2 });
    let (mut world, job) = run(300, &[rule]);
    assert_eq!(outcomes(&job), BTreeMap::from([("done", 200), ("failed", 100)]));
    let seen = world.snapshot();
    assert_eq!(log(&seen, "StartInstances").len(), 3);
}

#[test]
fn busy_instances_are_waited_for() {
    for kind in ["busy", "in-progress", "no-stock"] {
        let rule = json!({ "kind": kind, "action": "StartInstances", "instanceId": ids(8)[7], "times": 10 });
        let (mut world, job) = run(100, &[rule]);
        all(&job, Outcome::Done);
        let seen = world.snapshot();
        started_once(&seen, 100);
    }
}

#[test]
fn a_key_that_dies_in_mid_job_ends_it() {
    let (mut world, job) = run(900, &[json!({ "kind": "disabled-key", "action": "StartInstances", "nth": 3 })]);
    assert_eq!(job.rejection(), None);
    let counts = outcomes(&job);
    assert_eq!(counts.values().sum::<usize>(), 900);
    assert!(counts.keys().all(|word| ["accepted", "unknown", "failed"].contains(word)), "{counts:?}");
    assert!(!job.result().ok);
    assert_eq!(report(&job, 899), failed("AuthFailure.SecretIdNotFound"));
    let result = job.result();
    for report in result.instances.iter().filter(|report| report.outcome != Some(Outcome::Failed)) {
        assert_eq!(report.fault.map(|fault| fault.code), Some("AuthFailure.SecretIdNotFound"), "{report:?}");
        assert_eq!(report.request_id.is_some(), report.outcome == Some(Outcome::Accepted), "{report:?}");
        assert!(report.sent, "{report:?}");
    }
    let before = world.snapshot().requests.len();
    world.pass(world.now + 60_000, None);
    let seen = world.snapshot();
    assert!(seen.requests.len() <= before + 5, "nothing but what was in flight");
}

#[test]
fn an_operation_that_fails_is_reported_in_the_services_words() {
    let (mut world, job) = run(100, &[json!({ "kind": "fails", "instanceId": ids(3)[2] })]);
    assert_eq!(report(&job, 2), failed("Client.OperationFailed"));
    assert!(job.result().instances[2].fault.is_some_and(|fault| fault.message.contains("no room")));
    let seen = world.snapshot();
    assert_eq!((outcomes(&job)["done"], most_sends(&seen)), (99, 1));
}

#[test]
fn an_operation_that_never_ends_is_unknown_at_the_deadline() {
    let (_, job) = run(100, &[json!({ "kind": "stuck", "instanceId": ids(3)[2] })]);
    assert_eq!(report(&job, 2), (Some(Outcome::Unknown), "Client.Deadline".to_owned(), false));
    assert_eq!(job.result().instances[2].state, Some(InstanceState::Starting));
    assert_eq!(outcomes(&job)["done"], 99);
}

#[test]
fn a_slow_start_is_waited_for() {
    let (mut world, job) = run(10, &[json!({ "kind": "slow", "delayMs": 300_000 })]);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    assert!(log(&seen, "DescribeInstancesStatus").len() <= 110);
}

#[test]
fn what_somebody_stops_or_removes_is_not_started_again() {
    let lost = json!({ "kind": "accepted-but-reply-lost", "action": "StartInstances", "nth": 1 });
    for kind in ["human-stop", "human-terminate"] {
        let theirs = json!({ "kind": kind, "instanceId": ids(3)[2] });
        for rules in [vec![theirs.clone()], vec![theirs, lost.clone()]] {
            let (mut world, job) = run(100, &rules);
            assert_eq!(report(&job, 2), (Some(Outcome::Conflict), String::new(), false), "{kind}");
            let seen = world.snapshot();
            assert_eq!((outcomes(&job)["done"], most_sends(&seen)), (99, 1));
            assert!(!job.result().ok);
        }
    }
}

#[test]
fn what_changes_between_describe_and_start_does_not_stop_the_others() {
    for (state, outcome, partial) in [
        (InstanceState::Shutdown, "failed", false),
        (InstanceState::Shutdown, "failed", true),
        (InstanceState::Running, "already", false),
        (InstanceState::Running, "already", true),
        (InstanceState::Starting, "already", false),
    ] {
        let mut world = World::new(100);
        if partial {
            world = world.fault(&json!({ "kind": "partial" }));
        }
        let mut job = job(100, options());
        world.run_while(&mut job, |_, job| job.progress().requests < 2);
        world = world.put(5, state);
        world.run(&mut job);
        assert_eq!(outcomes(&job), BTreeMap::from([("done", 99), (outcome, 1)]), "{state:?} {partial}");
        assert_eq!(report(&job, 5).0.map(Outcome::name), Some(outcome), "{state:?} {partial}");
        let seen = world.snapshot();
        assert_within_limits(&seen);
    }
}

#[test]
fn one_wrong_describe_decides_nothing() {
    for kind in ["omit", "short-page", "foreign-rows", "repeat-rows", "unknown-state", "no-latest-operation"] {
        for action in ["DescribeInstances", "DescribeInstancesStatus"] {
            let (mut world, job) = run(150, &[json!({ "kind": kind, "action": action, "nth": [1, 2] })]);
            all(&job, Outcome::Done);
            let seen = world.snapshot();
            started_once(&seen, 150);
            assert_eq!(most_sends(&seen), 1, "{kind} {action}");
        }
    }
}

#[test]
fn describes_that_are_always_wrong_end_in_what_they_say_or_in_unknown() {
    for (kind, outcome, code) in [
        ("omit", Outcome::Failed, "InvalidInstanceId.NotFound"),
        ("foreign-rows", Outcome::Unknown, "Client.Deadline"),
        ("unknown-state", Outcome::Unknown, "Client.Deadline"),
    ] {
        let mut world = World::new(3).fault(&json!({ "kind": kind }));
        let mut job = job(3, JobOptions { deadline_ms: 60_000, ..options() });
        world.run(&mut job);
        all(&job, outcome);
        assert_eq!(report(&job, 1).1, code, "{kind}");
        let seen = world.snapshot();
        assert_eq!(log(&seen, "StartInstances").len(), 0, "{kind}");
    }
}
