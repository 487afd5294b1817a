//! Waves of instances, and the threshold of failures after which nothing more is acted on.

use super::Job;
use super::instance::{Outcome, Phase};
use super::options::Ramp;
use crate::error::client;

/// How many instances may be acted on before the wave under way has ended.
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
}

impl Job {
    /// How many further instances may be acted on now. A wave that has ended makes room for the next.
    pub(super) fn wave_capacity(&mut self) -> usize {
        let (Some(size), Some(ramp)) = (self.wave.size, self.options.ramp) else { return usize::MAX };
        let used = self.counts.acted.saturating_sub(self.wave.acted_before);
        if used < size {
            return size - used;
        }
        if self.counts.acting_open > 0 {
            return 0;
        }
        let grown = size.saturating_mul(ramp.percent as usize).div_ceil(100);
        self.wave = Wave { size: Some(grown), acted_before: self.counts.acted };
        grown
    }

    /// Halts the job once too many instances have failed: what is under way is followed to its end, the rest is left alone.
    pub(super) fn halt_if_due(&mut self, now: u64) {
        let Some(stop_after) = self.options.stop_after else { return };
        if self.halted || self.ending.is_some() || self.counts.bad < stop_after.of(self.instances.len()) {
            return;
        }
        self.halted = true;
        self.drop_unsent(now);
        self.ready.clear();
        self.bisected_batches.clear();
        for index in 0..self.instances.len() as u32 {
            let waits =
                self.instance(index).is_some_and(|instance| matches!(instance.phase, Phase::Fresh | Phase::Ready));
            if waits {
                self.halt_one(index, now);
            }
        }
    }

    fn halt_one(&mut self, index: u32, now: u64) {
        let refusal =
            self.instance(index).and_then(|instance| instance.refusal).and_then(|at| self.faults.get(at as usize));
        let message = match refusal {
            None => "too many instances failed, so it was left alone".to_owned(),
            Some(refusal) => {
                ["too many instances failed, so it was not tried again after ", &refusal.code, ": ", &refusal.message]
                    .concat()
            }
        };
        let fault = self.fault(client::HALTED, &message, false);
        self.finish(index, Outcome::Unknown, Some(fault), now);
    }
}
