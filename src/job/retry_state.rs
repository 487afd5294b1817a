//! When requests may go again after failures, and the random numbers that spread the retries.

use super::options::Retry;

/// The wait after a refusal for the rate grows from this, in milliseconds (the AWS SDKs' base for throttling).
const THROTTLE_BASE_MS: u64 = 1_000;
/// How often an instance is described that is in doubt or in a transient state, in milliseconds.
pub(super) const DESCRIBE_AGAIN_MS: u64 = 2_000;

/// The failures so far, and until when they hold requests back.
#[derive(Clone, Debug)]
pub(crate) struct RetryState {
    /// Failures since the last good reply. While there are any, one request at most is in flight, to probe the service.
    pub(crate) failures: u32,
    /// Refusals for the rate since the last acting request that was accepted.
    pub(crate) throttles: u32,
    /// Nothing is sent before this moment.
    pub(crate) hold_until: u64,
    /// No acting request is sent before this moment.
    pub(crate) hold_acting_until: u64,
    /// The state of the generator.
    pub(crate) random: u64,
}

impl RetryState {
    pub(crate) fn new(seed: u64) -> Self {
        RetryState { failures: 0, throttles: 0, hold_until: 0, hold_acting_until: 0, random: seed }
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
        self.hold_until = 0;
    }

    /// A request failed in a way that says nothing about the request. `retry_after`, in milliseconds, is believed where it
    /// asks for up to 5 s more than our own wait.
    ///
    /// Full jitter within a burst; after it the service is considered down, and each wait is at least half of its longest.
    pub(crate) fn failed(&mut self, now: u64, retry: Retry, retry_after: Option<u64>) {
        let own = match self.failures.checked_sub(retry.attempts) {
            None => self.jitter(backoff(retry.base_ms, self.failures, retry.max_ms)),
            Some(later) => self.half_jitter(backoff(THROTTLE_BASE_MS, later, retry.max_ms)),
        };
        let wait = retry_after.map_or(own, |asked| asked.clamp(own, own + 5_000));
        self.failures = self.failures.saturating_add(1);
        self.hold_until = self.hold_until.max(now + wait);
    }

    pub(crate) fn throttled(&mut self, now: u64, retry: Retry, retry_after: Option<u64>) {
        let own = THROTTLE_BASE_MS + self.jitter(backoff(THROTTLE_BASE_MS, self.throttles, retry.max_ms));
        let wait = retry_after.map_or(own, |asked| asked.clamp(own, own + 5_000));
        self.throttles = self.throttles.saturating_add(1);
        self.hold_acting_until = self.hold_acting_until.max(now + wait);
    }

    /// The retry budget is spent: the next request waits about as long as a retry may.
    pub(crate) fn postpone(&mut self, now: u64, retry: Retry) {
        let wait = self.half_jitter(retry.max_ms);
        self.hold_until = self.hold_until.max(now + wait);
    }

    /// A wait from half of `most` to all of it.
    fn half_jitter(&mut self, most: u64) -> u64 {
        most / 2 + self.jitter(most - most / 2)
    }

    /// A wait from 0 to `most`, both included.
    pub(crate) fn jitter(&mut self, most: u64) -> u64 {
        // splitmix64: one addition and three mixes, the same on every platform.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % (most + 1)
    }
}

/// `prior_request · 2^count`, at most `max`.
pub(crate) fn backoff(prior_request: u64, count: u32, max: u64) -> u64 {
    prior_request.saturating_mul(1_u64 << count.min(30)).min(max)
}

#[cfg(test)]
mod tests {
    use super::{RetryState, backoff};

    #[test]
    fn the_random_numbers_are_those_of_splitmix64() {
        let mut retry_state = RetryState::new(0);
        let drawn = [(); 3].map(|()| retry_state.jitter(u64::MAX - 1));
        assert_eq!(drawn, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }

    #[test]
    fn a_wait_is_from_nothing_to_its_longest() {
        let mut retry_state = RetryState::new(7);
        assert_eq!(retry_state.jitter(0), 0);
        let drawn: std::collections::BTreeSet<u64> = (0..200).map(|_| retry_state.jitter(3)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn half_of_a_wait_is_certain() {
        let mut retry_state = RetryState::new(7);
        let drawn: std::collections::BTreeSet<u64> = (0..200).map(|_| retry_state.half_jitter(9)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_backoff_doubles_up_to_its_cap() {
        assert_eq!([0, 1, 5, 9, 40].map(|count| backoff(50, count, 20_000)), [50, 100, 1_600, 20_000, 20_000]);
    }
}
