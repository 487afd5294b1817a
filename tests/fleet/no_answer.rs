//! What follows a reply that is no answer, with retries and without.

use crate::check::report;
use crate::manual::{described, send, shown, wait};
use crate::world::{START, job, options};
use tencentcloud_edge::job::{JobOptions, NOT_SENT, Outcome, Step, WaitReason};
use tencentcloud_edge::wire::read_text;

fn once() -> JobOptions {
    JobOptions { retry: None, ..options() }
}

#[test]
fn the_reasons_of_a_wait_are_spelt_as_in_javascript() {
    use WaitReason::{Backoff, Confirm, Pace, Reply, Settle};
    let names = [Backoff, Confirm, Pace, Reply, Settle].map(WaitReason::name);
    assert_eq!(names, ["backoff", "confirm", "pace", "reply", "settle"]);
}

#[test]
fn after_a_failure_one_request_asks_whether_the_service_is_back() {
    let mut job = described(100, options(), 400);
    let act = send(&mut job, START);
    job.lost(act.ticket, START + 10, "reset");
    let (pause, reason) = wait(&mut job, START + 10);
    assert_eq!(reason, WaitReason::Backoff);
    let now = START + 10 + pause;
    assert!(!send(&mut job, now).acting, "though three pages are still to be described");
    assert_eq!(wait(&mut job, now).1, WaitReason::Reply);
}

#[test]
fn a_redirect_ends_what_has_never_had_an_answer() {
    let redirect = read_text(302, "");
    let mut first = job(1, options());
    let describe = send(&mut first, START);
    first.answered(describe.ticket, START, &redirect, None);
    assert_eq!(first.rejection().map(|error| error.code.as_str()), Some("Client.Redirected"));

    let mut later = described(100, options(), 200);
    let act = send(&mut later, START);
    later.answered(act.ticket, START, &redirect, None);
    assert!(later.rejection().is_none() && later.progress().pending == 200);
}

#[test]
fn without_retries_a_describe_that_says_nothing_ends_what_it_asks_for() {
    for answered in [true, false] {
        let mut job = job(1, once());
        let describe = send(&mut job, START);
        if answered {
            job.answered(describe.ticket, START, &read_text(502, "<html>"), None);
        } else {
            job.lost(describe.ticket, START, "reset");
        }
        assert_eq!(job.next(START), Step::Done, "answered: {answered}");
        assert_eq!(report(&job, 0).0, Some(Outcome::Failed), "answered: {answered}");
    }
}

#[test]
fn without_retries_an_acting_request_is_followed_unless_it_reached_nobody() {
    let mut unclear = described(1, once(), 1);
    let act = send(&mut unclear, START);
    assert!(act.acting);
    unclear.answered(act.ticket, START, &read_text(502, "<html>"), None);
    assert_eq!(unclear.progress().pending, 1, "it may have been executed");
    let describe = send(&mut unclear, START + 30_000);
    unclear.answered(describe.ticket, START + 30_000, &shown(0..1, "RUNNING"), None);
    assert_eq!(report(&unclear, 0).0, Some(Outcome::Done));

    let mut unsent = described(1, once(), 1);
    let act = send(&mut unsent, START);
    unsent.lost(act.ticket, START, NOT_SENT);
    assert_eq!(unsent.next(START), Step::Done);
    assert_eq!(report(&unsent, 0), (Some(Outcome::Failed), "Client.Network".to_owned(), false));
}
