//! How a job ends early, and in which words.

use crate::manual::{answer_describes, described, envelope, refusal, send, shown, wait};
use crate::world::{START, ids, job, job_of, options};
use serde_json::json;
use tencentcloud_edge::Error;
use tencentcloud_edge::ids::InstanceIds;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Outcome, Pacing, Parameter, Step, WaitReason};
use tencentcloud_edge::model::Advice;

/// Outcome, code, message and whether it was sent, of the instance of this place.
fn reported(job: &Job, nth: usize) -> (Option<Outcome>, String, String, bool) {
    let result = job.result();
    let report = &result.instances[nth];
    let (code, message) = report.fault.map_or(("", ""), |fault| (fault.code, fault.message));
    (report.outcome, code.to_owned(), message.to_owned(), report.sent)
}

fn unknown(code: &str, message: &str, sent: bool) -> (Option<Outcome>, String, String, bool) {
    (Some(Outcome::Unknown), code.to_owned(), message.to_owned(), sent)
}

const UNSENT: &str = "nothing was sent for it: ";
const UNANSWERED: &str = "sent and not answered, so what it did is not known: ";

/// Two batches have been described; the first was sent and is in flight, and the rate holds the second back.
fn half_way(options: JobOptions) -> (Job, u32) {
    let mut job = described(100, JobOptions { pacing: Pacing::Job(1), ..options }, 200);
    let act = send(&mut job, START);
    assert!(act.acting);
    answer_describes(&mut job, START, "STOPPED");
    (job, act.ticket)
}

#[test]
fn credentials_that_cannot_be_had_are_named_as_such_and_what_was_taken_stays() {
    let (mut job, ticket) = half_way(options());
    job.answered(ticket, START + 10, &envelope(json!({})), None);
    let refused = Error::new("UnauthorizedOperation", "sts AssumeRole: the role may not be assumed");
    job.reject(&Error { advice: Advice::FixCredentials, ..refused }, START + 20);
    let saved = job.save();
    for job in [job, Job::restore(&saved).unwrap()] {
        let result = job.result();
        let said = |nth: usize| {
            let fault = result.instances[nth].fault.unwrap();
            (result.instances[nth].outcome, fault.code, fault.advice)
        };
        let named = ("UnauthorizedOperation", Advice::FixCredentials);
        assert_eq!(said(0), (Some(Outcome::Accepted), named.0, named.1));
        assert_eq!(said(199), (Some(Outcome::Failed), named.0, named.1));
    }
}

#[test]
fn an_abort_ends_it_at_once() {
    let (mut job, _) = half_way(options());
    job.abort(START + 10);
    assert_eq!(job.next(START + 10), Step::Done);
    let ended = "the operation was aborted first";
    assert_eq!(reported(&job, 0), unknown("Client.ReplyLost", &format!("{UNANSWERED}{ended}"), true));
    assert_eq!(reported(&job, 199), unknown("Client.Aborted", &format!("{UNSENT}{ended}"), false));
}

#[test]
fn the_deadline_ends_it_and_a_lost_reply_is_called_so() {
    let (mut job, _) = half_way(JobOptions { deadline_ms: 5_000, ..options() });
    assert_eq!(job.next(START + 5_000), Step::Done);
    let ended = "the deadline passed first";
    assert_eq!(reported(&job, 0), unknown("Client.ReplyLost", &format!("{UNANSWERED}{ended}"), true));
    assert_eq!(reported(&job, 199), unknown("Client.Deadline", &format!("{UNSENT}{ended}"), false));
}

#[test]
fn the_last_error_is_named() {
    for (reason, words) in [
        ("the connection\nbroke", "the connection broke"),
        (NOT_SENT, "the connection was refused"),
        ("refused: there is no key", "there is no key"),
        ("refused by somebody", "refused by somebody"),
    ] {
        let mut job = job(1, JobOptions { deadline_ms: 5_000, ..options() });
        let describe = send(&mut job, START);
        job.lost(describe.ticket, START + 10, reason);
        assert_eq!(job.next(START + 5_000), Step::Done);
        let message = format!("{UNSENT}the deadline passed first; the last request failed: {words}");
        assert_eq!(reported(&job, 0), unknown("Client.Deadline", &message, false));
    }
}

