//! What counts as sent, and what a driver may still send.

use crate::manual::{envelope, refusal, send, shown};
use crate::world::{START, job, options};
use serde_json::json;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Outcome, Pacing, Send, Step, StopAfter};

pub(crate) fn driven() -> JobOptions {
    JobOptions { pacing: Pacing::Driver, ..options() }
}

/// A job of 100 whose driver reports what it sends, with its start given out and not yet sent.
pub(crate) fn with_one_request(options: JobOptions) -> (Job, Send) {
    let mut job = job(100, options);
    let describe = send(&mut job, START);
    assert!(job.sent(describe.ticket, START));
    job.answered(describe.ticket, START + 10, &shown(0..100, "STOPPED"), None);
    let act = send(&mut job, START + 20);
    assert!(act.acting);
    (job, act)
}

/// How many instances are said to have been sent, and how many requests.
pub(crate) fn said(job: &Job) -> (usize, u32) {
    (job.result().instances.iter().filter(|report| report.sent).count(), job.progress().requests)
}

#[test]
fn a_request_counts_as_sent_once_its_driver_reports_it() {
    for pacing in [Pacing::Driver, Pacing::Job(10)] {
        let (mut job, act) = with_one_request(JobOptions { pacing, ..options() });
        assert_eq!(said(&job), (0, 1));
        assert!(job.held(act.ticket, START + 900));
        assert_eq!(said(&job), (0, 1));
        assert!(job.sent(act.ticket, START + 1_000));
        assert_eq!(said(&job), (100, 2));
        assert!(job.sent(act.ticket, START + 1_000), "said twice it is the same request");
        assert_eq!(said(&job), (100, 2));
        assert!(job.repeated(act.ticket, START + 1_100));
        assert_eq!(said(&job), (100, 3));
    }
}

#[test]
fn a_driver_that_never_reports_sends_at_once() {
    let mut job = job(100, options());
    let describe = send(&mut job, START);
    assert_eq!(said(&job), (0, 1));
    job.answered(describe.ticket, START + 10, &shown(0..100, "STOPPED"), None);
    send(&mut job, START + 20);
    assert_eq!(said(&job), (100, 2));
}

#[test]
fn a_reply_proves_that_its_request_was_sent() {
    let (mut job, act) = with_one_request(driven());
    job.answered(act.ticket, START + 50, &envelope(json!({})), None);
    assert_eq!(said(&job), (100, 2));
    let (mut job, act) = with_one_request(driven());
    job.lost(act.ticket, START + 50, "reset");
    assert_eq!(said(&job), (100, 2));
    let (mut job, act) = with_one_request(driven());
    assert!(job.sent(act.ticket, START + 40));
    job.lost(act.ticket, START + 50, NOT_SENT);
    assert_eq!(said(&job), (0, 2), "fetch was called, and reached nobody");
}

#[test]
fn what_was_refused_before_it_left_has_not_left() {
    let (mut job, act) = with_one_request(driven());
    job.lost(act.ticket, START + 50, NOT_SENT);
    assert_eq!(said(&job), (0, 1));
    // After a first request that was lost, too: what is said of that one stands.
    let (mut job, act) = with_one_request(driven());
    assert!(job.sent(act.ticket, START + 30));
    job.lost(act.ticket, START + 50, "reset");
    let mut now = START + 60;
    let again = loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(send) if send.acting => break send,
            Step::Send(describe) => {
                assert!(job.sent(describe.ticket, now));
                job.answered(describe.ticket, now, &shown(0..100, "STOPPED"), None);
            }
            Step::Done => panic!("it has not ended"),
        }
    };
    let before = said(&job);
    job.lost(again.ticket, now + 10, NOT_SENT);
    assert_eq!((said(&job), before.0), (before, 100));
}

#[test]
fn the_deadline_holds_for_what_waits_to_leave() {
    for delayed in [false, true] {
        let (mut job, act) = with_one_request(JobOptions { deadline_ms: 30_000, ..driven() });
        let wait = |job: &mut Job, now| match delayed {
            true => job.delayed(act.ticket, now, "no credentials: sts is away"),
            false => job.held(act.ticket, now),
        };
        for seconds in 1..30 {
            assert!(wait(&mut job, START + 1_000 * seconds));
        }
        assert!(!wait(&mut job, START + 30_000));
        assert_eq!((job.next(START + 30_000), said(&job)), (Step::Done, (0, 1)));
        let result = job.result();
        let fault = result.instances[0].fault.unwrap();
        assert_eq!(fault.code, "Client.Deadline");
        assert_eq!(fault.message.contains("sts is away"), delayed, "{}", fault.message);
    }
}

