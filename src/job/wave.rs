//! Waves of instances: each begins when the one before has ended.

use super::instance::Counts;
use super::options::Ramp;

/// The current wave: how many instances may be acted on before it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wave {
    /// Instances of this wave; `None` without waves.
    pub(crate) size: Option<usize>,
    /// How many were acted on when it began.
    pub(crate) acted_before: usize,
}

impl Wave {
    pub(crate) fn new(ramp: Option<Ramp>) -> Self {
        Wave { size: ramp.map(|ramp| ramp.first as usize), acted_before: 0 }
    }

    /// How many further instances may be acted on now. A wave that has ended is followed by the next.
    pub(crate) fn capacity(&mut self, ramp: Option<Ramp>, counts: &Counts) -> usize {
        let (Some(size), Some(ramp)) = (self.size, ramp) else { return usize::MAX };
        let used = counts.acted.saturating_sub(self.acted_before);
        if used < size {
            return size - used;
        }
        if counts.acting_open > 0 {
            return 0;
        }
        let grown = size.saturating_mul(ramp.percent as usize).div_ceil(100);
        *self = Wave { size: Some(grown), acted_before: counts.acted };
        grown
    }
}
