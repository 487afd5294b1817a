//! What a describe means for an instance: the reconcile rules, as pure functions.
//!
//! Only the instance state says that a start, stop or reboot has happened. `LatestOperationState` may still describe the
//! operation before, so it counts only together with a request id.

use super::instance::{Outcome, Phase};
use crate::model::{InstanceState, Operation};
use crate::wire::Observation;

/// What to do with an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is in a state our request may be sent in.
    Send,
    /// Describe it again later: it is in a transient state, or nothing is certain yet.
    DescribeAgain,
    /// It moves to the target state, but not because of us.
    Converging,
    /// Our request was accepted, and it moves to the target state.
    Accepted,
    /// The state refuses the operation, with the code the service would give.
    Refused(InstanceState),
    /// The operation was accepted and has failed, as `LatestOperationErrorMsg` says.
    OperationFailed,
    /// Final.
    Finished(Outcome),
}

/// What is known of the instance before the describe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    pub(crate) phase: Phase,
    /// `LatestOperationRequestId` before our request.
    pub(crate) prior_request: Option<&'a str>,
    /// The id of our request, where a reply had it.
    pub(crate) request: Option<&'a str>,
    /// The settle time has passed since the phase began, at the moment the describe was sent.
    pub(crate) settled: bool,
}

/// Judges what DescribeInstances shows.
pub(crate) fn judge(action: &str, operation: &Operation, known: Known<'_>, seen: &Observation) -> Verdict {
    let Some(state) = seen.state else { return Verdict::DescribeAgain };
    let view = View { operation, known, seen, state, same_action: seen.operation.as_deref() == Some(action) };
    match known.phase {
        Phase::InDoubt => view.in_doubt(),
        Phase::Accepted => view.accepted(),
        Phase::Converging => view.converging(),
        // A batch that was refused as a whole may still have been executed in part.
        _ if view.is_ours() => view.accepted(),
        _ => view.fresh(),
    }
}

/// Judges what DescribeInstancesStatus shows, which is the state alone. `None`: a full describe has to decide.
pub(crate) fn judge_state(operation: &Operation, phase: Phase, state: Option<InstanceState>) -> Option<Verdict> {
    let state = state?;
    let restarts = operation.from.contains(&operation.to);
    match phase {
        Phase::Accepted if restarts => None,
        Phase::Accepted if state == operation.to => Some(Verdict::Finished(Outcome::Done)),
        Phase::Accepted if state == operation.via => Some(Verdict::Accepted),
        Phase::Converging if state == operation.to => Some(Verdict::Finished(Outcome::Already)),
        Phase::Converging if operation.already.contains(&state) => Some(Verdict::Converging),
        _ => None,
    }
}

struct View<'a> {
    operation: &'a Operation,
    known: Known<'a>,
    seen: &'a Observation,
    state: InstanceState,
    same_action: bool,
}

impl View<'_> {
    fn fresh(&self) -> Verdict {
        let operation = self.operation;
        if operation.already.contains(&self.state) {
            let there = self.state == operation.to;
            return if there { Verdict::Finished(Outcome::Already) } else { Verdict::Converging };
        }
        if operation.from.contains(&self.state) {
            return Verdict::Send;
        }
        if operation.transient.contains(&self.state) {
            return Verdict::DescribeAgain;
        }
        Verdict::Refused(self.state)
    }

    fn in_doubt(&self) -> Verdict {
        if !self.may_send() {
            return self.accepted();
        }
        if self.is_changed() {
            return if self.same_action { self.accepted() } else { Verdict::Finished(Outcome::Conflict) };
        }
        // A reboot leaves no trace in the state: without LatestOperation nothing can show that it did not happen.
        let blind = self.restarts() && self.seen.operation.is_none();
        match (self.known.settled, blind) {
            (false, _) => Verdict::DescribeAgain,
            (true, false) => Verdict::Send,
            (true, true) => Verdict::Finished(Outcome::Unknown),
        }
    }

    fn accepted(&self) -> Verdict {
        let ended_by_us = self.same_action && (self.is_ours() || self.is_changed());
        if self.state == self.operation.to && (!self.restarts() || (ended_by_us && self.operation_is("SUCCESS"))) {
            return Verdict::Finished(Outcome::Done);
        }
        if ended_by_us && self.operation_is("FAILED") {
            return Verdict::OperationFailed;
        }
        let stale = self.may_send() && (self.is_ours() || self.same_action || !self.is_changed());
        if self.state == self.operation.via || stale { Verdict::Accepted } else { Verdict::Finished(Outcome::Conflict) }
    }

    fn converging(&self) -> Verdict {
        if self.state == self.operation.to {
            return Verdict::Finished(Outcome::Already);
        }
        if self.operation.already.contains(&self.state) || self.operation.transient.contains(&self.state) {
            return Verdict::Converging;
        }
        if self.same_action && self.operation_is("FAILED") {
            return Verdict::OperationFailed;
        }
        // A stale describe may show the state it came from; only one that lasts means that somebody turned it back.
        if self.known.settled { Verdict::Finished(Outcome::Conflict) } else { Verdict::Converging }
    }

    fn may_send(&self) -> bool {
        self.operation.from.contains(&self.state)
    }

    fn restarts(&self) -> bool {
        self.operation.from.contains(&self.operation.to)
    }

    fn is_ours(&self) -> bool {
        self.known.request.is_some() && self.seen.operation_request_id.as_deref() == self.known.request
    }

    fn is_changed(&self) -> bool {
        self.seen.operation_request_id.as_deref() != self.known.prior_request
    }

    fn operation_is(&self, state: &str) -> bool {
        self.seen.operation_state.as_deref() == Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Verdict, judge, judge_state};
    use crate::job::instance::Phase;
    use crate::model::{InstanceState, Operation, action};
    use crate::wire::Observation;

    fn operation(name: &str) -> &'static Operation {
        action(name).and_then(|action| action.operation.as_ref()).expect("it acts")
    }

    #[test]
    fn a_state_alone_says_nothing_of_a_reboot_and_enough_of_what_converges() {
        let reboot = judge_state(operation("RebootInstances"), Phase::Accepted, Some(InstanceState::Running));
        assert_eq!(reboot, None);
        let start = |state| judge_state(operation("StartInstances"), Phase::Converging, Some(state));
        assert_eq!(start(InstanceState::Rebooting), Some(Verdict::Converging));
        assert_eq!(start(InstanceState::Stopped), None);
    }

    #[test]
    fn what_converges_has_failed_only_by_the_same_action() {
        let known = Known { phase: Phase::Converging, prior_request: None, request: None, settled: false };
        for (name, state, verdict) in [
            ("StartInstances", "FAILED", Verdict::OperationFailed),
            ("StartInstances", "SUCCESS", Verdict::Converging),
            ("StopInstances", "FAILED", Verdict::Converging),
        ] {
            let seen = Observation {
                state: Some(InstanceState::Stopped),
                operation: Some(name.to_owned()),
                operation_state: Some(state.to_owned()),
                ..Observation::default()
            };
            assert_eq!(judge("StartInstances", operation("StartInstances"), known, &seen), verdict, "{name} {state}");
        }
    }
}
