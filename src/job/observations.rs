//! What a describe shows of the instances in it, and of those it leaves out.

use super::describe_queue::DescribeKind;
use super::instance::{Instance, Outcome, Phase};
use super::machine::{Flight, Job};
use super::retry_state::DESCRIBE_AGAIN_MS;
use super::verdict::{Known, Verdict, judge, judge_state};
use crate::error::client;
use crate::wire::{Observation, Page};

/// How often an instance is polled, in milliseconds.
const POLL_MS: u64 = 3_000;
/// Polls and other describes fall on a grid, in milliseconds, so that the rests of many pages share one request.
const POLL_GRID_MS: u64 = 500;
const DESCRIBE_GRID_MS: u64 = 1_000;
/// How far apart the two complete replies must be that prove an instance absent.
const ABSENT_MS: u64 = 2_000;

impl Job {
    pub(super) fn described(&mut self, flight: &Flight, kind: DescribeKind, page: &Page, now: u64) {
        self.confirmed = true;
        self.last_error = None;
        self.retry_state.succeeded();
        let known = |seen: &Observation| {
            flight
                .indices
                .iter()
                .any(|index| self.instance(*index).is_some_and(|instance| instance.id.as_str() == seen.id))
        };
        let complete = page.total == page.instances.len() as u64 && page.instances.iter().all(known);
        let mut next = NextSteps::default();
        for &index in &flight.indices {
            let Some(instance) = self.instance(index).filter(|instance| instance.is_open()) else { continue };
            match page.instances.iter().find(|seen| seen.id == instance.id.as_str()) {
                Some(seen) => self.observe(index, seen, flight, kind, now, &mut next),
                None if kind == DescribeKind::Status => next.describe_now.push(index),
                None => self.observe_absent(index, complete, now, &mut next),
            }
        }
        if self.ending.is_some() {
            return self.finish_open(&flight.indices, now);
        }
        if flight.bisected && !next.act.is_empty() {
            self.bisected_batches.push_back(next.act);
        } else {
            // What was acted on before takes no capacity of a wave, and must not wait behind what does.
            let before = |index: &u32| self.instance(*index).is_some_and(Instance::is_acted_on);
            let (again, first): (Vec<u32>, Vec<u32>) = next.act.into_iter().partition(before);
            again.into_iter().rev().for_each(|index| self.ready.push_front(index));
            self.ready.extend(first);
        }
        self.enqueue(DescribeKind::Full, now, next.describe_now, false);
        self.enqueue(
            DescribeKind::Full,
            (now + DESCRIBE_AGAIN_MS).next_multiple_of(DESCRIBE_GRID_MS),
            next.describe_later,
            flight.bisected,
        );
        self.enqueue(self.poll_kind(), (now + POLL_MS) / POLL_GRID_MS * POLL_GRID_MS, next.poll, false);
    }

    fn observe(
        &mut self,
        index: u32,
        seen: &Observation,
        flight: &Flight,
        kind: DescribeKind,
        now: u64,
        next: &mut NextSteps,
    ) {
        let (action, operation, settle) = (self.action.name, self.operation, self.options.settle_ms);
        let Some(instance) = self.instance(index) else { return };
        let (phase, faulted) = (instance.phase, instance.fault);
        let verdict = match kind {
            DescribeKind::Status => judge_state(operation, phase, seen.state),
            DescribeKind::Full => {
                let text = |at: Option<u32>| at.and_then(|at| self.texts.get(at as usize)).map(String::as_str);
                let settled = flight.sent_at >= instance.since.saturating_add(settle);
                let known = Known {
                    phase,
                    prior_request: text(instance.prior_request),
                    request: text(instance.request),
                    settled,
                };
                Some(judge(action, operation, known, seen))
            }
        };
        self.record_state(index, seen);
        match verdict {
            None => next.describe_now.push(index),
            Some(Verdict::DescribeAgain) => next.describe_later.push(index),
            Some(Verdict::Send) => self.make_ready(index, seen, faulted, now, next),
            Some(Verdict::Converging) if !self.options.wait => self.finish(index, Outcome::Already, None, now),
            Some(Verdict::Accepted) if !self.options.wait => self.finish(index, Outcome::Accepted, None, now),
            Some(Verdict::Converging) => self.follow(index, Phase::Converging, next, now),
            Some(Verdict::Accepted) => {
                self.adopt_request_id(index, seen);
                self.follow(index, Phase::Accepted, next, now);
            }
            Some(Verdict::Refused(state)) => {
                let message = ["the instance is ", state.name(), ", which forbids ", action].concat();
                let fault = self.fault(state.refusal(), &message, true);
                self.finish(index, Outcome::Failed, Some(fault), now);
            }
            Some(Verdict::OperationFailed) => {
                let message = seen.operation_error.as_deref().filter(|text| !text.is_empty());
                let fault = self.fault(client::OPERATION_FAILED, message.unwrap_or("the operation failed"), false);
                self.finish(index, Outcome::Failed, Some(fault), now);
            }
            Some(Verdict::Finished(outcome)) => {
                if phase == Phase::InDoubt {
                    self.adopt_request_id(index, seen);
                }
                let fault = (outcome == Outcome::Unknown).then(|| self.reply_lost_fault());
                self.finish(index, outcome, fault, now);
            }
        }
    }

