//! What single replies mean.

use crate::manual::{described, envelope, refusal, send, wait};
use crate::world::{START, ids, job, job_of, options};
use serde_json::{Value, json};
use tencentcloud_edge::job::{Job, Outcome, Step};
use tencentcloud_edge::wire::Reply;

/// A describe of the first instance, with what its last operation was.
fn row(state: &str, operation: &str, result: &str, request: &str) -> Reply {
    envelope(json!({ "TotalCount": 1, "InstanceSet": [{
        "InstanceId": ids(1)[0], "InstanceState": state, "LatestOperation": operation,
        "LatestOperationState": result, "LatestOperationRequestId": request,
    }] }))
}

fn first(job: &Job) -> (Option<Outcome>, Option<String>, Option<String>) {
    let result = job.result();
    let report = &result.instances[0];
    (report.outcome, report.request_id.map(str::to_owned), report.fault.map(|fault| fault.code.to_owned()))
}

/// One instance, seen stopped; its start was sent.
fn sent() -> (Job, u32) {
    let mut job = job(1, options());
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &row("STOPPED", "StopInstances", "SUCCESS", "before"), None);
    let act = send(&mut job, START);
    (job, act.ticket)
}

#[test]
fn the_request_of_a_lost_start_is_learned_from_a_describe() {
    let (mut job, ticket) = sent();
    job.lost(ticket, START, "the connection broke");
    let describe = send(&mut job, START + 100);
    job.answered(describe.ticket, START + 100, &row("RUNNING", "StartInstances", "SUCCESS", "ours"), None);
    assert_eq!(job.next(START + 100), Step::Done);
    assert_eq!(first(&job), (Some(Outcome::Done), Some("ours".to_owned()), None));
}

#[test]
fn somebody_elses_request_is_not_called_ours() {
    let mut job = job(1, options());
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &row("RUNNING", "StartInstances", "SUCCESS", "theirs"), None);
    assert_eq!(first(&job), (Some(Outcome::Already), None, None));
}

#[test]
fn a_state_that_refuses_is_described_again_at_once() {
    let (mut job, ticket) = sent();
    job.answered(ticket, START, &refusal("UnsupportedOperation.InstanceStateRunning", "it runs"), None);
    let describe = send(&mut job, START + 1);
    job.answered(describe.ticket, START + 1, &row("RUNNING", "StartInstances", "SUCCESS", "theirs"), None);
    assert_eq!(first(&job).0, Some(Outcome::Already));

    let (mut job, ticket) = sent();
    job.answered(ticket, START, &refusal("UnsupportedOperation.InstanceStateTerminated", "it is gone"), None);
    for at in [START + 1, START + 2] {
        let describe = send(&mut job, at);
        job.answered(describe.ticket, at, &row("STOPPED", "StopInstances", "SUCCESS", "before"), None);
        let Step::Send(act) = job.next(at) else { break };
        job.answered(act.ticket, at, &refusal("UnsupportedOperation.InstanceStateTerminated", "it is gone"), None);
        if job.next(at) == Step::Done {
            break;
        }
    }
    assert_eq!(first(&job).2.as_deref(), Some("UnsupportedOperation.InstanceStateTerminated"));
    assert_eq!(job.result().requests[0], ("StartInstances", 2), "it counts the second time");
}

#[test]
fn a_busy_instance_is_described_at_growing_intervals() {
    let (mut job, mut ticket) = sent();
    let mut now = START;
    for most in [2_000, 4_000, 8_000, 16_000, 20_000, 20_000] {
        job.answered(ticket, now, &refusal("MutexOperation.TaskRunning", "busy"), None);
        let (held, _) = wait(&mut job, now);
        assert_eq!(held, most);
        now += held;
        let describe = send(&mut job, now);
        job.answered(describe.ticket, now, &row("STOPPED", "StopInstances", "SUCCESS", "before"), None);
        ticket = send(&mut job, now).ticket;
    }
    job.answered(ticket, now, &envelope(json!({})), None);
    let (held, _) = wait(&mut job, now);
    assert_eq!(held, 1_000, "the first poll");
}

#[test]
fn a_describe_refused_for_the_rate_is_asked_again_after_a_second_or_two() {
    let mut job = described(100, options(), 200);
    let act = send(&mut job, START);
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &refusal("RequestLimitExceeded", ""), None);
    job.answered(act.ticket, START + 5_000, &envelope(json!({})), None);
    let mut asked = None;
    let mut now = START;
    while asked.is_none() && now < START + 10_000 {
        match job.next(now) {
            Step::Send(send) if send.action == "DescribeInstances" => asked = Some(now - START),
            Step::Send(send) => panic!("{send:?}"),
            Step::Wait { until, .. } => now = until,
            Step::Done => panic!(),
        }
    }
    assert!(asked.is_some_and(|after| (1_000..=2_000).contains(&after)), "{asked:?}");
}

