//! The rules in force, and what they come to for one request.

pub(crate) mod gzip_bomb;
pub(crate) mod kinds;
pub(crate) mod rows;
pub(crate) mod rule;

use crate::faults::kinds::{Ahead, Effect, Rows, Whose};
use crate::faults::rule::FaultRule;
use crate::fleet::instance::Course;
use crate::http::envelope::Answer;
use crate::rng::Rng;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The rules, in the order they were given.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    /// How many rules there ever were: each draws from a stream of its own.
    given: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Armed {
    rule: FaultRule,
    /// Requests that met its action and instance.
    seen: u64,
    /// How often it struck.
    struck: u64,
    rng: Rng,
}

/// What the rules go by.
pub(crate) struct Target<'a> {
    pub(crate) action: &'a str,
    pub(crate) ids: &'a [String],
    /// Whether a request without ids is about every instance.
    pub(crate) all: bool,
}

/// All that goes wrong with one request. Several rules may strike: of those that answer, the first does; delays and skews
/// add up; what concerns instances concerns each its own.
#[derive(Debug, Default)]
pub(crate) struct Mischief {
    /// Answers without executing, and the kind's name.
    pub(crate) instead: Option<(&'static str, Answer)>,
    pub(crate) refuse: Option<Cow<'static, str>>,
    pub(crate) after: Option<Answer>,
    pub(crate) courses: Vec<(Course, Option<String>)>,
    pub(crate) rows: Vec<(Rows, Option<String>)>,
    pub(crate) stale: Vec<(u64, Option<String>)>,
    pub(crate) delay_ms: u64,
    /// How long each byte takes.
    pub(crate) drip: Option<u64>,
    pub(crate) skew_ms: i64,
    pub(crate) partial: bool,
    pub(crate) half: bool,
    pub(crate) twice: Option<Whose>,
}

impl Faults {
    pub(crate) fn inject(&mut self, rule: FaultRule, seed: u64) {
        self.given += 1;
        let rng = Rng::stream(seed, &format!("fault {}", self.given));
        self.armed.push(Armed { rule, seen: 0, struck: 0, rng });
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    /// Counts a request, and says what goes wrong with it.
    pub(crate) fn draw(&mut self, target: &Target<'_>) -> Mischief {
        let mut mischief = Mischief::default();
        for armed in &mut self.armed {
            if armed.strikes(target) {
                mischief.add(&armed.rule);
            }
        }
        mischief
    }
}

impl Armed {
    fn strikes(&mut self, target: &Target<'_>) -> bool {
        let rule = &self.rule;
        let named = |id: &String| target.ids.contains(id) || (target.all && target.ids.is_empty());
        let meant = rule.action.as_deref().is_none_or(|action| action == target.action)
            && rule.instance_id.as_ref().is_none_or(named);
        if !meant {
            return false;
        }
        self.seen += 1;
        let due = rule.nth.is_empty() || rule.nth.contains(&self.seen);
        let left = rule.times.is_none_or(|times| self.struck < times);
        // Drawn only where it decides, so that a replay draws the same.
        let strikes = due && left && rule.probability.is_none_or(|probability| self.rng.chance(probability));
        self.struck += u64::from(strikes);
        strikes
    }
}

impl Mischief {
    fn add(&mut self, rule: &FaultRule) {
        let whom = || rule.instance_id.clone();
        let span = |default: u64| rule.delay_ms.unwrap_or(default);
        match rule.kind.effect {
            Effect::Delay(default) => self.hold(span(default)),
            Effect::Drip(default) => self.drip = self.drip.or(Some(span(default))),
            Effect::Skew(ahead, default) => {
                let ms = span(default) as i64;
                self.skew_ms = self.skew_ms.saturating_add(if ahead == Ahead::Yes { ms } else { -ms });
            }
            Effect::Slow(default) => self.courses.push((Course::Slow(span(default)), whom())),
            Effect::Late(default) => self.courses.push((Course::Late(span(default)), whom())),
            Effect::Stale(default) => self.stale.push((span(default), whom())),
            other => {
                self.hold(span(0));
                self.strike(other, rule);
            }
        }
    }

