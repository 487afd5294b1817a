//! How many retries a process may spend, whatever the number of its operations.
//!
//! Each operation alone retries with reason; a hundred of them together would still be a storm on a service that is down.
//! So they draw on one budget. The figures are those of the AWS SDKs' standard retry mode.

/// What the bucket holds when nothing fails.
const FULL: u32 = 500;

/// What one retry costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// After a failure that says nothing of the service's load.
    Transient = 14,
    /// After a refusal for the rate.
    Throttled = 5,
}

/// The budget, in tokens.
#[derive(Debug)]
pub struct Budget {
    tokens: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { tokens: FULL }
    }
}

impl Budget {
    /// Pays for one retry. `false`: there is not enough left.
    pub fn spend(&mut self, cost: Cost) -> bool {
        let left = self.tokens.checked_sub(cost as u32);
        self.tokens = left.unwrap_or(self.tokens);
        left.is_some()
    }

    /// A request succeeded: it gives back what its last retry cost, or one token if it had none.
    pub fn succeeded(&mut self, retried: Option<Cost>) {
        self.tokens = FULL.min(self.tokens + retried.map_or(1, |cost| cost as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Cost};

    #[test]
    fn a_dead_service_gets_35_retries_and_a_throttling_one_100() {
        for (cost, most) in [(Cost::Transient, 35), (Cost::Throttled, 100)] {
            let mut budget = Budget::default();
            assert_eq!((0..1_000).filter(|_| budget.spend(cost)).count(), most);
        }
    }

    #[test]
    fn what_succeeds_gives_back_and_never_more_than_the_whole() {
        let mut budget = Budget::default();
        budget.succeeded(None);
        assert!(budget.spend(Cost::Transient));
        budget.succeeded(Some(Cost::Transient));
        assert_eq!(budget.tokens, 500);
        while budget.spend(Cost::Transient) {}
        let left = budget.tokens;
        for _ in left..14 {
            budget.succeeded(None);
        }
        assert!(budget.spend(Cost::Transient) && !budget.spend(Cost::Throttled));
    }
}
