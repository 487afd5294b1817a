//! Which instances go into a batch, and when it is sent.

use crate::manual::{envelope, refusal, send, shown, wait};
use crate::world::{START, ids, job, options};
use serde_json::{Value, json};
use tencentcloud_edge::job::{JobOptions, Outcome, Pacing, Ramp, Send, Step, WaitReason};
use tencentcloud_edge::wire::Reply;

fn named(send: &Send) -> Vec<String> {
    let payload: Value = serde_json::from_str(&send.payload).unwrap();
    payload["InstanceIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn described_as(ids: &[String], state: &str) -> Reply {
    let rows: Vec<Value> = ids.iter().map(|id| json!({ "InstanceId": id, "InstanceState": state })).collect();
    envelope(json!({ "TotalCount": rows.len(), "InstanceSet": rows }))
}

#[test]
fn a_half_full_batch_waits_for_the_pages_still_to_be_described() {
    let mut job = job(200, options());
    let first = send(&mut job, START);
    let rows: Vec<Value> = (0..100)
        .map(
            |nth| json!({ "InstanceId": ids(100)[nth], "InstanceState": if nth < 50 { "STOPPED" } else { "RUNNING" } }),
        )
        .collect();
    let page = envelope(json!({ "TotalCount": 100, "InstanceSet": rows }));
    job.answered(first.ticket, START, &page, None);
    let second = send(&mut job, START);
    assert!(!second.acting);
    assert_eq!(wait(&mut job, START).1, WaitReason::Reply, "fifty are ready");
    job.answered(second.ticket, START, &shown(100..200, "STOPPED"), None);
    let act = send(&mut job, START);
    assert_eq!((act.acting, named(&act).len()), (true, 100));
    assert_eq!(named(&send(&mut job, START)).len(), 50);
}

#[test]
fn a_batch_that_is_small_because_its_wave_is_waits_for_nothing() {
    let ramp = Some(Ramp { first: 2, percent: 200 });
    let mut job = job(200, JobOptions { ramp, ..options() });
    let first = send(&mut job, START);
    job.answered(first.ticket, START, &shown(0..100, "STOPPED"), None);
    let act = send(&mut job, START);
    assert_eq!((act.acting, named(&act)), (true, ids(2)));
}

#[test]
fn the_batches_of_a_wave_are_together_no_more_than_it() {
    let mut job = job(400, JobOptions { ramp: Some(Ramp { first: 150, percent: 200 }), ..options() });
    let mut sent = Vec::new();
    while let Step::Send(send) = job.next(START) {
        match send.acting {
            true => sent.push(named(&send).len()),
            false => job.answered(send.ticket, START, &described_as(&named(&send), "STOPPED"), None),
        }
    }
    assert_eq!(sent, [100, 50]);
}

#[test]
fn as_long_as_one_reply_decides_the_next_request_the_wait_is_for_it() {
    let mut job = job(200, JobOptions { deadline_ms: 5_000, ..options() });
    send(&mut job, START);
    assert_eq!(wait(&mut job, START), (5_000, WaitReason::Reply));
}

#[test]
fn an_account_that_denies_everything_is_asked_thirty_times_though_requests_overlap() {
    for per_second in 4..10 {
        assert_eq!(asked_while_denied(per_second), 30, "{per_second} at a time");
    }
}

/// How many acting requests an account sees that denies each of them, so many being in flight at a time.
fn asked_while_denied(per_second: u32) -> usize {
    let mut job = job(5_000, JobOptions { pacing: Pacing::Job(per_second), ..options() });
    let (mut now, mut acts) = (START, 0);
    let mut in_flight = Vec::new();
    loop {
        match job.next(now) {
            Step::Send(send) if send.acting => in_flight.push(send.ticket),
            Step::Send(describe) => {
                job.answered(describe.ticket, now, &described_as(&named(&describe), "STOPPED"), None)
            }
            Step::Wait { until, .. } if in_flight.is_empty() => now = until,
            Step::Wait { .. } => {
                acts += in_flight.len();
                for ticket in in_flight.drain(..) {
                    job.answered(ticket, now, &refusal("UnauthorizedOperation", "you may not"), None);
                }
            }
            Step::Done => break,
        }
    }
    assert!(job.result().instances.iter().all(|report| report.outcome == Some(Outcome::Failed)));
    acts
}
