//! Waves, the threshold of failures, and what is said of those that were refused until the end.

use crate::check::{all, log, outcomes, started_once};
use crate::manual::{described, refusal, send, shown};
use crate::world::{START, World, ids, job, job_of, options};
use serde_json::json;
use std::collections::BTreeMap;
use tencentcloud_edge::Error;
use tencentcloud_edge::ids::InstanceIds;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Outcome, Pacing, Parameter, Ramp, Step, StopAfter};

fn run(count: usize, options: JobOptions, rules: &[serde_json::Value]) -> (World, Job) {
    let mut world = rules.iter().fold(World::new(count), World::fault);
    let mut job = job(count, options);
    world.run(&mut job);
    (world, job)
}

/// The ids of each start, and how many instances were still on their way when it arrived.
fn waves(world: &mut World) -> Vec<usize> {
    log(&world.snapshot(), "StartInstances").iter().map(|entry| entry.instance_ids.iter().flatten().count()).collect()
}

#[test]
fn each_wave_begins_when_the_one_before_has_ended() {
    for (percent, expected) in [(200, vec![20, 40, 80, 60]), (150, vec![20, 30, 45, 68, 37]), (100, vec![20; 10])] {
        let mut world = World::new(200);
        let mut job = job(200, JobOptions { ramp: Some(Ramp { first: 20, percent }), ..options() });
        let (mut sizes, mut open): (Vec<usize>, usize) = (Vec::new(), 0);
        world.run_while(&mut job, |world, job| {
            let seen = world.snapshot();
            let starts = log(&seen, "StartInstances");
            if starts.len() > sizes.len() {
                sizes.push(starts[sizes.len()].instance_ids.iter().flatten().count());
                assert_eq!(job.progress().outcomes[1], open, "the wave before has ended");
                open += sizes.last().unwrap();
            }
            true
        });
        assert_eq!(sizes, expected, "{percent}");
        all(&job, Outcome::Done);
        started_once(&world.snapshot(), 200);
    }
}

#[test]
fn waves_survive_faults_and_deaths() {
    for kind in ["reset", "throttle", "error", "no-stock", "refuse"] {
        let mut rule = json!({ "kind": kind, "action": "StartInstances", "nth": [1, 2, 4] });
        match kind {
            "error" => rule["code"] = json!("InternalError"),
            "no-stock" => rule["instanceId"] = json!(ids(10)[9]),
            _ => {}
        }
        let mut world = World::new(250).fault(&rule);
        let ramp = Some(Ramp { first: 30, percent: 300 });
        let mut job = job(250, JobOptions { ramp, deadline_ms: 3_600_000, ..options() });
        let mut steps = 0;
        while world.step(&mut job) {
            steps += 1;
            assert!(steps < 5_000, "{kind}: no end");
            if steps % 17 == 0 {
                world.network.hang_up(true);
                job = Job::restore(&job.save()).unwrap();
            }
        }
        all(&job, Outcome::Done);
        started_once(&world.snapshot(), 250);
        assert!(waves(&mut world).first().is_some_and(|first| *first <= 30), "{kind}");
    }
}

#[test]
fn nothing_more_is_acted_on_after_too_many_failures() {
    for (stop_after, most) in [(StopAfter::Count(1), 1), (StopAfter::Count(3), 3), (StopAfter::Percent(2), 4)] {
        let rules: Vec<_> = (0..10)
            .map(|nth| json!({ "kind": "error", "code": "OperationDenied", "action": "StartInstances", "instanceId": ids(20)[nth] }))
            .collect();
        let ramp = Some(Ramp { first: 20, percent: 200 });
        let (mut world, job) = run(200, JobOptions { ramp, stop_after: Some(stop_after), ..options() }, &rules);
        let result = job.result();
        assert!(result.halted && !result.ok);
        let halted =
            |code: &str| result.instances.iter().filter(|report| report.fault.is_some_and(|f| f.code == code)).count();
        assert!(halted("OperationDenied") >= most, "{stop_after:?}");
        assert!(halted("Client.Halted") >= 180, "{stop_after:?}: the waves after the first");
        for report in result.instances.iter().skip(20) {
            assert_eq!((report.outcome, report.sent), (Some(Outcome::Unknown), false), "{report:?}");
        }
        assert_eq!(job.progress().pending, 0);
        let seen = world.snapshot();
        assert!(seen.starts.keys().all(|id| ids(20).contains(id)));
        // The same after a death.
        assert!(Job::restore(&job.save()).unwrap().result().halted);
    }
}