#[test]
fn a_cancel_describes_once_what_was_sent() {
    let (mut job, ticket) = half_way(options());
    job.cancel(START + 10);
    let message = format!("{UNSENT}the job was cancelled first");
    assert_eq!(reported(&job, 199), unknown("Client.Aborted", &message, false));
    assert_eq!(job.progress().pending, 100);
    let describe = send(&mut job, START + 10);
    assert!(!describe.acting);
    assert_eq!(wait(&mut job, START + 10), (10_000, WaitReason::Settle));
    // Again, and the reply that was in transit: neither changes anything.
    job.cancel(START + 20);
    job.answered(ticket, START + 20, &envelope(json!({})), None);
    job.answered(describe.ticket, START + 30, &shown(0..100, "STARTING"), None);
    assert_eq!(job.next(START + 30), Step::Done);
    assert_eq!(reported(&job, 0).1, "Client.Aborted");
    let saved = job.save();
    job.cancel(START + 40);
    assert_eq!(job.next(START + 700_000), Step::Done);
    assert_eq!(job.save(), saved, "what is over stays as it is");
}

#[test]
fn what_was_refused_and_then_sent_again_is_not_known_to_have_failed() {
    let mut job = described(1, options(), 1);
    let first = send(&mut job, START);
    job.answered(first.ticket, START, &refusal("ResourceInsufficient", "none left"), None);
    let mut now = START;
    let second = loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(send) if send.acting => break send,
            Step::Send(send) => job.answered(send.ticket, now, &shown(0..1, "STOPPED"), None),
            Step::Done => panic!("it is tried again"),
        }
    };
    assert!(second.acting);
    job.abort(now + 10);
    let (outcome, code, _, sent) = reported(&job, 0);
    assert_eq!((outcome, code.as_str(), sent), (Some(Outcome::Unknown), "ResourceInsufficient", true));
}

#[test]
fn what_has_ended_by_itself_is_not_ended_again() {
    let mut job = job(1, options());
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(0..1, "RUNNING"), None);
    assert_eq!(job.next(START), Step::Done);
    let saved = job.save();
    assert_eq!(job.next(START + 700_000), Step::Done);
    job.cancel(START + 700_000);
    assert_eq!(job.save(), saved);
}

#[test]
fn a_cancel_reports_what_the_describe_shows() {
    let (mut job, _) = half_way(options());
    job.cancel(START + 10);
    let describe = send(&mut job, START + 10);
    job.answered(describe.ticket, START + 30, &shown(0..100, "RUNNING"), None);
    assert_eq!(job.next(START + 30), Step::Done);
    assert_eq!(reported(&job, 0).0, Some(Outcome::Done));
}

#[test]
fn a_dead_key_fails_what_it_refused_and_what_was_not_sent() {
    let (mut job, ticket) = half_way(options());
    job.answered(ticket, START + 10, &refusal("AuthFailure.SecretIdNotFound", "no key"), None);
    assert_eq!(job.next(START + 10), Step::Done);
    assert!(job.rejection().is_none());
    let failed = |sent| (Some(Outcome::Failed), "AuthFailure.SecretIdNotFound".to_owned(), "no key".to_owned(), sent);
    assert_eq!((reported(&job, 0), reported(&job, 199)), (failed(true), failed(false)));
}

#[test]
fn a_key_that_dies_before_the_describe_fails_nothing_that_was_accepted() {
    let mut job = described(1, options(), 1);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &envelope(json!({})), None);
    let mut now = START;
    let poll = loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(poll) => break poll,
            Step::Done => panic!("it is followed"),
        }
    };
    assert!(!poll.acting);
    job.answered(poll.ticket, now, &refusal("AuthFailure.SecretIdNotFound", "no key"), None);
    assert_eq!(job.next(now), Step::Done);
    let (outcome, code, ..) = reported(&job, 0);
    assert_eq!((outcome, code.as_str()), (Some(Outcome::Accepted), "AuthFailure.SecretIdNotFound"));
}

#[test]
fn it_is_rejected_at_the_very_moment_that_it_reached_nothing_for_so_long() {
    let mut job = job(1, JobOptions { connect_ms: 3_000, ..options() });
    let describe = send(&mut job, START);
    job.lost(describe.ticket, START, NOT_SENT);
    for early in [2_998, 2_999] {
        job.next(START + early);
        assert!(job.rejection().is_none());
    }
    assert_eq!(job.next(START + 3_000), Step::Done);
    assert_eq!(job.rejection().map(|error| error.code.as_str()), Some("Client.Network"));
}

