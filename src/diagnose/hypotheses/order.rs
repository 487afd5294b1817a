//! The signed headers in another order.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::attempt::Attempt;
use crate::diagnose::causes::HEADERS_ORDER;

/// Of more headers only the likely orders are tried: four have 24.
const MAX_PERMUTED: usize = 4;

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let names: Vec<String> = facts.base.names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let mut orders = likely(facts, &names);
    let known = orders.len();
    if names.len() <= MAX_PERMUTED {
        for order in permutations(&names) {
            if !orders.contains(&order) {
                orders.push(order);
            }
        }
    }
    let listed: Vec<String> = facts.base.names.clone();
    let mut found = Vec::new();
    for (at, order) in orders.into_iter().enumerate().filter(|(_, order)| *order != listed) {
        for (lines, list) in [(true, true), (true, false), (false, true)] {
            let shown = order.join(", ");
            let order = order.clone();
            let change = move |attempt: &mut Attempt| {
                let place =
                    |name: &str| order.iter().position(|known| known.eq_ignore_ascii_case(name)).unwrap_or(order.len());
                if lines {
                    attempt.headers.sort_by_key(|line| place(&line.name));
                }
                if list {
                    attempt.names.sort_by_key(|name| place(name));
                }
            };
            found.push(Hypothesis::new(&HEADERS_ORDER, change).signed(shown).rare_if(at >= known));
        }
    }
    found
}

/// Sorted, as they were sent, and backwards.
fn likely(facts: &Facts<'_>, names: &[String]) -> Vec<Vec<String>> {
    let mut sorted = names.to_vec();
    sorted.sort();
    let mut sent: Vec<String> = facts.received.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    sent.retain(|name| names.contains(name));
    sent.dedup();
    let backwards = sorted.iter().rev().cloned().collect();
    let mut orders = vec![sorted];
    for order in [sent, backwards] {
        if order.len() == names.len() && !orders.contains(&order) {
            orders.push(order);
        }
    }
    orders
}

fn permutations(names: &[String]) -> Vec<Vec<String>> {
    let Some((first, rest)) = names.split_first() else { return vec![Vec::new()] };
    let mut found = Vec::new();
    for shorter in permutations(rest) {
        for at in 0..=shorter.len() {
            let mut order = shorter.clone();
            order.insert(at, first.clone());
            found.push(order);
        }
    }
    found
}