    fn strike(&mut self, effect: Effect, rule: &FaultRule) {
        let whom = || rule.instance_id.clone();
        match effect {
            Effect::Instead(answer) => {
                self.instead.get_or_insert((rule.kind.name, answer));
            }
            Effect::Refuse(code) => {
                let code = code.map(Cow::Borrowed).or_else(|| rule.code.clone().map(Cow::Owned));
                self.refuse = self.refuse.take().or(code);
            }
            Effect::After(answer) => {
                self.after.get_or_insert(answer);
            }
            Effect::Operation(course) => self.courses.push((course, whom())),
            Effect::Rows(rows) => self.rows.push((rows, whom())),
            Effect::Partial => self.partial = true,
            Effect::Half => self.half = true,
            Effect::Twice(whose) => self.twice = self.twice.or(Some(whose)),
            Effect::Delay(_)
            | Effect::Drip(_)
            | Effect::Skew(..)
            | Effect::Slow(_)
            | Effect::Late(_)
            | Effect::Stale(_) => {}
        }
    }

    fn hold(&mut self, ms: u64) {
        self.delay_ms = self.delay_ms.saturating_add(ms);
    }

    /// How an operation on one instance goes: as the first rule that concerns it says.
    pub(crate) fn course(&self, id: &str) -> Course {
        let found = self.courses.iter().find(|(_, whom)| whom.as_deref().is_none_or(|whom| whom == id));
        found.map_or(Course::Normal, |(course, _)| *course)
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, Target};
    use crate::faults::rule::FaultRule;
    use crate::fleet::instance::Course;

    fn faults(rules: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for rule in rules {
            faults.inject(FaultRule::from_json(rule).unwrap(), 1);
        }
        faults
    }

    fn struck(faults: &mut Faults, action: &str, ids: &[&str]) -> bool {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        faults.draw(&Target { action, ids: &ids, all: action.starts_with("Describe") }).instead.is_some()
    }

    #[test]
    fn conditions_must_all_hold() {
        let mut faults = faults(&[r#"{"kind":"reset","action":"StartInstances","instanceId":"ins-a","nth":[1,3]}"#]);
        assert!(!struck(&mut faults, "StopInstances", &["ins-a"]));
        assert!(!struck(&mut faults, "StartInstances", &["ins-b"]));
        let struck: Vec<bool> = (0..4).map(|_| struck(&mut faults, "StartInstances", &["ins-b", "ins-a"])).collect();
        assert_eq!(struck, [true, false, true, false]);
    }

    #[test]
    fn times_bound_and_describes_of_everything_are_about_each() {
        let mut faults = faults(&[r#"{"kind":"reset","instanceId":"ins-a","times":1}"#]);
        assert!(!struck(&mut faults, "StartInstances", &[]));
        assert!(struck(&mut faults, "DescribeInstances", &[]));
        assert!(!struck(&mut faults, "DescribeInstances", &[]));
    }

    #[test]
    fn chance_repeats_with_the_seed() {
        let run = || {
            let mut faults = faults(&[r#"{"kind":"reset","probability":0.5}"#, r#"{"kind":"cut"}"#]);
            (0..40).map(|_| struck(&mut faults, "StartInstances", &[])).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
        assert!(run().contains(&true) && run().contains(&false));
    }

    #[test]
    fn each_instance_goes_its_own_way() {
        let mut faults = faults(&[
            r#"{"kind":"fails","instanceId":"ins-a"}"#,
            r#"{"kind":"slow","delayMs":7}"#,
            r#"{"kind":"delay","delayMs":5}"#,
            r#"{"kind":"cut","delayMs":6}"#,
            r#"{"kind":"clock-behind","delayMs":9}"#,
        ]);
        let ids = ["ins-a".to_owned(), "ins-b".to_owned()];
        let mischief = faults.draw(&Target { action: "StartInstances", ids: &ids, all: false });
        assert_eq!((mischief.course("ins-a"), mischief.course("ins-b")), (Course::Fails, Course::Slow(7)));
        assert_eq!((mischief.delay_ms, mischief.skew_ms), (11, -9));
    }
}