#[test]
fn what_waits_to_leave_does_not_once_too_many_have_failed() {
    let mut job = job(200, JobOptions { stop_after: Some(StopAfter::Count(1)), ..driven() });
    let mut acting = |pages| {
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &shown(pages, "STOPPED"), None);
        send(&mut job, START + 10)
    };
    let (first, second) = (acting(0..100), acting(100..200));
    assert!(first.acting && second.acting && job.sent(first.ticket, START + 20));
    job.answered(first.ticket, START + 30, &refusal("InvalidParameterValue", "no"), None);
    assert!(!job.sent(second.ticket, START + 40));
    assert_eq!((job.next(START + 40), said(&job)), (Step::Done, (100, 3)));
}

#[test]
fn a_cancelled_job_does_not_wait_for_credentials() {
    let (mut job, act) = with_one_request(driven());
    assert!(job.sent(act.ticket, START + 30));
    job.answered(act.ticket, START + 40, &envelope(json!({})), None);
    job.cancel(START + 50);
    let describe = send(&mut job, START + 60);
    for seconds in 1..10 {
        assert!(job.delayed(describe.ticket, START + 60 + 1_000 * seconds, "no credentials: sts is away"));
    }
    assert!(!job.delayed(describe.ticket, describe.reply_by, "no credentials: sts is away"));
    assert_eq!(job.next(describe.reply_by), Step::Done);
    assert_eq!(said(&job).0, 100);
    let result = job.result();
    let fault = result.instances[0].fault.unwrap();
    assert_eq!((result.instances[0].outcome, fault.code), (Some(Outcome::Unknown), "Client.Aborted"));
    let message = "accepted by the service, and not followed to its end: the job was cancelled first";
    assert!(fault.message.starts_with(message) && fault.message.contains("no reply in time"), "{}", fault.message);
}

#[test]
fn what_was_not_sent_when_the_job_ends_must_not_be_sent() {
    type End = (&'static str, fn(&mut Job));
    let ends: [End; 4] = [
        ("cancel", |job| job.cancel(START + 100)),
        ("abort", |job| job.abort(START + 100)),
        ("deadline", |job| assert_eq!(job.next(START + 600_000), Step::Done)),
        ("credentials", |job| {
            job.reject(&tencentcloud_edge::Error::new("AuthFailure.TokenFailure", "it ended"), START + 100);
        }),
    ];
    for (name, end) in ends {
        let (mut job, act) = with_one_request(driven());
        // A driver that waits for its turn says so again and again.
        let mut now = START;
        while name == "deadline" && now < START + 599_000 {
            now += 1_000;
            assert!(job.held(act.ticket, now));
        }
        end(&mut job);
        assert!(!job.sent(act.ticket, START + 600_001) && !job.repeated(act.ticket, START + 600_001), "{name}");
        assert!(!job.held(act.ticket, START + 600_001), "{name}");
        assert_eq!(job.next(START + 600_002), Step::Done, "{name}");
        assert_eq!(said(&job), (0, 1), "{name}");
        let expected = match name {
            "credentials" => (Outcome::Failed, "AuthFailure.TokenFailure"),
            "deadline" => (Outcome::Unknown, "Client.Deadline"),
            _ => (Outcome::Unknown, "Client.Aborted"),
        };
        for report in job.result().instances {
            let code = report.fault.map(|fault| fault.code);
            assert_eq!((report.outcome, code), (Some(expected.0), Some(expected.1)), "{name}");
        }
    }
}

#[test]
fn a_request_held_too_long_must_not_be_sent_and_its_instances_are_described() {
    let (mut job, act) = with_one_request(driven());
    assert!(!job.sent(act.ticket, act.reply_by));
    assert_eq!(said(&job), (0, 1));
    let mut now = act.reply_by;
    let next = loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(send) => break send,
            Step::Done => panic!("it has not ended"),
        }
    };
    assert!(!next.acting, "nobody knows whether it left all the same");
}

#[test]
fn what_was_in_flight_when_it_was_saved_may_have_been_sent() {
    let (job, act) = with_one_request(driven());
    let mut restored = Job::restore(&job.save()).unwrap();
    restored.cancel(START + 1_000);
    assert!(!restored.sent(act.ticket, START + 1_000));
    let describe = send(&mut restored, START + 1_000);
    assert!(restored.sent(describe.ticket, START + 1_000));
    restored.answered(describe.ticket, START + 1_010, &shown(0..100, "STOPPED"), None);
    assert_eq!(restored.next(START + 1_020), Step::Done);
    let result = restored.result();
    assert!(result.instances.iter().all(|report| report.sent && report.outcome == Some(Outcome::Unknown)));
    assert_eq!(result.instances[0].fault.map(|fault| fault.code), Some("Client.ReplyLost"));
}

