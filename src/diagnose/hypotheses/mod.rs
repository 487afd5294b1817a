//! The mistakes that are tried, the likeliest of each kind first.

mod content;
mod headers;
mod hypothesis;
mod json;
mod key;
mod order;
mod payload;
mod query;
mod strings;
mod time;

pub(super) use hypothesis::{Facts, Hypothesis};
pub(super) use key::is_stray;
pub(super) use payload::assumed_bodies;
pub(super) use time::local_offset;

/// Every mistake that this request leaves open.
pub(super) fn all<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let kinds = [
        content::hypotheses(facts),
        payload::hypotheses(facts),
        headers::hypotheses(facts),
        order::hypotheses(facts),
        key::hypotheses(facts),
        query::hypotheses(facts),
        time::hypotheses(facts),
        strings::hypotheses(facts),
    ];
    kinds.into_iter().flatten().collect()
}
