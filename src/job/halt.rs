//! The threshold of failures after which nothing more is acted on.

use super::instance::{Outcome, Phase};
use super::machine::Job;
use crate::error::client;

impl Job {
    /// Halts the job once too many instances have failed: what was acted on is followed to its end, nothing else is sent.
    /// What was acted on and could be again, once it has been described, is halted then.
    pub(super) fn halt_if_due(&mut self, now: u64) {
        let Some(stop_after) = self.options.stop_after else { return };
        let due = match self.halted {
            true => !self.ready.is_empty() || !self.bisected_batches.is_empty(),
            false => self.counts.bad >= stop_after.of(self.instances.len()),
        };
        if self.ending.is_some() || !due {
            return;
        }
        self.halted = true;
        self.drop_unsent(now);
        self.ready.clear();
        self.bisected_batches.clear();
        for index in 0..self.instances.len() as u32 {
            let Some(instance) = self.instance(index) else { continue };
            // What a refused batch named may have been executed: its describe is waited for.
            let waits = instance.phase == Phase::Ready || (instance.phase == Phase::Fresh && !instance.is_acted_on());
            if waits {
                self.halt_one(index, now);
            }
        }
    }

    fn halt_one(&mut self, index: u32, now: u64) {
        let instance = self.instance(index);
        let refusal = instance.and_then(|instance| instance.refusal).and_then(|at| self.faults.get(at as usize));
        let message = match refusal {
            None if instance.is_some_and(|instance| instance.sent) => {
                "too many instances failed, so it was not tried again after a lost reply".to_owned()
            }
            None => "too many instances failed, so it was not acted on".to_owned(),
            Some(refusal) => {
                ["too many instances failed, so it was not tried again after ", &refusal.code, ": ", &refusal.message]
                    .concat()
            }
        };
        let fault = self.fault(client::HALTED, &message, false);
        self.finish(index, Outcome::Unknown, Some(fault), now);
    }
}