#[test]
fn what_was_acted_on_is_followed_to_its_end_when_it_halts() {
    let mut job = described(100, JobOptions { stop_after: Some(StopAfter::Count(1)), ..options() }, 200);
    let first = send(&mut job, START);
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(100..200, "STOPPED"), None);
    let second = send(&mut job, START);
    assert!(first.acting && !describe.acting && second.acting);
    job.answered(first.ticket, START, &refusal("InvalidParameterValue", "no"), None);
    job.answered(second.ticket, START, &crate::manual::envelope(json!({})), None);
    assert_eq!(job.progress().pending, 100, "the second batch was sent");
    let mut now = START;
    loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Done => break,
            Step::Send(poll) => {
                assert!(!poll.acting);
                let reply =
                    crate::manual::envelope(json!({"TotalCount": 100, "InstanceStatusSet": ids(200)[100..].iter()
                    .map(|id| json!({"InstanceId": id, "InstanceState": "RUNNING"})).collect::<Vec<_>>()}));
                job.answered(poll.ticket, now, &reply, None);
            }
        }
    }
    assert_eq!(outcomes(&job), BTreeMap::from([("done", 100), ("failed", 100)]));
}

#[test]
fn what_was_refused_until_the_deadline_has_failed_with_the_last_refusal() {
    let codes = [
        "ResourceInsufficient.CloudDiskUnavailable",
        "ResourcesSoldOut.SpecifiedInstanceType",
        "MutexOperation.TaskRunning",
        "OperationDenied.InstanceOperationInProgress",
        "RequestLimitExceeded",
    ];
    for code in codes {
        let rule = json!({ "kind": "error", "code": code, "action": "StartInstances", "instanceId": ids(2)[1] });
        let (_, job) = run(2, JobOptions { deadline_ms: 60_000, ..options() }, &[rule]);
        let result = job.result();
        let report = &result.instances[1];
        assert_eq!(report.outcome, Some(Outcome::Failed), "{code}: {report:?}");
        assert_eq!(report.fault.map(|fault| fault.code), Some(code), "{report:?}");
        assert!(report.request_id.is_some() && report.sent, "{report:?}");
    }
    for code in ["InternalError", "InternalServerError"] {
        let rule = json!({ "kind": "error", "code": code, "action": "StartInstances" });
        let (_, job) = run(2, JobOptions { deadline_ms: 60_000, ..options() }, &[rule]);
        let report = job.result().instances[1];
        assert!(matches!(report.outcome, Some(Outcome::Failed | Outcome::Unknown)), "{report:?}");
        assert_eq!(report.fault.map(|fault| fault.code), Some(code), "{report:?}");
    }
}

#[test]
fn a_shortage_is_waited_for_no_longer_than_asked() {
    let rule = json!({ "kind": "no-stock", "action": "StartInstances", "instanceId": ids(2)[1] });
    let (mut world, job) = run(2, JobOptions { shortage_ms: Some(30_000), ..options() }, &[rule]);
    assert_eq!(outcomes(&job), BTreeMap::from([("done", 1), ("failed", 1)]));
    assert!((30_000..90_000).contains(&(world.now - START)), "{}", world.now - START);
    assert!(log(&world.snapshot(), "StartInstances").len() > 2, "it was tried again");
    // Other reasons to wait are none of its business.
    let busy = json!({ "kind": "busy", "action": "StartInstances", "instanceId": ids(2)[1], "times": 10 });
    let (_, job) = run(2, JobOptions { shortage_ms: Some(1_000), ..options() }, &[busy]);
    all(&job, Outcome::Done);
}

#[test]
fn an_operation_that_reaches_nothing_is_rejected() {
    for connect_ms in [15_000, 3_000] {
        let rule = json!({ "kind": "refuse" });
        let (world, job) = run(150, JobOptions { connect_ms, ..options() }, &[rule]);
        assert_eq!(job.rejection().map(|error| error.code.as_str()), Some("Client.Network"));
        let message = job.rejection().map(|error| error.message.clone()).unwrap_or_default();
        assert!(message.ends_with("ms; nothing was sent: the connection was refused"), "{message}");
        assert!(job.result().instances.iter().all(|report| !report.sent));
        assert!((connect_ms..connect_ms + 2_000).contains(&(world.now - START)), "{}", world.now - START);
    }
    // One that reached something goes on.
    let rule = json!({ "kind": "refuse", "nth": (2..40).collect::<Vec<_>>() });
    let (_, job) = run(150, JobOptions { connect_ms: 3_000, ..options() }, &[rule]);
    all(&job, Outcome::Done);
    // A request that may have arrived is not one that was refused.
    let mut job = job_of("StartInstances", &ids(1), options());
    let describe = send(&mut job, START);
    job.lost(describe.ticket, START, NOT_SENT);
    let mut now = START;
    let again = loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(again) => break again,
            Step::Done => panic!("it goes on"),
        }
    };
    job.lost(again.ticket, START + 14_000, "reset");
    assert!(!matches!(job.next(START + 20_000), Step::Done));
    assert!(job.rejection().is_none());
}

