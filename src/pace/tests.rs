//! The rules of a pace, moment by moment.

use super::{LEASE_MS, Lease, Pace};

#[test]
fn never_more_than_the_limit_in_any_second_whatever_the_network_does() {
    let mut pace = Pace::new(10);
    let (mut now, mut seen, mut random) = (0, Vec::new(), 7_u64);
    while seen.len() < 500 {
        let Lease { id: lease, at } = pace.take(now, LEASE_MS).unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (delay, back) = (random >> 40 & 255, random >> 48 & 127);
        seen.push(at + delay);
        pace.freed(lease, at + delay + back);
        now = at + (random >> 60);
    }
    seen.sort_unstable();
    assert!(seen.windows(11).all(|window| window[10] - window[0] > 1_000));
}

#[test]
fn ten_bursts_of_ten() {
    let mut pace = Pace::new(10);
    let mut now = 0;
    for burst in 0..10_u64 {
        for _ in 0..10 {
            let lease = pace.take(now, LEASE_MS).unwrap();
            now = lease.at;
            assert_eq!(lease.at, burst * 1_005);
            pace.freed(lease.id, lease.at);
        }
    }
}

#[test]
fn waits_for_replies_and_ignores_strays() {
    let mut pace = Pace::new(2);
    let first = pace.take(5, LEASE_MS).unwrap();
    pace.take(5, LEASE_MS).unwrap();
    assert_eq!((pace.take(5, LEASE_MS), pace.ready_at(5)), (None, None));
    pace.freed(first.id, 20);
    pace.freed(first.id, 900);
    pace.freed(99, 20);
    assert_eq!(pace.take(30, LEASE_MS), Some(Lease { id: 2, at: 1_025 }));
}

#[test]
fn throttling_halves_and_recovers() {
    let mut pace = Pace::new(8);
    pace.throttled(0);
    for _ in 0..4 {
        assert_eq!(pace.take(0, LEASE_MS).unwrap().at, 0);
    }
    assert_eq!(pace.take(0, LEASE_MS), None);
    assert_eq!(pace.take(1_000, LEASE_MS).unwrap().at, 1_000);
    for _ in 0..9 {
        pace.throttled(1_000);
    }
    assert_eq!(pace.take(1_000, LEASE_MS), None);
}

#[test]
fn a_slot_never_freed_is_free_again_once_its_request_can_no_longer_be_answered() {
    let mut pace = Pace::new(1);
    let first = pace.take(100, 2_000).unwrap();
    assert_eq!((pace.ready_at(3_104), pace.ready_at(3_105)), (None, Some(3_105)));
    let second = pace.take(3_105, 2_000).unwrap();
    pace.freed(first.id, 3_200);
    assert_eq!(pace.ready_at(5_000), None, "a late reply of the first frees nothing of the second");
    pace.freed(second.id, 5_000);
    assert_eq!(pace.ready_at(5_000), Some(6_005));
}

#[test]
fn a_clock_that_is_set_back_takes_the_pace_along() {
    const HOUR: u64 = 3_600_000;
    let mut pace = Pace::new(2);
    let first = pace.take(HOUR + 500, 2_000).unwrap();
    pace.freed(first.id, HOUR + 600);
    pace.take(HOUR + 700, 2_000).unwrap();
    assert_eq!(pace.ready_at(HOUR), Some(HOUR + 1_605), "half a second is no step");
    assert_eq!(pace.ready_at(700), Some(1_605));
    let third = pace.take(700, 2_000).unwrap();
    assert_eq!(third.at, 1_605);
    assert_eq!((pace.ready_at(3_704), pace.ready_at(3_705)), (None, Some(3_705)));
}

#[test]
fn a_clock_is_set_back_if_it_goes_back_by_more_than_a_second() {
    let mut pace = Pace::new(1);
    let first = pace.take(10_000, LEASE_MS).unwrap();
    pace.freed(first.id, 10_000);
    assert_eq!((pace.ready_at(9_000), pace.ready_at(8_999)), (Some(11_005), Some(10_004)));
    // One that trembles is at its latest moment all the while.
    let second = pace.take(11_005, LEASE_MS).unwrap();
    pace.take(10_500, LEASE_MS);
    pace.freed(second.id, 10_600);
    assert_eq!(pace.ready_at(11_100), Some(12_010));
}

#[test]
fn survives_saving() {
    let mut pace = Pace::new(3);
    let first = pace.take(10, LEASE_MS).unwrap();
    pace.freed(first.id, 20);
    let second = pace.take(30, LEASE_MS).unwrap();
    pace.take(30, 500).unwrap();
    pace.throttled(30);
    let mut restored = Pace::restore(3, &pace.save(), 500).unwrap();
    assert_eq!(restored, pace);
    assert_eq!(restored.ready_at(1_500), None, "one a second, and the second waits still");
    restored.freed(second.id, 1_600);
    assert_eq!(restored.ready_at(1_600), Some(1_600), "two a second by now");
    assert_eq!(Pace::restore(3, &Pace::new(3).save(), 0).unwrap().ready_at(0), Some(0));
    for damaged in
        ["", "x", "p2", "p2 3 0 0 0", "p2 3 0 0 0 0 -", "p2 3 0 0 0 0 1@", "p3 3 0 0", "3 0 0 x", "3 0 0 1@2"]
    {
        assert!(Pace::restore(3, damaged, 0).is_none(), "{damaged}");
    }
}

#[test]
fn joined_with_another_it_holds_what_either_holds() {
    let mut mine = Pace::new(2);
    let first = mine.take(100, 500).unwrap();
    let mut other = Pace::new(2);
    other.take(4_000, 2_000).unwrap();
    let given_back = other.take(4_000, 2_000).unwrap();
    other.freed(given_back.id, 4_100);
    other.throttled(4_100);
    for (mut one, two) in [(mine.clone(), other.clone()), (other.clone(), mine.clone())] {
        one.join(&two);
        let joined = Pace::restore(2, &one.save(), 4_100).unwrap();
        assert!(joined.ready_at(4_100).is_none_or(|at| at >= 7_005), "half the rate, and the slot leased longest");
        assert_eq!(joined.ready_at(5_105), Some(5_105), "one given back, and two a second again");
    }
    mine.join(&other);
    mine.freed(first.id, 4_100);
    assert_eq!(mine.ready_at(4_200), Some(7_005), "nobody gives back the leases of a pace that is gone");
}

#[test]
fn joined_with_another_it_has_the_rate_that_recovers_last() {
    let mut long_ago = Pace::new(8);
    for _ in 0..3 {
        long_ago.throttled(100);
    }
    let mut lately = Pace::new(8);
    lately.throttled(3_000);
    for (mut one, two) in [(long_ago.clone(), lately.clone()), (lately, long_ago)] {
        one.join(&two);
        assert!(one.save().starts_with("p2 8 1 100 "), "{}", one.save());
    }
}

#[test]
fn with_a_lower_limit_the_slots_that_are_free_last_stay() {
    let mut pace = Pace::new(3);
    let leases = [0, 1, 2].map(|now| pace.take(now, LEASE_MS).unwrap());
    pace.freed(leases[0].id, 100);
    pace.freed(leases[1].id, 200);
    let mut fewer = Pace::restore(1, &pace.save(), 300).unwrap();
    assert_eq!(fewer.ready_at(300), None);
    fewer.arrived(400);
    assert_eq!(fewer.ready_at(400), Some(1_405));
}
