//! A pace as text, and back.

use super::slot::Slot;
use super::{HOLD_MS, Pace};

/// How the text of [`Pace::save`] begins. The one before it had no such word, and no leases.
const VERSION: &str = "p2";

impl Pace {
    /// What [`Pace::restore`] takes.
    pub fn save(&self) -> String {
        let (rate, since) = self.slowed.unwrap_or((0, 0));
        let head = [u64::from(self.per_second()), u64::from(rate), since, self.latest, self.next_lease];
        let mut words = vec![VERSION.to_owned()];
        words.extend(head.iter().map(u64::to_string));
        words.extend(self.slots.iter().map(|slot| match slot {
            Slot::Free(at) => at.to_string(),
            Slot::Leased { id, until } => [&id.to_string(), "@", &until.to_string()].concat(),
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
        Some((id, until)) if leased => Some(Slot::Leased { id: id.parse().ok()?, until: until.parse().ok()? }),
        _ if word == "-" && !leased => Some(Slot::Free(now.saturating_add(HOLD_MS))),
        _ => word.parse().ok().map(Slot::Free),
    }
}
