//! Not more than so many requests in any second.
//!
//! A sliding log of slots. A slot is taken when its request goes and frees 1,005 ms after the *reply*: the service saw the
//! request some time between the two, so whatever the network does, it never sees more than the limit in any second.
//! Spacing requests evenly does not give that: what leaves 100 ms apart can arrive bunched.
//!
//! A slot is a lease: whoever took it may vanish without giving it back. It is free again when its request can no longer
//! be answered and the same 1,005 ms have passed.

/// How long after its reply a slot stays taken, in milliseconds: the second, and a little for clocks that tick coarsely.
pub const HOLD_MS: u64 = 1_005;
/// The lowest rate throttling can bring it to, in requests a second.
const FLOOR: u32 = 1;
/// A clock that goes back by more than this, in milliseconds, was set: what was planned by it is moved along.
const STEP_BACK_MS: u64 = 1_000;
/// How the text of [`Pace::save`] begins. The one before it had no such word, and no leases.
const VERSION: &str = "p2";

/// The highest limit a pace is made for, in requests a second.
pub const MOST: u32 = 10_000;
/// The lease of a request whose driver names none: the default timeout of a request, and a second to notice it.
pub const LEASE_MS: u64 = 11_000;
/// The longest lease: a day.
pub const MOST_LEASE_MS: u64 = 86_400_000;

/// A slot that [`Pace::take`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What to give back with [`Pace::freed`]: no other lease of this pace has the same number.
    pub lease: u64,
    /// When the request may go, in Unix milliseconds.
    pub at: u64,
}

/// One of the requests that may be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// Free from this moment on.
    Free(u64),
    /// Its request waits for a reply; free at `until` if none comes.
    Leased { lease: u64, until: u64 },
}

impl Slot {
    /// When it is free if nobody gives it back.
    fn free_at(self) -> u64 {
        match self {
            Slot::Free(at) | Slot::Leased { until: at, .. } => at,
        }
    }

    /// Whether a reply may free it earlier.
    fn waits(self, now: u64) -> bool {
        matches!(self, Slot::Leased { until, .. } if until > now)
    }

    /// Moved to a clock that was set back by `back`.
    fn earlier(self, back: u64) -> Slot {
        match self {
            Slot::Free(at) => Slot::Free(at.saturating_sub(back)),
            Slot::Leased { lease, until } => Slot::Leased { lease, until: until.saturating_sub(back) },
        }
    }
}

/// The pace of one action of one account in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    slots: Vec<Slot>,
    /// The rate after throttling, and when that was.
    slowed: Option<(u32, u64)>,
    /// The latest moment at which a slot was asked for.
    latest: u64,
    next_lease: u64,
}

impl Pace {
    /// `per_second` requests in any second, at least one.
    pub fn new(per_second: u32) -> Self {
        Pace { slots: vec![Slot::Free(0); per_second.max(1) as usize], slowed: None, latest: 0, next_lease: 0 }
    }

    /// The limit it was made with.
    pub fn per_second(&self) -> u32 {
        self.slots.len() as u32
    }

    /// The earliest moment from `now` on at which a request may go; `None` while only a reply, or the end of a lease, can
    /// free a slot.
    pub fn ready_at(&self, now: u64) -> Option<u64> {
        let (rate, back) = (self.rate(now) as usize, self.back(now));
        let moments = self.slots.iter().map(|slot| slot.earlier(back));
        let mut free: Vec<u64> =
            moments.map(|slot| if slot.waits(now) { u64::MAX } else { slot.free_at().max(now) }).collect();
        free.sort_unstable();
        // At a lower rate than the limit so many slots have to be free besides the one that is taken.
        free.get(free.len().saturating_sub(rate)).copied().filter(|at| *at < u64::MAX)
    }

    /// Takes a slot for a request that goes at the moment returned and can be answered until `lease_ms` later; `None`
    /// while only a reply, or the end of a lease, can free one.
    pub fn take(&mut self, now: u64, lease_ms: u64) -> Option<Turn> {
        self.meet(now);
        let at = self.ready_at(now)?;
        let slot = self.slots.iter_mut().find(|slot| !slot.waits(now) && slot.free_at() <= at)?;
        let lease = self.next_lease;
        self.next_lease += 1;
        *slot = Slot::Leased { lease, until: at + lease_ms.min(MOST_LEASE_MS) + HOLD_MS };
        Some(Turn { lease, at })
    }

