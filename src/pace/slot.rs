//! A slot of a pace.

/// One of the requests that may be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Free from this moment on.
    Free(u64),
    /// Its request waits for a reply; free at `until` if none comes.
    Leased { id: u64, until: u64 },
}

impl Slot {
    /// When it is free if nobody gives it back.
    pub(super) fn free_at(self) -> u64 {
        match self {
            Slot::Free(at) | Slot::Leased { until: at, .. } => at,
        }
    }

    /// Whether a reply may free it earlier.
    pub(super) fn waits(self, now: u64) -> bool {
        matches!(self, Slot::Leased { until, .. } if until > now)
    }

    /// Moved to a clock that was set back by `back`.
    pub(super) fn earlier(self, back: u64) -> Slot {
        match self {
            Slot::Free(at) => Slot::Free(at.saturating_sub(back)),
            Slot::Leased { id, until } => Slot::Leased { id, until: until.saturating_sub(back) },
        }
    }
}
