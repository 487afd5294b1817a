//! What a job is made with.

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
    /// `StopType` of a stop or reboot.
    pub stop_type: Option<String>,
    /// `StoppedMode` of a stop.
    pub stopped_mode: Option<String>,
}

impl JobOptions {
    /// The defaults: wait, 10 minutes in all, 20 s to settle, 10 s a request, retry, 10 acting requests a second.
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
            stop_type: None,
            stopped_mode: None,
        }
    }
}
