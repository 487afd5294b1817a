//! When a job halts after too many failures, and in which words.

use crate::manual::{described, envelope, refusal, send, shown};
use crate::world::{START, ids, job, options};
use serde_json::json;
use tencentcloud_edge::job::{Job, JobOptions, Outcome, Pacing, Step, StopAfter};

/// The code and message of this instance.
fn fault(job: &Job, nth: usize) -> (String, String) {
    let result = job.result();
    let fault = result.instances[nth].fault.unwrap();
    (fault.code.to_owned(), fault.message.to_owned())
}

fn stopping_at(count: u32) -> JobOptions {
    JobOptions { stop_after: Some(StopAfter::Count(count)), ..options() }
}

#[test]
fn a_job_that_was_cancelled_does_not_halt_for_what_its_last_describe_shows() {
    let mut job = described(100, stopping_at(1), 100);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &envelope(json!({})), None);
    job.cancel(START + 10);
    let describe = send(&mut job, START + 10);
    job.answered(describe.ticket, START + 20, &shown(0..100, "LAUNCH_FAILED"), None);
    assert_eq!(job.next(START + 20), Step::Done);
    let result = job.result();
    assert!(
        result.instances.iter().any(|report| report.outcome == Some(Outcome::Conflict)),
        "{:?}",
        result.instances[0]
    );
    assert!(!result.halted);
}

#[test]
fn what_was_never_sent_was_not_acted_on() {
    let mut job = described(100, JobOptions { pacing: Pacing::Job(1), ..stopping_at(1) }, 200);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &refusal("InvalidParameterValue", "no"), None);
    assert_eq!(job.next(START), Step::Done);
    let words = "too many instances failed, so it was not acted on";
    assert_eq!(fault(&job, 199), ("Client.Halted".to_owned(), words.to_owned()));
}

#[test]
fn what_was_lost_and_seen_unchanged_is_not_tried_again() {
    let mut job = job(2, stopping_at(1));
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(0..2, "STOPPED"), None);
    let act = send(&mut job, START);
    job.lost(act.ticket, START, "reset");
    // The second is seen in a state that cannot be started; the first would be sent again.
    let rows = json!([
        { "InstanceId": ids(2)[0], "InstanceState": "STOPPED" },
        { "InstanceId": ids(2)[1], "InstanceState": "LAUNCH_FAILED" },
    ]);
    let mut now = START;
    while let step @ (Step::Wait { .. } | Step::Send(_)) = job.next(now) {
        match step {
            Step::Wait { until, .. } => now = until,
            Step::Send(send) => {
                assert!(!send.acting);
                job.answered(send.ticket, now, &envelope(json!({ "TotalCount": 2, "InstanceSet": rows })), None);
            }
            Step::Done => {}
        }
    }
    let words = "too many instances failed, so it was not tried again after a lost reply";
    assert_eq!(fault(&job, 0), ("Client.Halted".to_owned(), words.to_owned()));
}

#[test]
fn a_batch_refused_after_the_halt_is_described_before_it_is_given_up() {
    for states in [["RUNNING", "STOPPED"], ["STOPPED", "RUNNING"]] {
        let mut job = described(100, stopping_at(1), 200);
        let first = send(&mut job, START);
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &shown(100..200, "STOPPED"), None);
        let second = send(&mut job, START);
        assert!(first.acting && second.acting);
        job.answered(first.ticket, START, &refusal("InvalidParameterValue", "no"), None);
        assert!(matches!(job.next(START), Step::Wait { .. }), "for the reply to the second");
        job.answered(second.ticket, START, &refusal("InvalidInstance.NotSupported", "one of them"), None);
        // What is running was started in spite of the refusal; what is not is not sent again.
        let describes = [send(&mut job, START), send(&mut job, START)];
        for (describe, (state, which)) in describes.iter().zip(states.iter().zip([100..150, 150..200])) {
            assert!(!describe.acting);
            job.answered(describe.ticket, START, &shown(which, state), None);
            job.next(START);
        }
        assert_eq!(job.next(START), Step::Done);
        let result = job.result();
        assert!(result.halted);
        for (nth, state) in [(100, states[0]), (149, states[0]), (150, states[1]), (199, states[1])] {
            let report = &result.instances[nth];
            match state {
                "RUNNING" => assert_eq!(report.outcome, Some(Outcome::Already), "{nth} of {states:?}"),
                _ => assert_eq!(report.fault.map(|fault| fault.code), Some("Client.Halted"), "{nth} of {states:?}"),
            }
        }
    }
}

#[test]
fn a_describe_that_waits_to_leave_when_the_job_halts_still_leaves() {
    let mut job = described(100, JobOptions { pacing: Pacing::Driver, ..stopping_at(1) }, 200);
    let first = send(&mut job, START);
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(100..200, "STOPPED"), None);
    let second = send(&mut job, START);
    assert!(first.acting && second.acting && job.sent(first.ticket, START) && job.sent(second.ticket, START));
    job.answered(first.ticket, START, &envelope(json!({})), None);
    let poll = send(&mut job, START + 1_000);
    assert!(!poll.acting && job.held(poll.ticket, START + 1_010));
    job.answered(second.ticket, START + 1_020, &refusal("InvalidParameterValue", "no"), None);
    job.next(START + 1_020);
    assert!(job.result().halted);
    assert!(job.sent(poll.ticket, START + 1_030));
    let rows: Vec<_> = ids(100).iter().map(|id| json!({ "InstanceId": id, "InstanceState": "RUNNING" })).collect();
    job.answered(poll.ticket, START + 1_040, &envelope(json!({ "TotalCount": 100, "InstanceStatusSet": rows })), None);
    assert_eq!(job.next(START + 1_040), Step::Done);
    assert!(job.result().instances[..100].iter().all(|report| report.outcome == Some(Outcome::Done)));
}
