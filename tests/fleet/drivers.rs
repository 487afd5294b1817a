//! What a job asks of its driver, one step at a time.

use crate::manual::{answer_describes, described, envelope, refusal, send, shown, wait};
use crate::world::{REGION, START, job, options};
use serde_json::{Value, json};
use tencentcloud_edge::Error;
use tencentcloud_edge::job::{JobOptions, NOT_SENT, Pacing, Retry, Send, WaitReason, planned_per_second};
use tencentcloud_edge::model;
use tencentcloud_edge::wire::{Hint, Reply, read_text};

#[test]
fn says_what_it_does() {
    let job = job(3, options());
    assert_eq!((job.action(), job.region()), ("StartInstances", REGION));
    let rates = |name| planned_per_second(model::action(name).unwrap());
    assert_eq!((rates("StartInstances"), rates("DescribeInstances"), rates("DescribeInstancesStatus")), (10, 34, 34));
}

#[test]
fn says_why_it_waits() {
    let mut job = job(3, JobOptions { pacing: Pacing::Job(1), ..options() });
    let describe = send(&mut job, START);
    assert_eq!((describe.action, describe.acting, describe.reply_by), ("DescribeInstances", false, START + 10_000));
    assert_eq!(wait(&mut job, START), (10_000, WaitReason::Reply));
    job.answered(describe.ticket, START + 10, &shown(0..3, "STOPPED"), None);
    let act = send(&mut job, START + 10);
    assert!(act.acting);
    job.answered(act.ticket, START + 20, &refusal("RequestLimitExceeded", ""), None);
    let (until, why) = wait(&mut job, START + 20);
    assert_eq!(why, WaitReason::Backoff);
    assert!((1_000..=2_000).contains(&until), "{until}");
    let act = send(&mut job, START + 2_100);
    job.lost(act.ticket, START + 2_110, "the connection broke");
    let describe = send(&mut job, START + 2_200);
    job.answered(describe.ticket, START + 2_210, &shown(0..3, "STOPPED"), None);
    assert_eq!(wait(&mut job, START + 2_220).1, WaitReason::Settle);
    job.answered(describe.ticket, START + 2_210, &shown(0..3, "RUNNING"), None);
    let describe = send(&mut job, START + 23_000);
    job.answered(describe.ticket, START + 23_010, &shown(0..3, "STARTING"), None);
    assert_eq!(wait(&mut job, START + 23_020).1, WaitReason::Confirm);
}

#[test]
fn a_slot_is_waited_for() {
    let mut job = described(100, JobOptions { pacing: Pacing::Job(1), ..options() }, 200);
    let act = send(&mut job, START);
    job.answered(act.ticket, START + 5, &envelope(json!({})), None);
    let describe = send(&mut job, START + 5);
    job.answered(describe.ticket, START + 5, &shown(100..200, "STOPPED"), None);
    assert_eq!(wait(&mut job, START + 5), (1_000, WaitReason::Confirm));
    // The poll of the first hundred and the second hundred's slot are a few milliseconds apart.
    let poll = send(&mut job, START + 1_005);
    assert_eq!(poll.action, "DescribeInstancesStatus");
    assert_eq!(wait(&mut job, START + 1_006), (4, WaitReason::Pace));
    assert!(send(&mut job, START + 1_010).acting);
}

#[test]
fn failures_in_a_row_make_a_burst_and_then_a_backoff() {
    let mut job = job(3, JobOptions { retry: Some(Retry { attempts: 3, base_ms: 50, max_ms: 20_000 }), ..options() });
    let mut now = START;
    let bounds = [
        (0, 50),
        (0, 100),
        (0, 200),
        (500, 1_000),
        (1_000, 2_000),
        (2_000, 4_000),
        (4_000, 8_000),
        (8_000, 16_000),
        (10_000, 20_000),
        (10_000, 20_000),
    ];
    for (nth, (least, most)) in bounds.into_iter().enumerate() {
        let describe = send(&mut job, now);
        job.lost(describe.ticket, now, "the connection broke");
        let (failures, until) = job.backoff();
        assert_eq!(failures as usize, nth + 1);
        assert!((least..=most).contains(&(until - now)), "{} ms after failure {}", until - now, nth + 1);
        now = until.max(now + 1);
    }
    let describe = send(&mut job, now);
    job.answered(describe.ticket, now, &shown(0..3, "STOPPED"), None);
    assert_eq!(job.backoff().0, 0);
}

#[test]
fn a_job_without_retries_left_in_its_process_waits_as_long_as_a_retry_may() {
    let mut job = job(3, options());
    let describe = send(&mut job, START);
    job.lost(describe.ticket, START, NOT_SENT);
    job.postpone(START);
    let (_, until) = job.backoff();
    assert!((10_000..=20_000).contains(&(until - START)));
    assert_eq!(wait(&mut job, START + 1).1, WaitReason::Backoff);
}

#[test]
fn a_repeat_is_counted_and_has_its_own_time() {
    let mut job = job(3, options());
    let describe = send(&mut job, START);
    assert!(job.sent(describe.ticket, START + 50));
    assert_eq!(job.progress().requests, 1);
    assert!(job.repeated(describe.ticket, START + 9_000));
    assert_eq!(job.progress().requests, 2);
    assert_eq!(wait(&mut job, START + 9_000), (10_000, WaitReason::Reply));
    assert!(!job.repeated(99, START) && !job.sent(99, START));
    assert_eq!(job.progress().requests, 2);
}

