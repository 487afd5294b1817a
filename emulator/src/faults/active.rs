//! The faults of one request.

use super::effect::{ClockOffset, Effect, FaultReply, FirstCaller, RowChange};
use super::rule::FaultRule;
use crate::fleet::operation::OperationFault;
use std::borrow::Cow;

/// Everything that goes wrong with one request. Several rules may apply: of those that reply, the first one does;
/// delays and
/// clock offsets add up; faults of operations and rows apply to the instances their rules name.
#[derive(Debug, Default)]
pub(crate) struct ActiveFaults {
    /// The reply that is sent without executing the request, with the name of the kind.
    pub(crate) instead: Option<(&'static str, FaultReply)>,
    pub(crate) refuse: Option<Cow<'static, str>>,
    pub(crate) after: Option<FaultReply>,
    pub(crate) operations: Vec<(OperationFault, Option<String>)>,
    pub(crate) rows: Vec<(RowChange, Option<String>)>,
    pub(crate) stale: Vec<(u64, Option<String>)>,
    pub(crate) delay_ms: u64,
    /// The time between two bytes of the body, in milliseconds.
    pub(crate) drip: Option<u64>,
    pub(crate) skew_ms: i64,
    pub(crate) partial: bool,
    pub(crate) half: bool,
    pub(crate) twice: Option<FirstCaller>,
}

impl ActiveFaults {
    pub(super) fn add(&mut self, rule: &FaultRule) {
        let only = || rule.instance_id.clone();
        let ms = |default: u64| rule.delay_ms.unwrap_or(default);
        match rule.kind.effect {
            Effect::Delay(default) => self.add_delay(ms(default)),
            Effect::Drip(default) => self.drip = self.drip.or(Some(ms(default))),
            Effect::Skew(offset, default) => {
                let offset_ms = ms(default) as i64;
                self.skew_ms =
                    self.skew_ms.saturating_add(if offset == ClockOffset::Ahead { offset_ms } else { -offset_ms });
            }
            Effect::Slow(default) => self.operations.push((OperationFault::Slow(ms(default)), only())),
            Effect::Late(default) => self.operations.push((OperationFault::Late(ms(default)), only())),
            Effect::Stale(default) => self.stale.push((ms(default), only())),
            other => {
                self.add_delay(ms(0));
                self.add_effect(other, rule);
            }
        }
    }

    fn add_effect(&mut self, effect: Effect, rule: &FaultRule) {
        let only = || rule.instance_id.clone();
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
            Effect::Operation(fault) => self.operations.push((fault, only())),
            Effect::Rows(rows) => self.rows.push((rows, only())),
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

    fn add_delay(&mut self, ms: u64) {
        self.delay_ms = self.delay_ms.saturating_add(ms);
    }

    /// What goes wrong with an operation on one instance: what the first rule that concerns it says.
    pub(crate) fn operation_fault(&self, id: &str) -> Option<OperationFault> {
        let found = self.operations.iter().find(|(_, only)| only.as_deref().is_none_or(|only| only == id));
        found.map(|(fault, _)| *fault)
    }
}
