//! The progress and the result of a job.

use super::describe_queue::DescribeKind;
use super::instance::{Outcome, Phase};
use super::machine::{Job, Purpose};
use crate::model::InstanceState;
use crate::{error, model::Advice};

/// The progress of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Distinct instances.
    pub total: usize,
    /// How many ended in each of [`Outcome::ALL`].
    pub outcomes: [usize; 6],
    /// How many have no outcome yet.
    pub pending: usize,
    /// Requests sent so far.
    pub requests: u32,
    /// Grows with every change, also when the job is restored: of two answers the one with the smaller is the older.
    pub version: u64,
}

/// Why one instance failed or is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultReport<'a> {
    /// The service's code, or a `Client.*` one.
    pub code: &'a str,
    /// In the service's words where it said something.
    pub message: &'a str,
    /// What to do.
    pub advice: Advice,
    /// Not said by the service but by what a describe showed.
    pub inferred: bool,
}

/// What became of one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// `None` while it is pending.
    pub outcome: Option<Outcome>,
    /// The state last seen.
    pub state: Option<InstanceState>,
    /// The id of the request that was accepted or refused for it.
    pub request_id: Option<&'a str>,
    /// Why, if it failed or is unknown, or is accepted and could not be followed to its end.
    pub fault: Option<FaultReport<'a>>,
    /// An acting request naming it was sent.
    pub sent: bool,
}

/// The result, or what is known of it so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobResult<'a> {
    /// No instance has failed, is in conflict, unknown or pending, and none carries an error.
    pub ok: bool,
    /// One for each distinct id, in the caller's order.
    pub instances: Vec<InstanceReport<'a>>,
    /// Some instances were not acted on, because too many others had failed.
    pub halted: bool,
    /// As in [`Progress`].
    pub version: u64,
    /// Requests sent, by action; those that were not sent are left out.
    pub requests: Vec<(&'static str, u32)>,
}

impl Job {
    /// The progress; the outcomes and what is pending add up to the total.
    pub fn progress(&self) -> Progress {
        let mut outcomes = [0; 6];
        for instance in &self.instances {
            let place = Outcome::ALL.iter().position(|outcome| instance.phase == Phase::Finished(*outcome));
            if let Some(count) = place.and_then(|place| outcomes.get_mut(place)) {
                *count += 1;
            }
        }
        Progress {
            total: self.instances.len(),
            outcomes,
            pending: self.counts.open,
            requests: self.sent.iter().sum(),
            version: self.version,
        }
    }

    /// What became of every instance.
    pub fn result(&self) -> JobResult<'_> {
        let instances: Vec<_> = (0..self.instances.len() as u32).filter_map(|index| self.report(index)).collect();
        let succeeded = |report: &InstanceReport<'_>| {
            report.fault.is_none()
                && matches!(report.outcome, Some(Outcome::Accepted | Outcome::Done | Outcome::Already))
        };
        let purposes = [Purpose::Act, Purpose::Describe(DescribeKind::Full), Purpose::Describe(DescribeKind::Status)];
        let requests = purposes.into_iter().zip(self.sent).filter(|(_, count)| *count > 0);
        JobResult {
            ok: instances.iter().all(succeeded),
            halted: self.halted,
            version: self.version,
            requests: requests.map(|(purpose, count)| (self.action_of(purpose), count)).collect(),
            instances,
        }
    }

    fn report(&self, index: u32) -> Option<InstanceReport<'_>> {
        let instance = self.instance(index)?;
        let fault = instance.fault.and_then(|at| self.faults.get(at as usize)).map(|fault| FaultReport {
            code: &fault.code,
            message: &fault.message,
            advice: if fault.credentials { Advice::FixCredentials } else { error::advice(&fault.code) },
            inferred: fault.inferred,
        });
        let outcome = match instance.phase {
            Phase::Finished(outcome) => Some(outcome),
            _ => None,
        };
        Some(InstanceReport {
            id: instance.id.as_str(),
            outcome,
            state: instance.state,
            request_id: instance.request.and_then(|at| self.texts.get(at as usize)).map(String::as_str),
            fault: fault.filter(|_| outcome.is_some()),
            sent: instance.sent,
        })
    }
}
