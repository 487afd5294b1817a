//! What is said to be sent of instances that more than one request named.

use crate::manual::{envelope, send, shown};
use crate::sending::{driven, said, with_one_request};
use crate::world::{START, ids};
use serde_json::json;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Outcome, Send, Step, StopAfter};

/// A job of 100 whose start was lost, and which has seen them unchanged for the settle time: another start is handed out.
fn lost_and_settled(options: JobOptions) -> (Job, Send, u64) {
    let (mut job, act) = with_one_request(options);
    assert!(job.sent(act.ticket, START + 30));
    job.lost(act.ticket, START + 50, "reset");
    let (act, now) = next_act(&mut job, START + 50);
    assert!(now >= START + 20_050);
    (job, act, now)
}

/// The next acting request, and when it is handed out; until then each describe shows all of them stopped.
fn next_act(job: &mut Job, mut now: u64) -> (Send, u64) {
    loop {
        match job.next(now) {
            Step::Wait { until, .. } => now = until,
            Step::Send(act) if act.acting => return (act, now),
            Step::Send(describe) => {
                assert!(job.sent(describe.ticket, now));
                job.answered(describe.ticket, now, &shown(0..100, "STOPPED"), None);
            }
            Step::Done => panic!("it has not ended"),
        }
    }
}

/// Ends a job; a last describe shows all of them stopped.
fn ended(job: &mut Job, how: &str, now: u64) {
    match how {
        "abort" => job.abort(now),
        "cancel" => job.cancel(now),
        _ => {}
    }
    let end = if how == "deadline" { START + 600_000 } else { now };
    if let Step::Send(describe) = job.next(end) {
        assert!(!describe.acting);
        job.answered(describe.ticket, end, &shown(0..100, "STOPPED"), None);
    }
    assert_eq!(job.next(end), Step::Done, "{how}");
}

#[test]
fn a_refused_connection_takes_back_no_earlier_request() {
    for how in ["abort", "cancel", "deadline"] {
        for restored in [false, true] {
            let (mut job, again, now) = lost_and_settled(driven());
            assert_eq!(said(&job).0, 100, "lost, so sent");
            assert!(job.sent(again.ticket, now));
            job.lost(again.ticket, now + 10, "refused: ECONNREFUSED");
            assert_eq!(said(&job).0, 100, "the first one was sent all the same");
            if restored {
                job = Job::restore(&job.save()).unwrap();
            }
            ended(&mut job, how, now + 20);
            for report in job.result().instances {
                let fault = report.fault.unwrap();
                assert_eq!((report.outcome, fault.code), (Some(Outcome::Unknown), "Client.ReplyLost"), "{how}");
                assert!(report.sent && fault.message.starts_with("sent and not answered"), "{how}: {report:?}");
            }
        }
    }
}

#[test]
fn what_is_held_after_a_lost_request_was_sent_once() {
    for how in ["abort", "cancel", "deadline"] {
        let (mut job, again, now) = lost_and_settled(driven());
        ended(&mut job, how, now + 20);
        assert!(!job.sent(again.ticket, START + 600_000), "{how}");
        for report in job.result().instances {
            assert_eq!(report.fault.map(|fault| fault.code), Some("Client.ReplyLost"), "{how}");
            assert!(report.sent, "{how}");
        }
    }
}

#[test]
fn a_job_that_halts_says_which_instances_were_sent() {
    let (mut job, again, now) = lost_and_settled(JobOptions { stop_after: Some(StopAfter::Count(1)), ..driven() });
    assert!(job.sent(again.ticket, now));
    job.lost(again.ticket, now, NOT_SENT);
    let mut job = Job::restore(&job.save()).unwrap();
    let describe = send(&mut job, START + 60_000);
    let row = |(nth, id): (usize, &String)| json!({ "InstanceId": id, "InstanceState": if nth == 0 { "SHUTDOWN" } else { "STOPPED" } });
    let rows: Vec<_> = ids(100).iter().enumerate().map(row).collect();
    job.answered(describe.ticket, START + 60_000, &envelope(json!({ "TotalCount": 100, "InstanceSet": rows })), None);
    assert_eq!(job.next(START + 60_000), Step::Done);
    let result = job.result();
    let fault = result.instances[1].fault.unwrap();
    assert_eq!(fault.code, "Client.Halted");
    assert_eq!(fault.message, "too many instances failed, so it was not tried again after a lost reply");
    assert!(result.halted && result.instances[1].sent);
}

#[test]
fn a_repeat_that_is_refused_a_connection_takes_back_no_answered_one() {
    let (mut job, act) = with_one_request(driven());
    assert!(job.sent(act.ticket, START + 30));
    // Its clock was wrong; the corrected one reaches nobody.
    assert!(job.repeated(act.ticket, START + 40));
    job.lost(act.ticket, START + 50, NOT_SENT);
    assert_eq!(said(&job), (100, 3));
}

#[test]
fn what_no_driver_ever_sent_is_not_called_unanswered() {
    let (mut job, act) = with_one_request(JobOptions { deadline_ms: 15_000, ..driven() });
    assert!(!job.sent(act.ticket, act.reply_by));
    assert_eq!(job.next(START + 15_000), Step::Done);
    for report in job.result().instances {
        let fault = report.fault.unwrap();
        assert_eq!((report.sent, fault.code), (false, "Client.Deadline"));
        assert!(fault.message.starts_with("nothing was sent for it: "), "{}", fault.message);
    }
}
