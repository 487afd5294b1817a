//! What one describe means, case by case: for an instance in doubt, accepted, or converging by other means.

use crate::manual::{envelope, refusal, send, shown, wait};
use crate::world::{START, ids, job, job_of, options};
use serde_json::{Value, json};
use tencentcloud_edge::job::{Job, JobOptions, Outcome, Step};
use tencentcloud_edge::wire::Reply;

/// When the settle time is over, and describes are due.
const SETTLED: u64 = START + 30_000;

/// State, operation, its result, its request.
type Row<'a> = (&'a str, Option<(&'a str, &'a str, &'a str)>);

fn row((state, latest): Row<'_>) -> Reply {
    let mut row = json!({ "InstanceId": ids(1)[0], "InstanceState": state });
    if let Some((operation, result, request)) = latest {
        row["LatestOperation"] = json!(operation);
        row["LatestOperationState"] = json!(result);
        row["LatestOperationRequestId"] = json!(request);
    }
    envelope(json!({ "TotalCount": 1, "InstanceSet": [row] }))
}

const BEFORE: Option<(&str, &str, &str)> = Some(("StopInstances", "SUCCESS", "before"));
const OURS: &str = "6d1c7e0a-2f5b-4c9d-8e3f-a0b1c2d3e4f5";

/// What comes of it: an outcome, or what is done next.
fn verdict(job: &mut Job, now: u64) -> String {
    match job.next(now) {
        Step::Send(send) => send.action.to_owned(),
        Step::Wait { .. } => "wait".to_owned(),
        Step::Done => job.result().instances[0].outcome.map_or("pending", Outcome::name).to_owned(),
    }
}

/// An instance whose `action` was sent, and lost or accepted; then a describe shows `seen`.
fn after(action: &str, first: Row<'_>, accepted: bool, now: u64, seen: Row<'_>) -> String {
    let mut job = job_of(action, &ids(1), JobOptions { settle_ms: 20_000, ..options() });
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &row(first), None);
    let act = send(&mut job, START);
    if accepted {
        job.answered(act.ticket, START, &envelope(json!({})), None);
        let poll = send(&mut job, now);
        if poll.action == "DescribeInstancesStatus" {
            // A state that the status alone cannot judge has the full row asked for.
            let status = json!({ "TotalCount": 1, "InstanceStatusSet": [
                { "InstanceId": ids(1)[0], "InstanceState": "RESCUE_MODE" }] });
            job.answered(poll.ticket, now, &envelope(status), None);
            let describe = send(&mut job, now);
            assert_eq!(describe.action, "DescribeInstances");
            job.answered(describe.ticket, now, &row(seen), None);
        } else {
            job.answered(poll.ticket, now, &row(seen), None);
        }
    } else {
        job.lost(act.ticket, START, "the connection broke");
        let describe = send(&mut job, now);
        job.answered(describe.ticket, now, &row(seen), None);
    }
    verdict(&mut job, now)
}

#[test]
fn a_lost_start() {
    let first = ("STOPPED", BEFORE);
    let early = START + 100;
    for (now, seen, expected) in [
        (early, first, "wait"),
        (SETTLED, first, "StartInstances"),
        (early, ("RUNNING", None), "done"),
        (early, ("RUNNING", Some(("StartInstances", "SUCCESS", "new"))), "done"),
        (early, ("STARTING", Some(("StartInstances", "OPERATING", "new"))), "wait"),
        (SETTLED, ("STOPPED", Some(("StartInstances", "OPERATING", "new"))), "wait"),
        (early, ("STOPPED", Some(("StartInstances", "FAILED", "new"))), "failed"),
        (early, ("STOPPED", Some(("StopInstances", "SUCCESS", "new"))), "conflict"),
        (early, ("STOPPING", Some(("StopInstances", "OPERATING", "new"))), "conflict"),
        (early, ("SHUTDOWN", Some(("TerminateInstances", "SUCCESS", "new"))), "conflict"),
        (early, ("SOMETHING_NEW", BEFORE), "wait"),
    ] {
        assert_eq!(after("StartInstances", first, false, now, seen), expected, "{seen:?} {} ms later", now - START);
    }
    // Nothing tells of operations: the state alone has to do.
    let bare = ("STOPPED", None);
    assert_eq!(after("StartInstances", bare, false, early, bare), "wait");
    assert_eq!(after("StartInstances", bare, false, SETTLED, bare), "StartInstances");
}

