//! What a describe shows of an instance, or does not.

use crate::manual::{described, envelope, send, shown, wait};
use crate::world::{START, ids, job, options};
use serde_json::{Value, json};
use tencentcloud_edge::job::{Job, JobOptions, Outcome, Send, Step};
use tencentcloud_edge::wire::{Reply, read_text};

/// Goes on to the next request, and when that is.
#[track_caller]
fn next_request(job: &mut Job, now: &mut u64) -> Send {
    loop {
        match job.next(*now) {
            Step::Wait { until, .. } => *now = until,
            Step::Send(send) => return send,
            Step::Done => panic!("it has not ended"),
        }
    }
}

/// A describe of nobody that says how many there are.
fn nobody(total: usize) -> Reply {
    envelope(json!({ "TotalCount": total, "InstanceSet": [] }))
}

fn outcome(job: &Job, nth: usize) -> (Option<Outcome>, String) {
    let result = job.result();
    let report = &result.instances[nth];
    (report.outcome, report.fault.map_or("", |fault| fault.code).to_owned())
}

#[test]
fn what_a_status_describe_leaves_out_is_described_in_full_at_once() {
    let mut job = described(2, options(), 2);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &envelope(json!({})), None);
    let mut now = START;
    let poll = next_request(&mut job, &mut now);
    assert_eq!(poll.action, "DescribeInstancesStatus");
    let row = json!({ "InstanceId": ids(2)[0], "InstanceState": "STARTING" });
    job.answered(poll.ticket, now, &envelope(json!({ "TotalCount": 1, "InstanceStatusSet": [row] })), None);
    let full = send(&mut job, now);
    let payload: Value = serde_json::from_str(&full.payload).unwrap();
    assert_eq!((full.action, &payload["InstanceIds"]), ("DescribeInstances", &json!([ids(2)[1]])));
}

#[test]
fn what_is_on_its_way_is_already_done_for_those_who_do_not_wait() {
    for wait_for_end in [true, false] {
        let mut job = job(1, JobOptions { wait: wait_for_end, ..options() });
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &shown(0..1, "STARTING"), None);
        if wait_for_end {
            wait(&mut job, START);
            continue;
        }
        assert_eq!(job.next(START), Step::Done);
        assert_eq!(outcome(&job, 0), (Some(Outcome::Already), String::new()));
    }
}

#[test]
fn a_lost_start_that_shows_is_accepted_and_not_followed_for_those_who_do_not_wait() {
    let mut job = described(1, JobOptions { wait: false, ..options() }, 1);
    let act = send(&mut job, START);
    job.lost(act.ticket, START, "reset");
    let mut now = START;
    let describe = next_request(&mut job, &mut now);
    job.answered(describe.ticket, now, &shown(0..1, "STARTING"), None);
    assert_eq!(job.next(now), Step::Done);
    assert_eq!(outcome(&job, 0), (Some(Outcome::Accepted), String::new()));
}

#[test]
fn what_was_redirected_and_stays_unchanged_has_failed_and_is_not_sent_again() {
    let mut job = described(1, options(), 1);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &read_text(302, ""), None);
    let mut now = START;
    while let step @ (Step::Wait { .. } | Step::Send(_)) = job.next(now) {
        match step {
            Step::Wait { until, .. } => now = until,
            Step::Send(send) => {
                assert!(!send.acting);
                job.answered(send.ticket, now, &shown(0..1, "STOPPED"), None);
            }
            Step::Done => {}
        }
    }
    assert_eq!(outcome(&job, 0), (Some(Outcome::Failed), "Client.Redirected".to_owned()));
    assert!(now < START + 60_000, "as soon as the settle time has passed");
}

#[test]
fn only_two_complete_describes_prove_an_instance_absent() {
    let mut job = job(1, options());
    let mut now = START;
    for (total, complete) in [(1, 0), (1, 0), (0, 1), (0, 2)] {
        assert_eq!(outcome(&job, 0), (None, String::new()), "after {complete} complete describes");
        let describe = next_request(&mut job, &mut now);
        job.answered(describe.ticket, now, &nobody(total), None);
    }
    assert_eq!(outcome(&job, 0), (Some(Outcome::Failed), "InvalidInstanceId.NotFound".to_owned()));
}