    /// The reply to the request of a lease came, or was given up on, at `now`. One that is unknown, over or given back
    /// already is ignored: its slot may be somebody else's.
    pub fn freed(&mut self, lease: u64, now: u64) {
        let at = now.max(self.latest) + HOLD_MS;
        let mine = |slot: &&mut Slot| matches!(**slot, Slot::Leased { lease: its, .. } if its == lease);
        if let Some(slot) = self.slots.iter_mut().find(mine) {
            *slot = Slot::Free(at);
        }
    }

    /// Whatever is under way has reached the service by `moment`, and its replies cannot be seen: the driver that waited
    /// for them is gone.
    pub fn arrived(&mut self, moment: u64) {
        for slot in self.slots.iter_mut().filter(|slot| matches!(slot, Slot::Leased { .. })) {
            *slot = Slot::Free(slot.free_at().min(moment + HOLD_MS));
        }
    }

    /// Holds what another pace of the same limit holds too, for a driver that goes on after several others: what any of them
    /// sent may still arrive. The other's leases run to their ends; nobody gives them back here.
    pub fn join(&mut self, other: &Pace) {
        let limit = self.slots.len();
        self.slots.extend(other.slots.iter().map(|slot| Slot::Free(slot.free_at())));
        self.slots.sort_unstable_by_key(|slot| std::cmp::Reverse(slot.free_at()));
        self.slots.truncate(limit);
        self.latest = self.latest.max(other.latest);
        let full = self.per_second();
        let recovered_at = |(rate, since): &(u32, u64)| since + u64::from(full.saturating_sub(*rate)) * 1_000;
        self.slowed = self.slowed.into_iter().chain(other.slowed).max_by_key(recovered_at);
    }

    /// The service refused a request for its rate: halves the pace, which then recovers by one a second.
    pub fn throttled(&mut self, now: u64) {
        let now = now.max(self.latest);
        self.slowed = Some(((self.rate(now) / 2).max(FLOOR), now));
    }

    fn rate(&self, now: u64) -> u32 {
        let full = self.per_second();
        self.slowed
            .map_or(full, |(rate, since)| full.min(rate.saturating_add((now.saturating_sub(since) / 1_000) as u32)))
    }

    /// By how much the clock was set back.
    fn back(&self, now: u64) -> u64 {
        Some(self.latest.saturating_sub(now)).filter(|back| *back > STEP_BACK_MS).unwrap_or(0)
    }

    fn meet(&mut self, now: u64) {
        let back = self.back(now);
        for slot in &mut self.slots {
            *slot = slot.earlier(back);
        }
        self.slowed = self.slowed.map(|(rate, since)| (rate, since.saturating_sub(back)));
        self.latest = self.latest.saturating_sub(back).max(now);
    }

    /// What [`Pace::restore`] takes.
    pub fn save(&self) -> String {
        let (rate, since) = self.slowed.unwrap_or((0, 0));
        let head = [u64::from(self.per_second()), u64::from(rate), since, self.latest, self.next_lease];
        let mut words = vec![VERSION.to_owned()];
        words.extend(head.iter().map(u64::to_string));
        words.extend(self.slots.iter().map(|slot| match slot {
            Slot::Free(at) => at.to_string(),
            Slot::Leased { lease, until } => [&lease.to_string(), "@", &until.to_string()].concat(),
        }));
        words.join(" ")
    }

    /// A saved pace with the limit it has now. Leases go on to their ends. In the text without leases a request that was in
    /// flight keeps its slot until `now` and the hold have passed, since its reply can no longer be seen.
    pub fn restore(per_second: u32, saved: &str, now: u64) -> Option<Self> {
        let mut words = saved.split(' ').peekable();
        let leased = words.next_if_eq(&VERSION).is_some();
        words.next()?.parse::<u32>().ok()?;
        let mut number = || words.next()?.parse::<u64>().ok();
        let (rate, since) = (u32::try_from(number()?).ok()?, number()?);
        let (latest, next_lease) = if leased { (number()?, number()?) } else { (0, 0) };
        let mut kept: Vec<Slot> = words.map(|word| read_slot(word, leased, now)).collect::<Option<_>>()?;
        if kept.len() > per_second as usize {
            kept.sort_unstable_by_key(|slot| std::cmp::Reverse(slot.free_at()));
        }
        let mut pace = Pace { latest, next_lease, ..Pace::new(per_second) };
        for (slot, saved) in pace.slots.iter_mut().zip(kept) {
            *slot = saved;
        }
        pace.slowed = (rate > 0).then_some((rate, since));
        Some(pace)
    }
}

