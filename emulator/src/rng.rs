//! The only source of randomness: splitmix64, small and the same on every machine.

use serde::{Deserialize, Serialize};

/// A stream of numbers. Each purpose has its own, so that one more request does not change how long a start takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The stream called `name` of a seed.
    pub(crate) fn stream(seed: u64, name: &str) -> Self {
        // FNV-1a spreads the names; the first draw then mixes them with the seed.
        let tag = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let mut rng = Rng(seed ^ tag);
        rng.next();
        rng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound - 1`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// A number between two bounds, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// True with the given probability, from 0 to 1.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        // 53 bits fill a double's mantissa exactly.
        ((self.next() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// One of `items`; `None` only when there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(items.len() as u64) as usize;
        items.get(index)
    }

    /// `length` lower-case letters and digits, the alphabet of ids.
    pub(crate) fn id(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).filter_map(|_| self.pick(ALPHABET).map(|byte| char::from(*byte))).collect()
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        let digits = (0..32).map(|at| if at < 16 { high >> (60 - 4 * at) } else { low >> (124 - 4 * at) });
        let mut text = String::with_capacity(36);
        for (at, digit) in digits.enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(char::from_digit((digit & 15) as u32, 16).unwrap_or('0'));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, name| Rng::stream(seed, name).next();
        assert_eq!(draw(1, "ids"), draw(1, "ids"));
        assert_ne!(draw(1, "ids"), draw(1, "times"));
        assert_ne!(draw(1, "ids"), draw(2, "ids"));
    }

    #[test]
    fn bounds_hold() {
        let mut rng = Rng::stream(7, "bounds");
        assert!((0..1_000).all(|_| (3..=5).contains(&rng.between(3, 5))));
        assert_eq!(rng.between(9, 9), 9);
        assert!((0..1_000).all(|_| rng.chance(1.0)));
        assert!((0..1_000).all(|_| !rng.chance(0.0)));
        let hits = (0..10_000).filter(|_| rng.chance(0.25)).count();
        assert!((2_000..3_000).contains(&hits), "{hits}");
    }

    #[test]
    fn uuids_have_the_shape_of_version_4() {
        let mut rng = Rng::stream(1, "uuid");
        for _ in 0..1_000 {
            let uuid = rng.uuid();
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12]);
            assert_eq!(&uuid[14..15], "4");
            assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
        }
    }
}