    fn make_ready(&mut self, index: u32, seen: &Observation, faulted: Option<u32>, now: u64, next: &mut NextSteps) {
        let in_doubt = self.instance(index).is_some_and(|instance| instance.phase == Phase::InDoubt);
        match (in_doubt, faulted) {
            (true, Some(fault)) => return self.finish(index, Outcome::Failed, Some(fault), now),
            (true, None) if self.options.retry.is_none() => {
                let fault = self.reply_lost_fault();
                return self.finish(index, Outcome::Unknown, Some(fault), now);
            }
            _ => {}
        }
        let prior_request = seen.operation_request_id.as_deref().map(|id| self.text(id));
        self.change(index, |instance| instance.prior_request = prior_request);
        self.enter(index, Phase::Ready, now);
        next.act.push(index);
    }

    fn reply_lost_fault(&mut self) -> u32 {
        self.fault(client::REPLY_LOST, "the reply was lost, and what the request did could not be found out", false)
    }

    /// Polls an instance until it reaches the target state.
    fn follow(&mut self, index: u32, phase: Phase, next: &mut NextSteps, now: u64) {
        if self.instance(index).is_some_and(|instance| instance.phase != phase) {
            self.enter(index, phase, now);
        }
        next.poll.push(index);
    }

    /// After a lost reply the describe may show the id of the request, which was accepted after all.
    fn adopt_request_id(&mut self, index: u32, seen: &Observation) {
        let ours = seen.operation.as_deref() == Some(self.action.name);
        let Some(id) = seen.operation_request_id.as_deref().filter(|_| ours) else { return };
        let request = self.text(id);
        self.change(index, |instance| {
            instance.request = instance.request.filter(|_| instance.refusal.is_none()).or(Some(request))
        });
    }

    fn record_state(&mut self, index: u32, seen: &Observation) {
        self.change(index, |instance| {
            instance.state = seen.state.or(instance.state);
            instance.missing_since = 0;
            instance.unseen = false;
        });
    }

    /// The describe left the instance out. Two complete ones some time apart prove it absent.
    fn observe_absent(&mut self, index: u32, complete: bool, now: u64, next: &mut NextSteps) {
        let region = self.options.region.clone();
        let since = self.instance(index).map_or(0, |instance| instance.missing_since);
        if !complete || since == 0 || now < since + ABSENT_MS {
            self.change(index, |instance| {
                instance.missing_since = if complete && since == 0 { now } else { since };
                instance.unseen = false;
            });
            return next.describe_later.push(index);
        }
        let Some(instance) = self.instance(index) else { return };
        let ours = matches!(instance.phase, Phase::Accepted | Phase::InDoubt);
        let message = ["no instance ", instance.id.as_str(), " in ", &region].concat();
        if ours {
            return self.finish(index, Outcome::Conflict, None, now);
        }
        let fault = self.fault("InvalidInstanceId.NotFound", &message, true);
        self.finish(index, Outcome::Failed, Some(fault), now);
    }
}

/// What happens next to the instances of a page.
#[derive(Default)]
struct NextSteps {
    act: Vec<u32>,
    describe_now: Vec<u32>,
    describe_later: Vec<u32>,
    poll: Vec<u32>,
}