#[test]
fn each_instance_has_the_services_own_words() {
    for [first, second] in [["the first", "the second"], ["both", "both"]] {
        let mut job = described(2, options(), 2);
        let both = send(&mut job, START);
        job.answered(both.ticket, START, &refusal("InvalidInstance.NotSupported", "one of them"), None);
        for (nth, message) in [first, second].into_iter().enumerate() {
            let describe = send(&mut job, START + 100);
            job.answered(describe.ticket, START + 100, &shown(nth..nth + 1, "STOPPED"), None);
            let act = send(&mut job, START + 100);
            job.answered(act.ticket, START + 100, &refusal("InvalidInstance.NotSupported", message), None);
        }
        assert_eq!(job.next(START + 100), Step::Done);
        assert_eq!((reported(&job, 0).2.as_str(), reported(&job, 1).2.as_str()), (first, second));
        let (_, page) = job.changes().pop().unwrap();
        let kept = page.lines().filter(|line| line.starts_with("E\t")).count();
        assert_eq!(kept, if first == second { 1 } else { 2 }, "what is the same is kept once");
    }
}

#[test]
fn what_a_batch_shares_is_stored_once() {
    let mut job = described(100, options(), 100);
    let act = send(&mut job, START);
    job.answered(act.ticket, START, &refusal("InvalidParameterValue", "no"), None);
    let mut rows = job.changes();
    let (_, page) = rows.pop().unwrap();
    assert_eq!(page.lines().filter(|line| line.starts_with("E\t")).count(), 1, "one fault");
    assert_eq!(page.lines().filter(|line| line.starts_with("T\t")).count(), 1, "one request id");
}

/// Parameters that are texts.
fn parameters(given: &[(&str, Option<&str>)]) -> Vec<Parameter> {
    let given = given.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    given.map(|(name, value)| Parameter { name: name.to_owned(), json: format!("\"{value}\"") }).collect()
}

#[test]
fn an_option_that_the_action_does_not_take_is_named() {
    let refused = |action, stop: Option<&str>, mode: Option<&str>, per_second| {
        let options = JobOptions {
            parameters: parameters(&[("StopType", stop), ("StoppedMode", mode)]),
            pacing: Pacing::Job(per_second),
            ..options()
        };
        Job::new(action, InstanceIds::parse(ids(1)).unwrap(), options).err().map(|error| error.message)
    };
    for stop in ["SOFT", "HARD", "SOFT_FIRST"] {
        assert_eq!(refused("StopInstances", Some(stop), Some("STOP_CHARGING"), 1), None);
        assert_eq!(refused("RebootInstances", Some(stop), None, 10_000), None);
    }
    for (given, words) in [
        (
            refused("StopInstances", Some("soft"), None, 1),
            "`parameters.StopType` must be one of SOFT, HARD, SOFT_FIRST",
        ),
        (
            refused("StopInstances", None, Some("FREE"), 1),
            "`parameters.StoppedMode` must be one of KEEP_CHARGING, STOP_CHARGING",
        ),
        (
            refused("StartInstances", Some("SOFT"), None, 1),
            "`parameters.StopType` is not an option of StartInstances, which takes none",
        ),
        (refused("StartInstances", None, None, 0), "`perSecond` must be a whole number from 1 to 10000"),
        (refused("StartInstances", None, None, 10_001), "`perSecond` must be a whole number from 1 to 10000"),
        (refused("DescribeInstances", None, None, 1), "`action` must be one of StartInstances, StopInstances"),
        (refused("Nothing", None, None, 1), "`action` must be one of StartInstances, StopInstances"),
    ] {
        assert!(given.as_deref().is_some_and(|given| given.starts_with(words)), "{given:?}");
    }
}

#[test]
fn what_it_sends_holds_the_options_of_the_action() {
    let options = JobOptions {
        parameters: parameters(&[("StopType", Some("SOFT_FIRST")), ("StoppedMode", Some("KEEP_CHARGING"))]),
        ..options()
    };
    let mut job = job_of("StopInstances", &ids(2), options);
    let describe = send(&mut job, START);
    assert_eq!(describe.payload, r#"{"InstanceIds":["ins-00000000","ins-00000001"],"Limit":100}"#);
    job.answered(describe.ticket, START, &shown(0..2, "RUNNING"), None);
    let act = send(&mut job, START);
    let expected =
        r#"{"InstanceIds":["ins-00000000","ins-00000001"],"StopType":"SOFT_FIRST","StoppedMode":"KEEP_CHARGING"}"#;
    assert_eq!((act.action, act.payload.as_str()), ("StopInstances", expected));
}
