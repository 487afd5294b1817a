//! Making mistakes on purpose until one of them gives the signature that arrived.

use super::attempt::{Attempt, KeyCache, SentSignature};
use super::causes::{HEADERS_VALUE_CASE, HOST_PORT};
use super::hypotheses::Hypothesis;

/// More mistakes of the kind "what was meant was signed" are not combined: eight have 256 combinations.
const MAX_MEANT: usize = 8;

/// What a search may hash in all, in bytes, so that no request takes long; a usual one needs a hundredth of it.
pub(super) const MAX_HASHED: usize = 80 * 1024 * 1024;

/// A search for one signature.
pub(super) struct Search<'a> {
    sent: &'a SentSignature,
    keys: KeyCache,
    /// How many ways were tried.
    pub(super) tried: u32,
    hashed: usize,
}

/// The mistakes that give the signature, by their places in the list, and the attempt that makes them.
pub(super) struct Hit {
    pub(super) mistakes: Vec<usize>,
    pub(super) attempt: Attempt,
}

impl<'a> Search<'a> {
    pub(super) fn new(sent: &'a SentSignature) -> Self {
        Search { sent, keys: KeyCache::default(), tried: 0, hashed: 0 }
    }

    /// Whether an attempt gives the signature.
    pub(super) fn holds(&mut self, attempt: &Attempt) -> bool {
        if self.hashed > MAX_HASHED {
            return false;
        }
        self.tried += 1;
        self.hashed += attempt.size();
        let signature = self.keys.sign(&attempt.key, &attempt.message());
        self.sent.is(&attempt.finish(signature))
    }

    /// The fewest mistakes that give the signature.
    pub(super) fn fewest(&mut self, base: &Attempt, mistakes: &[Hypothesis<'_>], pairs: bool) -> Option<Hit> {
        self.single(base, mistakes)
            .or_else(|| self.meant(base, mistakes))
            .or_else(|| self.pair(base, mistakes, is_tolerated))
            .or_else(|| if pairs { self.pair(base, mistakes, |one| !one.rare) } else { None })
    }

    fn try_these(&mut self, base: &Attempt, mistakes: &[Hypothesis<'_>], chosen: &[usize]) -> Option<Hit> {
        let mut attempt = base.clone();
        chosen.iter().filter_map(|at| mistakes.get(*at)).for_each(|mistake| mistake.apply(&mut attempt));
        self.holds(&attempt).then(|| Hit { mistakes: chosen.to_vec(), attempt })
    }

    fn single(&mut self, base: &Attempt, mistakes: &[Hypothesis<'_>]) -> Option<Hit> {
        (0..mistakes.len()).find_map(|at| self.try_these(base, mistakes, &[at]))
    }

    /// Any number of differences from what was meant.
    fn meant(&mut self, base: &Attempt, mistakes: &[Hypothesis<'_>]) -> Option<Hit> {
        let meant: Vec<usize> = mistakes
            .iter()
            .enumerate()
            .filter(|(_, mistake)| mistake.meant)
            .map(|(at, _)| at)
            .take(MAX_MEANT)
            .collect();
        (3_u32..1 << meant.len()).filter(|chosen| chosen.count_ones() > 1).find_map(|chosen| {
            let members = meant.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            self.try_these(base, mistakes, &members.map(|(_, at)| *at).collect::<Vec<_>>())
        })
    }

    /// Two mistakes of different kinds, one of which is `first`.
    fn pair(&mut self, base: &Attempt, mistakes: &[Hypothesis<'_>], first: fn(&Hypothesis<'_>) -> bool) -> Option<Hit> {
        for (at, one) in mistakes.iter().enumerate().filter(|(_, one)| first(one)) {
            if self.hashed > MAX_HASHED {
                return None;
            }
            let mut with_one = base.clone();
            one.apply(&mut with_one);
            for (other_at, other) in mistakes.iter().enumerate() {
                let tried = first(other) && other_at < at;
                if tried || other.cause.group() == one.cause.group() || (other.rare && !is_tolerated(one)) {
                    continue;
                }
                let mut attempt = with_one.clone();
                other.apply(&mut attempt);
                if self.holds(&attempt) {
                    return Some(Hit { mistakes: vec![at, other_at], attempt });
                }
            }
        }
        None
    }

    /// The second at which an attempt gives the signature.
    pub(super) fn second(&mut self, attempt: &Attempt, mut seconds: impl Iterator<Item = u64>) -> Option<u64> {
        let mut attempt = attempt.clone();
        // Hashed once for all, unless the timestamp is signed with the headers.
        if attempt.lines_of("x-tc-timestamp").next().is_none() {
            attempt.fix_canonical_hash();
        }
        seconds.find(|second| {
            let text = second.to_string();
            attempt.set("x-tc-timestamp", &text);
            attempt.timestamp = text;
            self.holds(&attempt)
        })
    }
}

/// What services are known to accept, and so goes along with any other mistake.
fn is_tolerated(mistake: &Hypothesis<'_>) -> bool {
    let no_port = mistake.cause == &HOST_PORT && mistake.received.starts_with(&[&mistake.signed, ":"].concat());
    mistake.cause == &HEADERS_VALUE_CASE || no_port
}