#[test]
fn an_end_distinguishes_the_progress_of_each_instance() {
    let mut job = job(300, JobOptions { pacing: Pacing::Driver, deadline_ms: 5_000, ..options() });
    let mut describes = 0;
    let mut acts = Vec::new();
    while let Step::Send(send) = job.next(START) {
        assert!(job.sent(send.ticket, START));
        if send.acting {
            acts.push(send.ticket);
            continue;
        }
        let state = if describes == 2 { "STARTING" } else { "STOPPED" };
        job.answered(send.ticket, START, &shown(describes * 100..(describes + 1) * 100, state), None);
        describes += 1;
    }
    assert_eq!((describes, acts.len()), (3, 2));
    job.answered(acts[0], START, &envelope(json!({})), None);
    job.abort(START + 10);
    let result = job.result();
    let reported = |nth: usize| {
        let report = &result.instances[nth];
        (report.fault.unwrap().code, report.sent, report.request_id.is_some())
    };
    assert_eq!(reported(0), ("Client.Aborted", true, true), "accepted");
    assert_eq!(reported(100), ("Client.ReplyLost", true, false), "not answered");
    assert_eq!(reported(200), ("Client.Aborted", false, false), "in transition by other means");
    let words = |nth: usize| result.instances[nth].fault.unwrap().message.split(':').next().unwrap_or_default();
    assert_eq!(words(0), "accepted by the service, and not followed to its end");
    assert_eq!(words(100), "sent and not answered, so what it did is not known");
    assert_eq!(words(200), "in transition by other means, and not followed to its end");
    assert!(result.instances.iter().all(|report| report.outcome == Some(Outcome::Unknown)));
}

#[test]
fn a_describe_that_is_counted_is_a_change() {
    let mut job = job(1, driven());
    let describe = send(&mut job, START);
    let before = job.progress();
    assert!(job.sent(describe.ticket, START));
    assert_eq!(job.progress().requests, before.requests + 1);
    assert!(job.progress().version > before.version);
}

#[test]
fn versions_only_grow_also_over_a_restore() {
    let (mut job, act) = with_one_request(driven());
    let mut last = job.progress().version;
    let mut grown = |job: &Job| {
        let version = job.progress().version;
        assert!(version > last, "{version} after {last}");
        assert_eq!(job.result().version, version);
        last = version;
    };
    let saved = job.save();
    job.sent(act.ticket, START + 30);
    grown(&job);
    job.repeated(act.ticket, START + 30);
    grown(&job);
    job.answered(act.ticket, START + 40, &envelope(json!({})), None);
    grown(&job);
    let poll = loop {
        if let Step::Send(poll) = job.next(START + 5_000) {
            break poll;
        }
    };
    job.answered(poll.ticket, START + 5_010, &shown(0..50, "RUNNING"), None);
    grown(&job);
    let mut restored = Job::restore(&saved).unwrap();
    let _ = restored.next(START + 9_000);
    grown(&restored);
    restored.cancel(START + 9_001);
    grown(&restored);
}

#[test]
fn while_it_runs_a_pending_instance_has_no_outcome() {
    let (mut job, act) = with_one_request(driven());
    assert!(job.result().instances.iter().all(|report| report.outcome.is_none() && report.fault.is_none()));
    assert!(!job.result().ok);
    job.answered(act.ticket, START + 40, &refusal("MutexOperation.TaskRunning", "busy"), None);
    assert!(job.result().instances.iter().all(|report| report.outcome.is_none() && report.fault.is_none()));
}

#[test]
fn a_repeat_of_what_was_not_sent_is_counted_once() {
    let mut job = job(200, driven());
    let first = send(&mut job, START);
    assert!(job.sent(first.ticket, START));
    job.answered(first.ticket, START, &shown(0..100, "STOPPED"), None);
    let act = send(&mut job, START);
    let describe = send(&mut job, START);
    assert!(act.acting && !describe.acting);
    assert!(job.sent(describe.ticket, START));
    assert_eq!(said(&job), (0, 2));
    assert!(job.repeated(act.ticket, START));
    assert_eq!(said(&job), (100, 3), "another request that was sent says nothing of this one");
    job.cancel(START);
    assert!(!job.repeated(act.ticket, START));
    assert_eq!(said(&job), (100, 3), "what must not be sent is not counted");
}
