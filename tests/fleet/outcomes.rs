//! How instances end when nothing is lost.

use crate::check::{all, assert_within_limits, log, outcomes, report, started_once};
use crate::world::{REGION, START, World, ids, job, job_of, options};
use serde_json::json;
use std::collections::BTreeMap;
use tencentcloud_edge::Credentials;
use tencentcloud_edge::job::{JobOptions, Outcome};
use tencentcloud_edge::model::InstanceState::{self, *};

#[test]
fn accepted_when_told_not_to_wait() {
    let mut world = World::new(250);
    let mut job = job(250, JobOptions { wait: false, ..options() });
    world.run(&mut job);
    all(&job, Outcome::Accepted);
    assert!(job.result().ok);
    let seen = world.snapshot();
    assert_eq!(log(&seen, "DescribeInstancesStatus").len(), 0);
    assert!(job.result().instances.iter().all(|report| report.sent && report.request_id.is_some()));
}

#[test]
fn what_runs_or_is_starting_is_not_sent() {
    for (state, last) in [(Running, Running), (Starting, Running), (Pending, Running), (Rebooting, Running)] {
        for wait in [true, false] {
            let mut world = World::new(2).put(1, state);
            let mut job = job(2, JobOptions { wait, ..options() });
            world.run(&mut job);
            assert_eq!(report(&job, 1), (Some(Outcome::Already), String::new(), false), "{state:?}");
            let result = job.result();
            assert!(!result.instances[1].sent && result.ok, "{state:?}");
            assert_eq!(result.instances[1].state, Some(if wait { last } else { state }), "{state:?}");
            let seen = world.snapshot();
            let started = log(&seen, "StartInstances");
            assert_eq!(started[0].instance_ids.as_deref(), Some(&ids(1)[..]));
        }
    }
}

#[test]
fn what_stops_is_started_once_it_has_stopped() {
    let mut world = World::new(2).put(1, Stopping);
    let mut job = job(2, options());
    world.run(&mut job);
    all(&job, Outcome::Done);
    let seen = world.snapshot();
    assert_within_limits(&seen);
    assert!(log(&seen, "StartInstances").iter().all(|entry| entry.code.is_none()));
}

#[test]
fn a_state_that_forbids_it_fails_without_a_request() {
    let states: [InstanceState; 9] = [
        LaunchFailed,
        Shutdown,
        Terminating,
        EnterRescueMode,
        RescueMode,
        ExitRescueMode,
        EnterServiceLiveMigrate,
        ServiceLiveMigrate,
        ExitServiceLiveMigrate,
    ];
    for state in states {
        let mut world = World::new(2).put(1, state);
        let mut job = job(2, options());
        world.run(&mut job);
        assert_eq!(report(&job, 0).0, Some(Outcome::Done), "{state:?}");
        assert_eq!(report(&job, 1), (Some(Outcome::Failed), state.refusal().to_owned(), true), "{state:?}");
        assert!(!job.result().instances[1].sent && !job.result().ok);
    }
}

#[test]
fn an_unknown_id_among_a_hundred_does_not_stop_the_others() {
    let mut world = World::new(99);
    let mut job = job(100, options());
    world.run(&mut job);
    assert_eq!(outcomes(&job), BTreeMap::from([("done", 99), ("failed", 1)]));
    assert_eq!(report(&job, 99), (Some(Outcome::Failed), "InvalidInstanceId.NotFound".to_owned(), true));
    let result = job.result();
    assert!(!result.instances[99].sent && result.instances[99].request_id.is_none());
    assert!(result.instances[99].fault.is_some_and(|fault| fault.message.contains(REGION)));
    let seen = world.snapshot();
    started_once(&seen, 99);
    assert_eq!(log(&seen, "StartInstances").len(), 1);
    let describes: Vec<u64> = log(&seen, "DescribeInstances").iter().map(|entry| entry.at_ms).collect();
    assert!(describes.len() == 2 && describes[1] - describes[0] >= 2_000, "{describes:?}");
}

#[test]
fn nothing_but_unknown_ids() {
    let mut world = World::new(0);
    let mut job = job(3, options());
    world.run(&mut job);
    all(&job, Outcome::Failed);
    let seen = world.snapshot();
    assert_eq!(log(&seen, "StartInstances").len(), 0);
}