#[test]
fn retry_after_is_respected_up_to_five_seconds_beyond_its_own_wait() {
    let busy = read_text(503, "");
    for (asked, least, most) in
        [(None, 0, 50), (Some(0), 0, 50), (Some(2_000), 2_000, 2_000), (Some(1_000_000_000), 5_000, 5_050)]
    {
        let mut job = job(3, options());
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &busy, asked);
        let held = job.backoff().1 - START;
        assert!((least..=most).contains(&held), "{asked:?}: {held} ms");
    }
    for (asked, least, most) in [(None, 1_000, 2_000), (Some(3_000), 3_000, 3_000), (Some(1_000_000_000), 6_000, 7_000)]
    {
        let mut job = described(3, options(), 3);
        let act = send(&mut job, START);
        job.answered(act.ticket, START, &refusal("RequestLimitExceeded", ""), asked);
        let held = wait(&mut job, START).0;
        assert!((least..=most).contains(&held), "{asked:?}: {held} ms");
    }
}

#[test]
fn throttling_grows_until_a_start_is_accepted() {
    let mut job = described(3, options(), 3);
    let mut now = START;
    for most in [2_000, 3_000, 5_000, 9_000, 17_000, 21_000, 21_000] {
        let act = send(&mut job, now);
        job.answered(act.ticket, now, &refusal("RequestLimitExceeded.UinLimitExceeded", ""), None);
        let (held, why) = wait(&mut job, now);
        assert!(why == WaitReason::Backoff && (1_000..=most).contains(&held), "{held} ms of {most}");
        now += held;
    }
    let act = send(&mut job, now);
    job.answered(act.ticket, now, &envelope(json!({})), None);
    assert_eq!(job.backoff().0, 0, "throttling is no failure");
}

#[test]
fn a_service_that_asks_for_less_gets_less() {
    for (status, most) in [(200, 33), (502, 33), (429, 16), (503, 16)] {
        let mut job = job(4_000, options());
        let describe = send(&mut job, START);
        job.answered(describe.ticket, START, &read_text(status, "<html>"), None);
        let count = answer_describes(&mut job, START + 500, "RUNNING");
        assert_eq!(
            count, most,
            "describes at once after HTTP {status}: one slot of the 34, or of half of them, is taken"
        );
    }
}

#[test]
fn a_describe_too_big_is_halved_until_it_fits_and_one_instance_is_not() {
    let mut job = job(100, options());
    let named =
        |send: &Send| serde_json::from_str::<Value>(&send.payload).unwrap()["InstanceIds"].as_array().unwrap().len();
    let mut sizes = Vec::new();
    while job.rejection().is_none() {
        let now = START + 50 * sizes.len() as u64;
        let describe = send(&mut job, now);
        sizes.push(named(&describe));
        job.answered(describe.ticket, now, &refusal("ResponseSizeLimitExceeded", ""), None);
    }
    let big = || Reply::Unclear(Error::new("Client.BadReply", "the reply is over 8 MiB"), Hint::TooBig);
    let mut two = crate::world::job(2, options());
    let describe = send(&mut two, START);
    two.answered(describe.ticket, START, &big(), None);
    assert_eq!(two.backoff().0, 0, "asked again at once, by halves");
    let describe = send(&mut two, START + 1);
    assert_eq!(named(&describe), 1);
    two.answered(describe.ticket, START + 1, &big(), None);
    assert_eq!(two.backoff().0, 1, "a single row: a failure as any other");
    assert_eq!(sizes[..5], [100, 50, 25, 13, 7]);
    assert!(sizes.is_sorted_by(|a, b| a > b) && sizes.ends_with(&[1]), "{sizes:?}");
    assert!(job.rejection().is_some_and(|error| error.code == "ResponseSizeLimitExceeded"));
}

#[test]
fn the_rests_of_two_pages_share_a_poll() {
    let mut job = described(100, options(), 200);
    let first = send(&mut job, START);
    let describe = send(&mut job, START);
    job.answered(describe.ticket, START, &shown(100..200, "STOPPED"), None);
    let second = send(&mut job, START);
    for act in [first, second] {
        assert!(act.acting);
        job.answered(act.ticket, START, &envelope(json!({})), None);
    }
    let status = |send: &Send, left: &str| {
        let asked: Value = serde_json::from_str(&send.payload).unwrap();
        let state = |id: &Value| if id == left { "STARTING" } else { "RUNNING" };
        let rows = asked["InstanceIds"].as_array().unwrap().iter();
        let rows: Vec<Value> = rows.map(|id| json!({ "InstanceId": id, "InstanceState": state(id) })).collect();
        envelope(json!({ "TotalCount": rows.len(), "InstanceStatusSet": rows }))
    };
    let mut now = START + 1_000;
    for left in ["ins-00000007", "ins-00000107"] {
        let poll = send(&mut job, now);
        job.answered(poll.ticket, now, &status(&poll, left), None);
        now += 120;
    }
    assert_eq!(job.progress().pending, 2);
    now += wait(&mut job, now).0;
    let poll = send(&mut job, now);
    assert_eq!(poll.payload, r#"{"InstanceIds":["ins-00000007","ins-00000107"],"Limit":100}"#);
}