#[test]
fn a_refused_first_describe_rejects_in_the_services_words() {
    for (code, message, expected) in [
        ("UnauthorizedOperation", "you may not", "you may not (the key needs permission for cvm:DescribeInstances)"),
        ("UnauthorizedOperation", "cvm:DescribeInstances is denied", "cvm:DescribeInstances is denied"),
        ("UnsupportedRegion", "no such region", "no such region"),
    ] {
        let mut job = job(3, options());
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &refusal(code, message), None);
        let error = job.rejection().unwrap();
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, expected));
    }
}

#[test]
fn requests_are_counted_by_action_and_what_was_not_sent_is_left_out() {
    let (mut job, ticket) = sent();
    assert_eq!(job.result().requests, [("StartInstances", 1), ("DescribeInstances", 1)]);
    job.answered(ticket, START, &envelope(json!({})), None);
    let poll = send(&mut job, START + 1_000);
    job.answered(
        poll.ticket,
        START + 1_000,
        &envelope(json!({ "TotalCount": 1, "InstanceStatusSet": [
        { "InstanceId": ids(1)[0], "InstanceState": "RUNNING" }] })),
        None,
    );
    let expected = [("StartInstances", 1), ("DescribeInstances", 1), ("DescribeInstancesStatus", 1)];
    assert_eq!(job.result().requests, expected);
    assert!(job.result().ok);
}

#[test]
fn a_saved_job_with_a_part_missing_is_refused() {
    let mut whole = job_of("StartInstances", &ids(250), options());
    let rows = whole.changes();
    let restore = |rows: &[(String, String)]| {
        Job::restore_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str())))
            .err()
            .map(|error| error.message)
    };
    assert_eq!(restore(&rows), None);
    let renamed = |from: &str, to: &str| {
        let name = |key: &String| if key == from { to.to_owned() } else { key.clone() };
        rows.iter().map(|(key, value)| (name(key), value.clone())).collect::<Vec<_>>()
    };
    let without = |gone: &str| rows.iter().filter(|row| row.0 != gone).cloned().collect::<Vec<_>>();
    let empty = vec![(rows[0].0.clone(), rows[0].1.replace("\t250\t", "\t0\t"))];
    for (broken, words) in [
        (without("p0"), "incomplete"),
        (without("p2"), "incomplete"),
        (without("head"), "head"),
        (renamed("p2", "p3"), "incomplete"),
        (renamed("p2", "p1"), "incomplete"),
        (renamed("p2", "other"), "does not know"),
        (empty, "incomplete"),
        (vec![], "head"),
    ] {
        assert!(restore(&broken).is_some_and(|message| message.contains(words)), "{words}");
    }
    for (place, bad) in [(1, "ins-00000000\tF"), (1, "x"), (0, "job1\tStartInstances"), (0, "")] {
        let mut broken = rows.clone();
        broken[place].1 = bad.to_owned();
        assert!(restore(&broken).is_some_and(|message| message.starts_with("`saved` ")), "{bad}");
    }
}

#[test]
fn incomplete_replies_prove_nothing_absent() {
    let named = |send: &tencentcloud_edge::job::Send| {
        let asked: Value = serde_json::from_str(&send.payload).unwrap();
        asked["InstanceIds"].as_array().unwrap().len()
    };
    // Half of a page, thrice, 2 s apart: the other half is looked at again and again.
    let mut job = job(2, options());
    let mut now = START;
    for expected in [2, 1, 1, 1] {
        let describe = send(&mut job, now);
        assert_eq!(named(&describe), expected);
        let rows =
            if expected == 2 { json!([{ "InstanceId": ids(1)[0], "InstanceState": "RUNNING" }]) } else { json!([]) };
        job.answered(describe.ticket, now, &envelope(json!({ "TotalCount": expected, "InstanceSet": rows })), None);
        now += wait(&mut job, now).0;
    }
    assert_eq!(job.progress().pending, 1);
    // Complete ones do, when they are far enough apart.
    for _ in 0..2 {
        let describe = send(&mut job, now);
        job.answered(describe.ticket, now, &envelope(json!({ "TotalCount": 0, "InstanceSet": [] })), None);
        now += match job.next(now) {
            Step::Wait { until, .. } => until - now,
            _ => break,
        };
    }
    let result = job.result();
    let fault = result.instances[1].fault.unwrap();
    assert_eq!((fault.code, fault.inferred), ("InvalidInstanceId.NotFound", true));
}
