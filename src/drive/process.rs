//! What all operations of a process share: the clock and the retry budget.

use crate::budget::Budget;
use std::cell::RefCell;

thread_local! {
    /// The retries of this process.
    pub(super) static BUDGET: RefCell<Budget> = RefCell::default();
}

/// Unix milliseconds.
pub(super) fn now() -> u64 {
    js_sys::Date::now() as u64
}