#[test]
fn options_that_mean_nothing_are_named() {
    let made = |change: fn(&mut JobOptions)| {
        let mut options = JobOptions { pacing: Pacing::Job(10), ..options() };
        change(&mut options);
        let error: Option<Error> = Job::new("StopInstances", InstanceIds::parse(ids(1)).unwrap(), options).err();
        error.map(|error| error.message)
    };
    fn parameter(name: &str, json: &str) -> Vec<Parameter> {
        vec![Parameter { name: name.to_owned(), json: json.to_owned() }]
    }
    type Case = (fn(&mut JobOptions), &'static str);
    let cases: [Case; 9] = [
        (|o| o.ramp = Some(Ramp { first: 0, percent: 200 }), "`ramp.first` must be"),
        (|o| o.ramp = Some(Ramp { first: 1, percent: 99 }), "`ramp.factor` must be"),
        (|o| o.stop_after = Some(StopAfter::Count(0)), "`stopAfter` must be"),
        (|o| o.stop_after = Some(StopAfter::Percent(0)), "`stopAfter` must be"),
        (|o| o.stop_after = Some(StopAfter::Percent(101)), "`stopAfter` must be"),
        (
            |o| o.parameters = parameter("InstanceIds", "\"x\""),
            "`parameters.InstanceIds` is not an option of StopInstances, which takes ForceStop, StopType, StoppedMode",
        ),
        (|o| o.parameters = parameter("ForceStop", "1"), "`parameters.ForceStop` must be true or false"),
        (
            |o| o.parameters = parameter("StopType", "true"),
            "`parameters.StopType` must be one of SOFT, HARD, SOFT_FIRST",
        ),
        (
            |o| o.parameters = [parameter("StopType", "\"SOFT\""), parameter("StopType", "\"HARD\"")].concat(),
            "`parameters.StopType` is given twice",
        ),
    ];
    for (change, words) in cases {
        let reported = made(change);
        assert!(reported.as_deref().is_some_and(|reported| reported.starts_with(words)), "{reported:?}");
    }
    assert_eq!(
        made(|o| o.parameters = [parameter("StopType", "\"HARD\""), parameter("ForceStop", "false")].concat()),
        None
    );
    assert_eq!(made(|o| o.stop_after = Some(StopAfter::Percent(100))), None);
}

#[test]
fn a_flag_stands_in_the_body_as_it_was_given() {
    let parameters = vec![Parameter { name: "ForceStop".to_owned(), json: "true".to_owned() }];
    let mut job = job_of("StopInstances", &ids(1), JobOptions { parameters, ..options() });
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(0..1, "RUNNING"), None);
    assert_eq!(send(&mut job, START).payload, r#"{"InstanceIds":["ins-00000000"],"ForceStop":true}"#);
    let mut again = Job::restore(&job.save()).unwrap();
    let describe = send(&mut again, START + 1);
    again.answered(describe.ticket, START + 30_000, &shown(0..1, "RUNNING"), None);
}

#[test]
fn a_batch_not_yet_sent_when_it_halts_is_not_sent() {
    let options = JobOptions { pacing: Pacing::Driver, stop_after: Some(StopAfter::Count(1)), ..options() };
    let mut job = job(200, options);
    let (mut describes, mut acts) = (0, Vec::new());
    while let Step::Send(send) = job.next(START) {
        if send.acting {
            acts.push(send.ticket);
            continue;
        }
        assert!(job.sent(send.ticket, START));
        job.answered(send.ticket, START, &shown(describes * 100..(describes + 1) * 100, "STOPPED"), None);
        describes += 1;
    }
    let [first, held] = acts[..] else { panic!("{acts:?}") };
    assert!(job.sent(first, START));
    job.answered(first, START, &refusal("InvalidParameterValue", "no"), None);
    assert_eq!(job.next(START), Step::Done);
    assert!(!job.sent(held, START));
    let result = job.result();
    for report in &result.instances[100..] {
        assert_eq!(report.fault.map(|fault| fault.code), Some("Client.Halted"), "{report:?}");
        assert!(!report.sent);
    }
}
