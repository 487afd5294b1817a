//! Randomness that can be had again, and how much of it.

use std::time::{SystemTime, UNIX_EPOCH};

/// splitmix64.
pub(crate) struct Random(u64);

impl Random {
    /// From `VERIFY_SEED`, or a new seed, which is printed.
    pub(crate) fn new(what: &str) -> Self {
        let seed = setting("VERIFY_SEED")
            .unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64));
        println!("{what}: VERIFY_SEED={seed}");
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound - 1`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A text of letters, signs, spaces and Chinese.
    pub(crate) fn text(&mut self, most: usize) -> String {
        const LETTERS: [char; 24] = [
            'a', 'z', 'A', 'Z', '0', '9', '-', '_', '.', '~', ' ', '+', '&', '=', '%', '/', '?', '#', '"', '\\', '中',
            'é', '😀', '\'',
        ];
        (0..self.below(most)).map(|_| *self.pick(&LETTERS)).collect()
    }
}

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
