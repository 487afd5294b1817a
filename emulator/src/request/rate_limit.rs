//! Requests per second, for each account, region and action.

use crate::messages::error::ApiError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use tencentcloud_edge::model::Action;

const WINDOW_MS: u64 = 1_000;

/// The arrivals of the last second. Refused requests count as well, unless an option says otherwise: a caller that
/// never pauses stays refused.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RateLimit {
    arrivals: BTreeMap<String, VecDeque<u64>>,
}

impl RateLimit {
    /// Counts one request, and refuses it when more than the action's limit fell into the second that ends now.
    pub(crate) fn admit(
        &mut self,
        account: &str,
        region: &str,
        action: &Action,
        (now_ms, count_refused): (u64, bool),
    ) -> Result<(), ApiError> {
        let key = [account, region, action.name].join(" ");
        let arrivals = self.arrivals.entry(key).or_default();
        // After the clock was set back there may be arrivals in the future, which do not belong to this second.
        arrivals.retain(|at| *at <= now_ms && now_ms - at < WINDOW_MS);
        arrivals.push_back(now_ms);
        let (count, limit) = (arrivals.len(), action.per_second);
        if count as u64 <= u64::from(limit) {
            return Ok(());
        }
        if !count_refused {
            arrivals.pop_back();
        }
        let about = format!("`{count}` in a second, which exceeds the frequency limit `{limit}`");
        Err(ApiError::about("RequestLimitExceeded", about))
    }
}

#[cfg(test)]
mod tests {
    use super::RateLimit;
    use tencentcloud_edge::model::action;

    #[test]
    fn a_second_slides_and_each_key_has_its_own() {
        let start = action("StartInstances").unwrap();
        let describe = action("DescribeInstances").unwrap();
        let mut quota = RateLimit::default();
        for ms in 0..10 {
            quota.admit("a", "r", start, (ms * 10, true)).unwrap();
        }
        assert_eq!(quota.admit("a", "r", start, (999, true)).unwrap_err().code, "RequestLimitExceeded");
        assert!(quota.admit("b", "r", start, (999, true)).is_ok());
        assert!(quota.admit("a", "s", start, (999, true)).is_ok());
        assert!(quota.admit("a", "r", describe, (999, true)).is_ok());
        // At 1010 the arrivals of 0 and 10 are a full second old; the refused one of 999 still counts.
        assert!(quota.admit("a", "r", start, (1_010, true)).is_ok());
        assert!(quota.admit("a", "r", start, (1_010, true)).is_err());
        assert!(quota.admit("a", "r", start, (500, true)).is_ok(), "a clock set back");
    }
}
