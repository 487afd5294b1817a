//! Fault injection: the rules in force, and which of them apply to a request.

pub(crate) mod active;
pub(crate) mod effect;
mod gzip_bomb;
pub(crate) mod kinds;
pub(crate) mod reply;
pub(crate) mod rows;
pub(crate) mod rule;

use crate::request::summary::RequestSummary;
use crate::rng::Rng;
use active::ActiveFaults;
use rule::FaultRule;
use serde::{Deserialize, Serialize};

/// The rules, in the order they were given.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    #[serde(rename = "armed")]
    rules: Vec<RuleState>,
    /// How many rules were ever added: each draws from a stream of its own.
    given: u64,
}

/// A rule and how often it was met.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct RuleState {
    rule: FaultRule,
    /// How many requests met its action and instance.
    seen: u64,
    /// How often it was applied.
    #[serde(rename = "struck")]
    applied: u64,
    rng: Rng,
}

impl Faults {
    /// Adds a rule after those in force.
    pub(crate) fn inject(&mut self, rule: FaultRule, seed: u64) {
        self.given += 1;
        let rng = Rng::stream(seed, &format!("fault {}", self.given));
        self.rules.push(RuleState { rule, seen: 0, applied: 0, rng });
    }

    /// Drops all rules.
    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// Counts a request, and says what goes wrong with it.
    pub(crate) fn draw(&mut self, request: &RequestSummary) -> ActiveFaults {
        let mut faults = ActiveFaults::default();
        for state in &mut self.rules {
            if state.applies(request) {
                faults.add(&state.rule);
            }
        }
        faults
    }
}

impl RuleState {
    fn applies(&mut self, request: &RequestSummary) -> bool {
        let rule = &self.rule;
        let named = |id: &String| request.ids.contains(id) || request.is_about_every_instance();
        let meant = rule.action.as_deref().is_none_or(|action| action == request.action)
            && rule.instance_id.as_ref().is_none_or(named);
        if !meant {
            return false;
        }
        self.seen += 1;
        let due = rule.nth.is_empty() || rule.nth.contains(&self.seen);
        let left = rule.times.is_none_or(|times| self.applied < times);
        // Drawn only where it decides, so that a replay draws the same numbers.
        let applies = due && left && rule.probability.is_none_or(|probability| self.rng.chance(probability));
        self.applied += u64::from(applies);
        applies
    }
}

#[cfg(test)]
mod tests {
    use super::Faults;
    use super::rule::FaultRule;
    use crate::fleet::operation::OperationFault;
    use crate::request::summary::RequestSummary;

    fn faults(rules: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for rule in rules {
            faults.inject(FaultRule::from_json(rule).unwrap(), 1);
        }
        faults
    }

    fn request(action: &str, ids: &[&str]) -> RequestSummary {
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        RequestSummary { action: action.to_owned(), ids, ..RequestSummary::default() }
    }

    fn applied(faults: &mut Faults, action: &str, ids: &[&str]) -> bool {
        faults.draw(&request(action, ids)).instead.is_some()
    }

    #[test]
    fn conditions_must_all_hold() {
        let mut faults = faults(&[r#"{"kind":"reset","action":"StartInstances","instanceId":"ins-a","nth":[1,3]}"#]);
        assert!(!applied(&mut faults, "StopInstances", &["ins-a"]));
        assert!(!applied(&mut faults, "StartInstances", &["ins-b"]));
        let applied: Vec<bool> = (0..4).map(|_| applied(&mut faults, "StartInstances", &["ins-b", "ins-a"])).collect();
        assert_eq!(applied, [true, false, true, false]);
    }

    #[test]
    fn times_bound_and_describes_of_everything_are_about_each() {
        let mut faults = faults(&[r#"{"kind":"reset","instanceId":"ins-a","times":1}"#]);
        assert!(!applied(&mut faults, "StartInstances", &[]));
        assert!(applied(&mut faults, "DescribeInstances", &[]));
        assert!(!applied(&mut faults, "DescribeInstances", &[]));
    }

    #[test]
    fn chance_repeats_with_the_seed() {
        let run = || {
            let mut faults = faults(&[r#"{"kind":"reset","probability":0.5}"#, r#"{"kind":"cut"}"#]);
            (0..40).map(|_| applied(&mut faults, "StartInstances", &[])).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
        assert!(run().contains(&true) && run().contains(&false));
    }

    #[test]
    fn each_instance_has_its_own_faults() {
        let mut faults = faults(&[
            r#"{"kind":"fails","instanceId":"ins-a"}"#,
            r#"{"kind":"slow","delayMs":7}"#,
            r#"{"kind":"delay","delayMs":5}"#,
            r#"{"kind":"cut","delayMs":6}"#,
            r#"{"kind":"clock-behind","delayMs":9}"#,
        ]);
        let active = faults.draw(&request("StartInstances", &["ins-a", "ins-b"]));
        assert_eq!(active.operation_fault("ins-a"), Some(OperationFault::Fails));
        assert_eq!(active.operation_fault("ins-b"), Some(OperationFault::Slow(7)));
        assert_eq!((active.delay_ms, active.skew_ms), (11, -9));
        let other = faults.draw(&request("DescribeInstancesStatus", &["ins-c"]));
        assert_eq!(other.operation_fault("ins-c"), Some(OperationFault::Slow(7)));
    }
}