#[test]
fn an_accepted_start() {
    let first = ("STOPPED", BEFORE);
    for (seen, expected) in [
        (first, "wait"),
        (("STOPPED", Some(("StartInstances", "OPERATING", OURS))), "wait"),
        (("STOPPED", Some(("StartInstances", "OPERATING", "theirs"))), "wait"),
        (("STOPPED", Some(("StartInstances", "FAILED", OURS))), "failed"),
        (("STOPPED", Some(("StartInstances", "FAILED", "theirs"))), "failed"),
        (("STOPPED", Some(("StopInstances", "SUCCESS", "theirs"))), "conflict"),
        (("STOPPED", Some(("StopInstances", "FAILED", "theirs"))), "conflict"),
        (("STOPPING", Some(("StopInstances", "OPERATING", "theirs"))), "conflict"),
        (("STARTING", BEFORE), "wait"),
        (("RUNNING", BEFORE), "done"),
        (("RUNNING", None), "done"),
        (("RESCUE_MODE", BEFORE), "conflict"),
    ] {
        assert_eq!(after("StartInstances", first, true, START + 1_000, seen), expected, "{seen:?}");
    }
}

#[test]
fn a_reboot_is_proved_by_its_operation_alone() {
    let first = ("RUNNING", Some(("StartInstances", "SUCCESS", "before")));
    let reboot = |result, request| ("RUNNING", Some(("RebootInstances", result, request)));
    for (accepted, now, seen, expected) in [
        (true, START + 1_000, first, "wait"),
        (true, START + 1_000, reboot("OPERATING", OURS), "wait"),
        (true, START + 1_000, reboot("SUCCESS", OURS), "done"),
        (true, START + 1_000, reboot("SUCCESS", "new"), "done"),
        (true, START + 1_000, reboot("FAILED", OURS), "failed"),
        (true, START + 1_000, ("REBOOTING", None), "wait"),
        (true, START + 1_000, ("STOPPED", Some(("StopInstances", "SUCCESS", "new"))), "conflict"),
        (false, START + 100, reboot("SUCCESS", "new"), "done"),
        (false, START + 100, first, "wait"),
        (false, SETTLED, first, "RebootInstances"),
    ] {
        assert_eq!(after("RebootInstances", first, accepted, now, seen), expected, "{seen:?}");
    }
    // It was rebooted before, by somebody: the same operation proves nothing.
    let old = reboot("SUCCESS", "before");
    assert_eq!(after("RebootInstances", old, true, START + 1_000, old), "wait");
    assert_eq!(after("RebootInstances", old, false, SETTLED, old), "RebootInstances");
    let bare = ("RUNNING", None);
    assert_eq!(after("RebootInstances", bare, false, SETTLED, bare), "unknown", "never sent again in the dark");
}

/// An instance that converges by other means; later a describe shows `seen`.
fn converging(now: u64, seen: Row<'_>) -> String {
    let mut job = job(1, options());
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &row(("STARTING", Some(("StartInstances", "OPERATING", "theirs")))), None);
    let poll = send(&mut job, now);
    assert_eq!(poll.action, "DescribeInstancesStatus");
    let status: Value = json!({ "TotalCount": 1, "InstanceStatusSet": [
        { "InstanceId": ids(1)[0], "InstanceState": seen.0 }] });
    job.answered(poll.ticket, now, &envelope(status), None);
    let Step::Send(describe) = job.next(now) else { return verdict(&mut job, now) };
    assert_eq!(describe.action, "DescribeInstances");
    job.answered(describe.ticket, now, &row(seen), None);
    verdict(&mut job, now)
}

#[test]
fn what_converges_by_other_means() {
    let early = START + 3_000;
    for (now, seen, expected) in [
        (early, ("RUNNING", None), "already"),
        (early, ("STARTING", None), "wait"),
        (early, ("REBOOTING", None), "wait"),
        (early, ("STOPPING", Some(("StopInstances", "OPERATING", "a stop"))), "wait"),
        (early, ("STOPPED", Some(("StopInstances", "SUCCESS", "a stop"))), "wait"),
        (SETTLED, ("STOPPED", Some(("StopInstances", "SUCCESS", "a stop"))), "conflict"),
        (early, ("STOPPED", Some(("StartInstances", "FAILED", "theirs"))), "failed"),
        (SETTLED, ("STOPPING", Some(("StopInstances", "OPERATING", "a stop"))), "wait"),
        (SETTLED, ("RESCUE_MODE", None), "conflict"),
    ] {
        assert_eq!(converging(now, seen), expected, "{seen:?} {} ms later", now - START);
    }
}

#[test]
fn the_halves_of_a_refused_batch_stay_apart() {
    let mut job = job(4, options());
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(0..4, "STOPPED"), None);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &refusal("InvalidInstance.NotSupported", "one of them"), None);
    let named =
        |payload: &str| serde_json::from_str::<Value>(payload).unwrap()["InstanceIds"].as_array().unwrap().len();
    for half in [0..2, 2..4] {
        let describe = send(&mut job, START + 1);
        assert_eq!((describe.action, named(&describe.payload)), ("DescribeInstances", 2));
        job.answered(describe.ticket, START + 1, &shown(half, "STOPPED"), None);
        let act = send(&mut job, START + 1);
        assert_eq!((act.acting, named(&act.payload)), (true, 2));
        job.answered(act.ticket, START + 1, &envelope(json!({})), None);
    }
    assert_eq!(wait(&mut job, START + 1).0, 1_000);
}