#[test]
fn a_wrong_key_rejects_the_whole_operation_with_one_request() {
    for (id, key, code) in [
        (tencentcloud_edge_emulator::DEMO_SECRET_ID, "wrong", "AuthFailure.SignatureFailure"),
        ("AKIDunknown", "wrong", "AuthFailure.SecretIdNotFound"),
    ] {
        let mut world = World::new(300);
        world.credentials = Credentials::new(id, key);
        let mut job = job(300, options());
        world.run(&mut job);
        let rejection = job.rejection().unwrap();
        assert_eq!((rejection.code.as_str(), rejection.advice.name()), (code, "fix-credentials"));
        assert!(rejection.request_id.is_some());
        let seen = world.snapshot();
        assert_eq!(seen.requests.len(), 1);
        assert!(job.result().instances.iter().all(|report| !report.sent));
    }
}

#[test]
fn stop_and_reboot_run_the_same_way() {
    let mut world = World::new(120);
    world.run(&mut job(120, options()));
    for (action, state) in [("RebootInstances", "RUNNING"), ("StopInstances", "STOPPED")] {
        let began = world.now;
        let mut job = job_of(action, &ids(120), JobOptions::new(REGION, began));
        world.run(&mut job);
        all(&job, Outcome::Done);
        assert!(world.now - began >= 2_000, "{action} takes its time");
        let seen = world.snapshot();
        assert!(seen.instances.iter().all(|instance| instance["InstanceState"] == state), "{action}");
    }
}

#[test]
fn the_deadline_ends_what_is_open_as_unknown() {
    let mut world = World::new(250);
    let mut job = job(250, JobOptions { deadline_ms: 1_500, ..options() });
    world.run(&mut job);
    assert_eq!(world.now, START + 1_500);
    all(&job, Outcome::Unknown);
    assert!(job.result().instances.iter().all(|report| report.fault.is_some_and(|it| it.code == "Client.Deadline")));
    assert!(!job.result().ok);
}

#[test]
fn cancel_describes_once_what_was_sent_and_sends_nothing_more() {
    let mut world = World::new(1_500);
    let mut job = job(1_500, options());
    world.run_while(&mut job, |world, _| world.now < START + 1_300);
    job.cancel(world.now);
    let cancelled = world.now;
    world.run(&mut job);
    let asked = job.result().instances.iter().filter(|report| report.sent).count();
    assert!((100..1_500).contains(&asked), "{asked}");
    for report in job.result().instances {
        let code = report.fault.map(|fault| fault.code);
        assert_eq!((report.outcome, code), (Some(Outcome::Unknown), Some("Client.Aborted")), "{report:?}");
        assert!(report.sent == report.state.is_some_and(|state| state == Starting) || !report.sent, "{report:?}");
    }
    world.pass(cancelled + 60_000, None);
    let seen = world.snapshot();
    let late = log(&seen, "StartInstances").into_iter().filter(|entry| entry.at_ms > cancelled + 150).count();
    assert_eq!(late, 0);
    assert_within_limits(&seen);
}

#[test]
fn cancel_ends_even_where_no_describe_is_answered() {
    for kind in ["throttle", "internal-error", "reset", "hang", "denied", "html-502", "foreign-rows"] {
        let mut world = World::new(300);
        let mut job = job(300, options());
        world.run_while(&mut job, |_, job| job.progress().requests < 6);
        world = world.fault(&json!({ "kind": kind }));
        job.cancel(world.now);
        let cancelled = world.now;
        assert!(world.run(&mut job) < 30, "{kind}");
        all(&job, Outcome::Unknown);
        assert!(world.now - cancelled <= 11_000 * 3, "{kind}: {}", world.now - cancelled);
    }
}

#[test]
fn abort_ends_at_once() {
    let mut world = World::new(300);
    let mut job = job(300, options());
    world.run_while(&mut job, |_, job| job.progress().requests < 4);
    job.abort(world.now);
    assert_eq!(world.run(&mut job), 0);
    all(&job, Outcome::Unknown);
}
