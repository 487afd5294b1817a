//! Not more than so many requests in any second.
//!
//! A sliding log of slots. A slot is taken when its request goes and frees 1,005 ms after the *reply*: the service saw the
//! request some time between the two, so whatever the network does, it never sees more than the limit in any second.
//! Spacing requests evenly does not give that: what leaves 100 ms apart can arrive bunched.

/// How long after its reply a slot stays taken, in milliseconds: the second, and a little for clocks that tick coarsely.
const HOLD_MS: u64 = 1_005;
/// The lowest rate throttling can bring it to, in requests a second.
const FLOOR: u32 = 1;

/// The highest limit a pace is made for, in requests a second.
pub const MOST: u32 = 10_000;

/// A slot that [`Pace::take`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What to give back with [`Pace::freed`].
    pub slot: usize,
    /// When the request may go, in Unix milliseconds.
    pub at: u64,
}

/// The pace of one action of one account in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// When each slot is free again; `None` while its request waits for a reply.
    slots: Vec<Option<u64>>,
    /// The rate after throttling, and when that was.
    slowed: Option<(u32, u64)>,
}

impl Pace {
    /// `per_second` requests in any second, at least one.
    pub fn new(per_second: u32) -> Self {
        Pace { slots: vec![Some(0); per_second.max(1) as usize], slowed: None }
    }

    /// The limit it was made with.
    pub fn per_second(&self) -> u32 {
        self.slots.len() as u32
    }

    /// The earliest moment from `now` on at which a request may go; `None` while only a reply can free a slot.
    pub fn ready_at(&self, now: u64) -> Option<u64> {
        let rate = self.rate(now) as usize;
        let mut busy: Vec<u64> =
            self.slots.iter().map(|slot| slot.unwrap_or(u64::MAX)).filter(|at| *at > now).collect();
        let over = (busy.len() + 1).saturating_sub(rate);
        if over == 0 {
            return Some(now);
        }
        busy.sort_unstable();
        busy.get(over - 1).copied().filter(|at| *at < u64::MAX)
    }

    /// Takes a slot for a request that goes at the moment returned; `None` while only a reply can free one.
    pub fn take(&mut self, now: u64) -> Option<Turn> {
        let at = self.ready_at(now)?;
        let slot = self.slots.iter().position(|slot| slot.is_some_and(|free| free <= at))?;
        if let Some(entry) = self.slots.get_mut(slot) {
            *entry = None;
        }
        Some(Turn { slot, at })
    }

    /// The reply to the request in `slot` came, or was given up on, at `now`. An unknown or free slot is ignored.
    pub fn freed(&mut self, slot: usize, now: u64) {
        if let Some(entry) = self.slots.get_mut(slot)
            && entry.is_none()
        {
            *entry = Some(now + HOLD_MS);
        }
    }

    /// The service refused a request for its rate: halves the pace, which then recovers by one a second.
    pub fn throttled(&mut self, now: u64) {
        self.slowed = Some(((self.rate(now) / 2).max(FLOOR), now));
    }

    fn rate(&self, now: u64) -> u32 {
        let full = self.per_second();
        self.slowed
            .map_or(full, |(rate, since)| full.min(rate.saturating_add((now.saturating_sub(since) / 1_000) as u32)))
    }

    /// What [`Pace::restore`] takes.
    pub fn save(&self) -> String {
        let mut text = self.per_second().to_string();
        let (rate, since) = self.slowed.unwrap_or((0, 0));
        for value in [u64::from(rate), since] {
            text.push(' ');
            text.push_str(&value.to_string());
        }
        for slot in &self.slots {
            text.push(' ');
            match slot {
                Some(at) => text.push_str(&at.to_string()),
                None => text.push('-'),
            }
        }
        text
    }

    /// A saved pace with the limit it has now. A request that was in flight when it was saved keeps its slot until
    /// `now` and the hold have passed, since its reply can no longer be seen.
    pub fn restore(per_second: u32, saved: &str, now: u64) -> Option<Self> {
        let mut words = saved.split(' ');
        words.next()?.parse::<u32>().ok()?;
        let rate: u32 = words.next()?.parse().ok()?;
        let since: u64 = words.next()?.parse().ok()?;
        let mut kept: Vec<u64> = words
            .map(|word| if word == "-" { Some(now + HOLD_MS) } else { word.parse().ok() })
            .collect::<Option<_>>()?;
        kept.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
        let mut pace = Pace::new(per_second);
        for (slot, at) in pace.slots.iter_mut().zip(kept) {
            *slot = Some(at);
        }
        pace.slowed = (rate > 0).then_some((rate, since));
        Some(pace)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pace, Turn};

    #[test]
    fn never_more_than_the_limit_in_any_second_whatever_the_network_does() {
        let mut pace = Pace::new(10);
        let (mut now, mut seen, mut random) = (0, Vec::new(), 7_u64);
        while seen.len() < 500 {
            let Turn { slot, at } = pace.take(now).unwrap();
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (delay, back) = (random >> 40 & 255, random >> 48 & 127);
            seen.push(at + delay);
            pace.freed(slot, at + delay + back);
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
                let turn = pace.take(now).unwrap();
                now = turn.at;
                assert_eq!(turn.at, burst * 1_005);
                pace.freed(turn.slot, turn.at);
            }
        }
    }

    #[test]
    fn waits_for_replies_and_ignores_strays() {
        let mut pace = Pace::new(2);
        let first = pace.take(5).unwrap();
        pace.take(5).unwrap();
        assert_eq!((pace.take(5), pace.ready_at(5)), (None, None));
        pace.freed(first.slot, 20);
        pace.freed(first.slot, 900);
        pace.freed(99, 20);
        assert_eq!(pace.take(30), Some(Turn { slot: first.slot, at: 1_025 }));
    }

    #[test]
    fn throttling_halves_and_recovers() {
        let mut pace = Pace::new(8);
        pace.throttled(0);
        for _ in 0..4 {
            assert_eq!(pace.take(0).unwrap().at, 0);
        }
        assert_eq!(pace.take(0), None);
        assert_eq!(pace.take(1_000).unwrap().at, 1_000);
        for _ in 0..9 {
            pace.throttled(1_000);
        }
        assert_eq!(pace.take(1_000), None);
    }

    #[test]
    fn survives_saving() {
        let mut pace = Pace::new(3);
        let turn = pace.take(10).unwrap();
        pace.freed(turn.slot, 20);
        pace.take(30).unwrap();
        pace.throttled(30);
        let restored = Pace::restore(3, &pace.save(), 500).unwrap();
        assert_eq!(restored.ready_at(500), Some(1_505));
        assert_eq!(Pace::restore(3, &Pace::new(3).save(), 0).unwrap().ready_at(0), Some(0));
        assert!(Pace::restore(3, "3 0 0 x", 0).is_none() && Pace::restore(3, "", 0).is_none());
    }
}
