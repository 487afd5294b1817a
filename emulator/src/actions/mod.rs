//! What the actions do, once every check has passed.

mod describe;
mod describe_regions;
mod filters;
pub(crate) mod instance_spec;
mod operate;
mod run_instances;

use crate::faults::Mischief;
use crate::fleet::Fleet;
use crate::messages::Language;
use crate::messages::error::Refusal;
use crate::options::{Batches, Options};
use crate::request::params::Params;
use tencentcloud_edge::model::{Action, CODES};

/// Everything an action may look at or change.
pub(crate) struct Job<'a> {
    pub(crate) fleet: &'a mut Fleet,
    pub(crate) options: &'a Options,
    pub(crate) action: &'static Action,
    pub(crate) region: &'a str,
    pub(crate) params: &'a Params,
    pub(crate) request_id: &'a str,
    pub(crate) now_ms: u64,
    pub(crate) batches: Batches,
    pub(crate) language: Language,
    /// What goes wrong with the operations of this request.
    pub(crate) mischief: &'a Mischief,
}

/// The fields of a reply by name, each as JSON.
pub(crate) type Fields = Vec<(&'static str, String)>;

type Run = fn(Job<'_>) -> Result<Fields, Refusal>;

/// The letter of an action in the model's lists of codes, and what it does.
const ACTIONS: &[(&str, char, Run)] = &[
    ("StartInstances", 'S', operate::operate),
    ("StopInstances", 'P', operate::operate),
    ("RebootInstances", 'B', operate::operate),
    ("TerminateInstances", 'T', operate::terminate),
    ("RunInstances", 'N', run_instances::launch),
    ("DescribeInstances", 'D', describe::instances),
    ("DescribeInstancesStatus", 'X', describe::status),
    ("DescribeRegions", 'R', describe_regions::regions),
    ("DescribeZones", 'Z', describe_regions::zones),
];

/// Executes an action; the fields are those of the reply besides `RequestId`.
pub(crate) fn run(job: Job<'_>) -> Result<Fields, Refusal> {
    match ACTIONS.iter().find(|row| row.0 == job.action.name) {
        Some((_, _, run)) => run(job),
        None => Err(Refusal::about("InvalidAction", job.action.name)),
    }
}

/// Whether the page of an action lists a code.
pub(crate) fn lists(action: &Action, code: &str) -> bool {
    let letter = ACTIONS.iter().find(|row| row.0 == action.name).map(|row| row.1);
    letter.is_some_and(|letter| CODES.iter().any(|row| row.name == code && row.listed.contains(letter)))
}

/// Whether an action changes something.
pub(crate) fn acts(action: &Action) -> bool {
    !action.name.starts_with("Describe")
}

#[cfg(test)]
mod tests {
    use super::ACTIONS;
    use tencentcloud_edge::model;

    #[test]
    fn every_documented_action_is_executed() {
        let documented = model::ACTIONS.iter().chain(model::OTHERS).map(|action| action.name);
        let mut executed: Vec<&str> = ACTIONS.iter().map(|row| row.0).collect();
        executed.sort_unstable();
        let mut documented: Vec<&str> = documented.collect();
        documented.sort_unstable();
        assert_eq!(executed, documented);
    }
}
