//! A pace at the door.

use crate::Error;
use crate::job::planned_per_second;
use crate::model;
use crate::pace::{LEASE_MS, MOST, Pace};
use crate::wasm::thrown;
use wasm_bindgen::prelude::*;

/// How many requests a second of an action are planned; 0 for an action that is not in the model.
#[wasm_bindgen]
pub fn planned_rate(action: &str) -> u32 {
    model::action(action).map_or(0, planned_per_second)
}

/// Whether an action changes instances.
#[wasm_bindgen]
pub fn is_acting(action: &str) -> bool {
    model::action(action).is_some_and(|action| action.operation.is_some())
}

/// A pace, as `createPace` wraps it.
#[wasm_bindgen]
pub struct PaceHandle {
    pace: Pace,
    /// Saved texts, a line each, that have not met their first moment: in the older format what was in flight is held from that
    /// moment on.
    saved: Option<String>,
}

#[wasm_bindgen]
impl PaceHandle {
    /// A new or saved pace. `saved`: a text of [`PaceHandle::save`], or several, a line each.
    #[wasm_bindgen(constructor)]
    pub fn new(per_second: f64, saved: Option<String>) -> Result<PaceHandle, JsValue> {
        if !(1.0..=f64::from(MOST)).contains(&per_second) || per_second.fract() != 0.0 {
            return Err(thrown(&Error::argument("perSecond", "must be a whole number from 1 to 10000")));
        }
        let per_second = per_second as u32;
        if saved.as_deref().is_some_and(|saved| restored(per_second, saved, 0).is_none()) {
            return Err(thrown(&Error::argument("saved", "is not what save() returned")));
        }
        Ok(PaceHandle { pace: Pace::new(per_second), saved })
    }

    /// Slot and moment, or nothing while only a reply, or the end of a lease, can free a slot.
    pub fn take(&mut self, now: f64, lease_ms: Option<f64>) -> Option<Box<[f64]>> {
        self.meet(now);
        let lease = self.pace.take(now as u64, lease_ms.map_or(LEASE_MS, |ms| ms as u64))?;
        Some(Box::new([lease.id as f64, lease.at as f64]))
    }

    /// The reply of a slot came.
    pub fn freed(&mut self, slot: f64, now: f64) {
        self.meet(now);
        if slot >= 0.0 {
            self.pace.freed(slot as u64, now as u64);
        }
    }

    /// A refusal for the rate.
    pub fn throttled(&mut self, now: f64) {
        self.meet(now);
        self.pace.throttled(now as u64);
    }

    /// The text that makes it again.
    pub fn save(&self) -> String {
        self.saved.clone().unwrap_or_else(|| self.pace.save())
    }

    fn meet(&mut self, now: f64) {
        if let Some(saved) = self.saved.take() {
            self.pace = restored(self.pace.per_second(), &saved, now as u64).unwrap_or_else(|| self.pace.clone());
        }
    }
}

fn restored(per_second: u32, saved: &str, now: u64) -> Option<Pace> {
    let mut paces = saved.split('\n').map(|text| Pace::restore(per_second, text, now));
    let first = paces.next()??;
    paces.try_fold(first, |mut joined, pace| {
        joined.join(&pace?);
        Some(joined)
    })
}
