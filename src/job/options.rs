//! What a job is made with.

use super::parameters::Parameter;
use crate::Error;
use crate::model::Action;

/// How a fleet operation backs off. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Failures in a row that make one burst. After it no wait is shorter than half a second.
    pub attempts: u32,
    /// The first wait after a failure is up to this long; each further failure doubles it (full jitter).
    pub base_ms: u64,
    /// No wait is longer.
    pub max_ms: u64,
}

impl Default for Retry {
    fn default() -> Self {
        // The figures of the AWS SDKs' standard retry mode.
        Retry { attempts: 3, base_ms: 50, max_ms: 20_000 }
    }
}

/// How many describes of each kind are sent a second: below the service's 40, so that others have room too.
pub(super) const DESCRIBES_PER_SECOND: u32 = 34;
const _: () = assert!(DESCRIBES_PER_SECOND <= 40, "the service takes 40 describes a second");

/// The planned rate of an action: the most requests a second, by one job or by all of a process.
pub fn planned_per_second(action: &Action) -> u32 {
    if action.operation.is_some() { action.per_second } else { action.per_second.min(DESCRIBES_PER_SECOND) }
}

/// Who keeps the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// The caller, for several jobs of one account.
    Driver,
    /// The job itself: so many acting requests a second, describes at 34.
    Job(u32),
}

/// The options of a job. Times are in milliseconds.
#[derive(Clone, Debug)]
pub struct JobOptions {
    /// `X-TC-Region` of every request.
    pub region: String,
    /// Unix milliseconds at which the job begins.
    pub now: u64,
    /// Decides the jitter: the same seed and the same replies make the same run.
    pub seed: u64,
    /// Poll until the target state.
    pub wait: bool,
    /// How long the whole job may take.
    pub deadline_ms: u64,
    /// How long after a lost reply an instance must be seen unchanged before it is sent again. Describes have been seen
    /// stale for more than 10 s.
    pub settle_ms: u64,
    /// How long one request may take.
    pub timeout_ms: u64,
    /// `None`: one attempt of anything.
    pub retry: Option<Retry>,
    /// Who keeps the pace.
    pub pacing: Pacing,
    /// How long no request may reach anything, before the operation is given up.
    pub connect_ms: u64,
    /// How long an instance is tried again that the service has no resources for; `None`: until the deadline.
    pub shortage_ms: Option<u64>,
    /// The most instances of an acting request, at least 1; `None`: as many as the service takes.
    pub batch_limit: Option<usize>,
    /// Waves; `None`: all instances at once.
    pub ramp: Option<Ramp>,
    /// After how many failures nothing more is acted on.
    pub stop_after: Option<StopAfter>,
    /// The action's own parameters but the secret ones, which a job never holds: see [`Secrets`](super::Secrets).
    pub parameters: Vec<Parameter>,
}

/// Waves of instances: each begins when the one before has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ramp {
    /// Instances of the first wave, at least 1.
    pub first: u32,
    /// Each wave has so many hundredths of the instances of the one before, at least 100.
    pub percent: u32,
}

/// A threshold of instances that failed, are in conflict or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopAfter {
    /// So many of them, at least 1.
    Count(u32),
    /// So many of a hundred, from 1 to 100; at least one instance.
    Percent(u32),
}

impl Ramp {
    pub(super) fn check(self) -> Result<(), Error> {
        match self {
            Ramp { first: 0, .. } => Err(Error::argument("ramp.first", "must be a whole number from 1")),
            Ramp { percent: ..100, .. } => Err(Error::argument("ramp.factor", "must be a number from 1")),
            _ => Ok(()),
        }
    }
}

impl StopAfter {
    pub(super) fn check(self) -> Result<(), Error> {
        match self {
            StopAfter::Count(1..) | StopAfter::Percent(1..=100) => Ok(()),
            _ => Err(Error::argument("stopAfter", "must be a whole number from 1, or a text from \"1%\" to \"100%\"")),
        }
    }

    /// How many of `total` instances it stands for.
    pub(super) fn of(self, total: usize) -> usize {
        match self {
            StopAfter::Count(count) => count as usize,
            StopAfter::Percent(percent) => (total * percent as usize).div_ceil(100).max(1),
        }
    }
}

impl JobOptions {
    /// The defaults: wait, 10 minutes in all, 15 s to reach anything, 20 s to settle, 10 s a request, retry, 10 acting
    /// requests a second, all instances at once.
    pub fn new(region: impl Into<String>, now: u64) -> Self {
        JobOptions {
            region: region.into(),
            now,
            seed: now,
            wait: true,
            deadline_ms: 600_000,
            settle_ms: 20_000,
            timeout_ms: 10_000,
            retry: Some(Retry::default()),
            pacing: Pacing::Job(10),
            connect_ms: 15_000,
            shortage_ms: None,
            batch_limit: None,
            ramp: None,
            stop_after: None,
            parameters: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StopAfter;

    #[test]
    fn a_threshold_in_percent_is_rounded_up_to_whole_instances() {
        assert_eq!(StopAfter::Count(5).of(10), 5);
        let percents = [(10, 25, 3), (10, 30, 3), (100, 7, 7), (1, 10, 1), (33, 1_000, 330)];
        for (percent, total, count) in percents {
            assert_eq!(StopAfter::Percent(percent).of(total), count, "{percent} % of {total}");
        }
    }
}