fn read_slot(word: &str, leased: bool, now: u64) -> Option<Slot> {
    match word.split_once('@') {
        Some((lease, until)) if leased => Some(Slot::Leased { lease: lease.parse().ok()?, until: until.parse().ok()? }),
        _ if word == "-" && !leased => Some(Slot::Free(now.saturating_add(HOLD_MS))),
        _ => word.parse().ok().map(Slot::Free),
    }
}

#[cfg(test)]
mod tests {
    use super::{LEASE_MS, Pace, Turn};

    #[test]
    fn never_more_than_the_limit_in_any_second_whatever_the_network_does() {
        let mut pace = Pace::new(10);
        let (mut now, mut seen, mut random) = (0, Vec::new(), 7_u64);
        while seen.len() < 500 {
            let Turn { lease, at } = pace.take(now, LEASE_MS).unwrap();
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
                let turn = pace.take(now, LEASE_MS).unwrap();
                now = turn.at;
                assert_eq!(turn.at, burst * 1_005);
                pace.freed(turn.lease, turn.at);
            }
        }
    }

    #[test]
    fn waits_for_replies_and_ignores_strays() {
        let mut pace = Pace::new(2);
        let first = pace.take(5, LEASE_MS).unwrap();
        pace.take(5, LEASE_MS).unwrap();
        assert_eq!((pace.take(5, LEASE_MS), pace.ready_at(5)), (None, None));
        pace.freed(first.lease, 20);
        pace.freed(first.lease, 900);
        pace.freed(99, 20);
        assert_eq!(pace.take(30, LEASE_MS), Some(Turn { lease: 2, at: 1_025 }));
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
        pace.freed(first.lease, 3_200);
        assert_eq!(pace.ready_at(5_000), None, "a late reply of the first frees nothing of the second");
        pace.freed(second.lease, 5_000);
        assert_eq!(pace.ready_at(5_000), Some(6_005));
    }

    #[test]
    fn a_clock_that_is_set_back_takes_the_pace_along() {
        const HOUR: u64 = 3_600_000;
        let mut pace = Pace::new(2);
        let first = pace.take(HOUR + 500, 2_000).unwrap();
        pace.freed(first.lease, HOUR + 600);
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
        pace.freed(first.lease, 10_000);
        assert_eq!((pace.ready_at(9_000), pace.ready_at(8_999)), (Some(11_005), Some(10_004)));
        // One that trembles is at its latest moment all the while.
        let second = pace.take(11_005, LEASE_MS).unwrap();
        pace.take(10_500, LEASE_MS);
        pace.freed(second.lease, 10_600);
        assert_eq!(pace.ready_at(11_100), Some(12_010));
    }

    #[test]
    fn survives_saving() {
        let mut pace = Pace::new(3);
        let first = pace.take(10, LEASE_MS).unwrap();
        pace.freed(first.lease, 20);
        let second = pace.take(30, LEASE_MS).unwrap();
        pace.take(30, 500).unwrap();
        pace.throttled(30);
        let mut restored = Pace::restore(3, &pace.save(), 500).unwrap();
        assert_eq!(restored, pace);
        assert_eq!(restored.ready_at(1_500), None, "one a second, and the second waits still");
        restored.freed(second.lease, 1_600);
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
        other.freed(given_back.lease, 4_100);
        other.throttled(4_100);
        for (mut one, two) in [(mine.clone(), other.clone()), (other.clone(), mine.clone())] {
            one.join(&two);
            let joined = Pace::restore(2, &one.save(), 4_100).unwrap();
            assert!(joined.ready_at(4_100).is_none_or(|at| at >= 7_005), "half the rate, and the slot leased longest");
            assert_eq!(joined.ready_at(5_105), Some(5_105), "one given back, and two a second again");
        }
        mine.join(&other);
        mine.freed(first.lease, 4_100);
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
        let turns = [0, 1, 2].map(|now| pace.take(now, LEASE_MS).unwrap());
        pace.freed(turns[0].lease, 100);
        pace.freed(turns[1].lease, 200);
        let mut fewer = Pace::restore(1, &pace.save(), 300).unwrap();
        assert_eq!(fewer.ready_at(300), None);
        fewer.arrived(400);
        assert_eq!(fewer.ready_at(400), Some(1_405));
    }
}
