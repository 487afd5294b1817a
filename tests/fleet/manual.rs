//! A job that is given one reply at a time.

use crate::world::{START, ids, job};
use serde_json::{Value, json};
use std::ops::Range;
use tencentcloud_edge::job::{Job, JobOptions, Send, Step, WaitReason};
use tencentcloud_edge::wire::{Reply, read_text};

/// What it sends now.
#[track_caller]
pub(crate) fn send(job: &mut Job, now: u64) -> Send {
    match job.next(now) {
        Step::Send(send) => send,
        step => panic!("{step:?} at {} ms", now - START),
    }
}

/// How long it waits, and why.
#[track_caller]
pub(crate) fn wait(job: &mut Job, now: u64) -> (u64, WaitReason) {
    match job.next(now) {
        Step::Wait { until, reason } => (until - now, reason),
        step => panic!("{step:?}"),
    }
}

/// A reply of the service.
pub(crate) fn envelope(mut response: Value) -> Reply {
    response["RequestId"] = json!("6d1c7e0a-2f5b-4c9d-8e3f-a0b1c2d3e4f5");
    read_text(200, &json!({ "Response": response }).to_string())
}

/// A describe of these instances.
pub(crate) fn shown(which: Range<usize>, state: &str) -> Reply {
    page(ids(which.end)[which].to_vec(), state)
}

fn page(ids: Vec<String>, state: &str) -> Reply {
    let rows: Vec<Value> = ids.iter().map(|id| json!({ "InstanceId": id, "InstanceState": state })).collect();
    envelope(json!({ "TotalCount": rows.len(), "InstanceSet": rows }))
}

pub(crate) fn refusal(code: &str, message: &str) -> Reply {
    envelope(json!({ "Error": { "Code": code, "Message": message } }))
}

/// A job of `count` instances, of which the first `seen` have been seen stopped.
pub(crate) fn described(seen: usize, options: JobOptions, count: usize) -> Job {
    let mut job = job(count, options);
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(0..seen, "STOPPED"), None);
    job
}

/// Answers every describe that it sends now: all it asks for is in this state. How many there were.
pub(crate) fn answer_describes(job: &mut Job, now: u64, state: &str) -> usize {
    let mut count = 0;
    while let Step::Send(send) = job.next(now) {
        let asked: Value = serde_json::from_str(&send.payload).unwrap();
        let ids = asked["InstanceIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
        job.answered(send.ticket, now, &page(ids.collect(), state), None);
        count += 1;
    }
    count
}
