//! The core as WebAssembly, in Node and in a browser: the same vectors and hashes, a job by hand, saving, and the pace.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::hash;
use support::vectors::{FILES, Vector, read, tc3};
use tencentcloud_edge::ids::InstanceIds;
use tencentcloud_edge::job::{Job, JobOptions, Outcome, Send, Step, WaitReason};
use tencentcloud_edge::pace::{LEASE_MS, Lease, Pace};
use tencentcloud_edge::sign::sign;
use tencentcloud_edge::wire::{self, Json, Reply};
use wasm_bindgen_test::wasm_bindgen_test;

const NOW: u64 = 1_767_225_600_000;

/// The wire's reading of JSON, without the parser that only the native crate has.
struct Parsed<'a>(&'a Value);

impl Json for Parsed<'_> {
    fn get(&self, name: &str) -> Option<Self> {
        self.0.get(name).map(Parsed)
    }
    fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }
    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.0.as_array().map(|items| items.iter().map(Parsed).collect())
    }
}

fn accepted(fields: Value) -> Reply {
    wire::read(200, Some(Parsed(&json!({ "Response": fields }))))
}

fn rows(set: &str, state: &str) -> Reply {
    let row = |id: &str| json!({ "InstanceId": id, "InstanceState": state, "LatestOperationRequestId": "before" });
    accepted(json!({ "TotalCount": 2, set: [row("ins-aaaaaaaa"), row("ins-bbbbbbbb")], "RequestId": "described" }))
}

fn job() -> Job {
    let ids = InstanceIds::parse(["ins-aaaaaaaa", "ins-bbbbbbbb"]).expect("two ids");
    Job::new("StartInstances", ids, JobOptions::new("ap-guangzhou", NOW)).expect("a job")
}

fn sends(job: &mut Job, now: u64) -> Send {
    match job.next(now) {
        Step::Send(send) => send,
        other => panic!("{other:?} at {now}"),
    }
}

fn waits(job: &mut Job, now: u64) -> (u64, WaitReason) {
    match job.next(now) {
        Step::Wait { until, reason } => (until, reason),
        other => panic!("{other:?} at {now}"),
    }
}

#[wasm_bindgen_test]
fn every_step_of_every_vector() {
    for (name, text, count) in FILES {
        let vectors = read(name, text);
        assert_eq!(vectors.len(), count, "{name}");
        vectors.iter().for_each(Vector::check);
    }
}

#[wasm_bindgen_test]
fn the_hashes_hold_against_the_cavp_and_wycheproof() {
    hash::messages();
    hash::monte_carlo();
    hash::wycheproof();
}

#[wasm_bindgen_test]
fn what_cannot_be_signed_is_refused() {
    for vector in tc3() {
        vector.with(|request, options| {
            let mut broken = *request;
            broken.region = Some("ap-guangzhou\r\n");
            let error = sign(&broken, &vector.credentials(), options).expect_err("it holds a line break");
            assert!(error.code == "Client.InvalidArgument" && error.message.contains("`region`"), "{error}");
        });
    }
}

#[wasm_bindgen_test]
fn a_job_by_hand_saved_and_restored_between_any_two_steps() {
    let again = |job: Job| Job::restore(&job.save()).expect("what was saved");
    for restored in [false, true] {
        let mut job = if restored { again(job()) } else { job() };
        let describe = sends(&mut job, NOW);
        assert_eq!((describe.action, describe.acting), ("DescribeInstances", false));
        assert_eq!(waits(&mut job, NOW), (NOW + 10_000, WaitReason::Reply));
        job.answered(describe.ticket, NOW + 100, &rows("InstanceSet", "STOPPED"), None);

        let start = sends(&mut job, NOW + 100);
        assert_eq!(start.payload, r#"{"InstanceIds":["ins-aaaaaaaa","ins-bbbbbbbb"]}"#);
        assert!(start.acting);
        job.answered(start.ticket, NOW + 200, &accepted(json!({ "RequestId": "started" })), None);

        let mut job = if restored { again(job) } else { job };
        let first = if restored { NOW + 200 } else { waits(&mut job, NOW + 200).0 };
        let poll = sends(&mut job, first);
        assert_eq!(poll.action, "DescribeInstancesStatus");
        job.answered(poll.ticket, first + 50, &rows("InstanceStatusSet", "STARTING"), None);
        let (second, reason) = waits(&mut job, first + 50);
        assert_eq!(reason, WaitReason::Confirm);
        let poll = sends(&mut job, second);
        job.answered(poll.ticket, second + 50, &rows("InstanceStatusSet", "RUNNING"), None);
        assert_eq!(job.next(second + 50), Step::Done);

        let job = if restored { again(job) } else { job };
        let result = job.result();
        assert!(result.ok);
        assert!(
            result.instances.iter().all(|it| it.outcome == Some(Outcome::Done) && it.request_id == Some("started"))
        );
        let requests = [("StartInstances", 1), ("DescribeInstances", 1), ("DescribeInstancesStatus", 2)];
        assert_eq!(result.requests, requests);
    }
}

#[wasm_bindgen_test]
fn a_start_in_flight_when_saved_is_described_before_anything_is_sent() {
    let mut job = job();
    let describe = sends(&mut job, NOW);
    job.answered(describe.ticket, NOW + 100, &rows("InstanceSet", "STOPPED"), None);
    assert!(sends(&mut job, NOW + 100).acting);
    let mut job = Job::restore(&job.save()).expect("what was saved");
    let mut now = NOW + 5_000;
    let settled = now + 20_000;
    while now < settled {
        let describe = sends(&mut job, now);
        assert!(!describe.acting, "{now}");
        job.answered(describe.ticket, now + 100, &rows("InstanceSet", "STOPPED"), None);
        let (until, reason) = waits(&mut job, now + 100);
        assert_eq!(reason, WaitReason::Settle);
        now = until;
    }
    let describe = sends(&mut job, now);
    job.answered(describe.ticket, now + 100, &rows("InstanceSet", "STOPPED"), None);
    assert!(sends(&mut job, now + 100).acting);
}

#[wasm_bindgen_test]
fn damaged_text_is_refused() {
    let saved = job().save();
    for text in ["", "head", "head\njob\t", &saved[..saved.len() / 2], &saved.replace("ins-", "INS-")] {
        assert_eq!(Job::restore(text).expect_err("it is damaged").code, "Client.InvalidArgument", "{text}");
    }
    let later = Job::restore("head\njob9\nx\t1").expect_err("it is of a later version");
    assert_eq!(later.code, "Client.UnsupportedVersion");
}

#[wasm_bindgen_test]
fn ten_a_second_and_no_more() {
    let mut pace = Pace::new(10);
    let leases: Vec<Lease> = (0..10).filter_map(|_| pace.take(NOW, LEASE_MS)).collect();
    assert!(leases.len() == 10 && leases.iter().all(|lease| lease.at == NOW));
    assert_eq!(pace.take(NOW, LEASE_MS), None);
    for lease in &leases {
        pace.freed(lease.id, NOW + 40);
    }
    assert_eq!(pace.take(NOW + 40, LEASE_MS).map(|lease| lease.at), Some(NOW + 1_045));
    let restored = Pace::restore(10, &pace.save(), NOW + 2_000);
    assert_eq!(restored.and_then(|pace| pace.ready_at(NOW + 2_000)), Some(NOW + 2_000));
}
