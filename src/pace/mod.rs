//! A limit of requests in any second.
//!
//! A sliding log of slots. A slot is taken when its request is sent and is free again 1,005 ms after the *reply*: the service saw the
//! request some time between the two, so whatever the network does, it never sees more than the limit in any second.
//! Spacing requests evenly does not ensure that: what is sent 100 ms apart can arrive together.
//!
//! A slot is leased: whoever took it may disappear without giving it back. It is free again when its request can no longer
//! be answered and the same 1,005 ms have passed.

mod save;
mod slot;
#[cfg(test)]
mod tests;

use slot::Slot;

/// How long after its reply a slot stays taken, in milliseconds: the second, and a little for clocks that tick coarsely.
pub const HOLD_MS: u64 = 1_005;
/// The lowest rate throttling can bring it to, in requests a second.
const FLOOR: u32 = 1;
/// A clock that goes back by more than this, in milliseconds, was set: what was planned by it is moved along.
const STEP_BACK_MS: u64 = 1_000;
/// The highest limit a pace is made for, in requests a second.
pub const MOST: u32 = 10_000;
/// The lease of a request whose driver names none: the default timeout of a request, and a second to notice it.
pub const LEASE_MS: u64 = 11_000;
/// The longest lease: a day.
pub const MOST_LEASE_MS: u64 = 86_400_000;

/// A slot that [`Pace::take`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What to give back with [`Pace::freed`]: no other lease of this pace has the same number.
    pub id: u64,
    /// When the request may go, in Unix milliseconds.
    pub at: u64,
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
    pub fn take(&mut self, now: u64, lease_ms: u64) -> Option<Lease> {
        self.meet(now);
        let at = self.ready_at(now)?;
        let slot = self.slots.iter_mut().find(|slot| !slot.waits(now) && slot.free_at() <= at)?;
        let id = self.next_lease;
        self.next_lease += 1;
        *slot = Slot::Leased { id, until: at + lease_ms.min(MOST_LEASE_MS) + HOLD_MS };
        Some(Lease { id, at })
    }

    /// The reply to the request of a lease came, or was given up on, at `now`. One that is unknown, over or given back
    /// already is ignored: its slot may be somebody else's.
    pub fn freed(&mut self, lease: u64, now: u64) {
        let at = now.max(self.latest) + HOLD_MS;
        let mine = |slot: &&mut Slot| matches!(**slot, Slot::Leased { id, .. } if id == lease);
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
}
