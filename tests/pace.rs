//! The pace over random networks, callers that disappear, and every format it was ever saved in.

use std::collections::VecDeque;
use tencentcloud_edge::pace::{Lease, Pace};

const TIMEOUT: u64 = 3_000;

/// Numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// What a driver still has to say about a lease, in the order of time.
fn due(events: &mut VecDeque<(u64, u64)>, now: u64) -> Option<(u64, u64)> {
    let first = (0..events.len()).min_by_key(|at| events[*at].0)?;
    if events[first].0 <= now { events.remove(first) } else { None }
}

/// Requests that reach the service, in the order of time. Of a hundred drivers `leavers` vanish without a word, their
/// requests in flight; others hear of their reply at any time within the timeout, or give up at its end.
fn arrivals(seed: u64, per_second: u32, leavers: u64) -> Vec<u64> {
    let mut random = Random(seed);
    let mut pace = Pace::new(per_second);
    let (mut now, mut seen, mut events, mut stale) = (1_000_000, Vec::new(), VecDeque::new(), Vec::new());
    while seen.len() < 300 {
        while let Some((at, lease)) = due(&mut events, now) {
            pace.freed(lease, at);
        }
        match pace.take(now, TIMEOUT) {
            Some(Lease { id: lease, at }) => {
                let travel = random.below(TIMEOUT);
                seen.push(at + travel);
                if random.below(100) >= leavers {
                    events.push_back((at + travel + random.below(TIMEOUT - travel + 1), lease));
                } else {
                    stale.push(lease);
                }
            }
            None => now += 1 + random.below(200),
        }
        // Somebody who came back says long after its end that a lease is over.
        if random.below(4) == 0 && stale.len() > 40 {
            pace.freed(stale.remove(0), now);
        }
        if random.below(50) == 0 {
            pace = Pace::restore(per_second, &pace.save(), now).expect("what was saved is read");
        }
        now += random.below(60);
    }
    seen.sort_unstable();
    seen
}

#[test]
fn never_more_than_the_limit_in_any_second_whoever_leaves() {
    for seed in 0..200 {
        for leavers in [0, 30, 100] {
            let limit = 1 + (seed % 12) as u32;
            let seen = arrivals(seed, limit, leavers);
            let most = limit as usize;
            assert!(
                seen.windows(most + 1).all(|window| window[most] - window[0] > 1_000),
                "seed {seed}, {limit} a second, {leavers} of a hundred leave"
            );
        }
    }
}

#[test]
fn all_who_leave_hold_up_the_others_for_one_timeout_and_the_window() {
    let mut pace = Pace::new(10);
    for _ in 0..10 {
        assert_eq!(pace.take(500, TIMEOUT).unwrap().at, 500);
    }
    let back = 500 + TIMEOUT + 1_005;
    assert_eq!((pace.take(back - 1, TIMEOUT), pace.take(back, TIMEOUT).map(|lease| lease.at)), (None, Some(back)));
}

#[test]
fn every_text_that_was_ever_saved_is_read() {
    // 4 a second, halved at 700; one slot free at 1,600, one at 1,605, one long free, and one in flight.
    let mut first = Pace::restore(4, include_str!("fixtures/pace/pace1.txt").trim_end(), 2_000).unwrap();
    assert_eq!((0..3).map(|_| first.take(2_000, TIMEOUT).unwrap().at).collect::<Vec<_>>(), [2_000, 2_000, 3_005]);
    assert_eq!(first.take(2_000, TIMEOUT), None, "three a second by now");

    let mut second = Pace::restore(3, include_str!("fixtures/pace/pace2.txt").trim_end(), 2_000).unwrap();
    assert_eq!(second.ready_at(2_000), Some(2_000));
    assert_eq!(second.take(2_000, TIMEOUT).map(|lease| (lease.id, lease.at)), Some((5, 2_000)));
    second.freed(4, 2_100);
    assert_eq!(second.ready_at(2_100), Some(3_105), "the lease that was saved was given back");
}
