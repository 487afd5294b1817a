//! The actions, executed once every check has passed.

pub(crate) mod context;
mod describe;
mod describe_regions;
mod filters;
mod instance_spec;
mod listed_codes;
mod operate;
mod run_instances;

use crate::http::envelope::Fields;
use crate::messages::error::ApiError;
use context::ActionContext;
use tencentcloud_edge::model::Action;

type Run = fn(ActionContext<'_>) -> Result<Fields, ApiError>;

/// What each action does, by its name. Those whose row in the model has an operation are carried out by it.
const ACTIONS: &[(&str, Run)] = &[
    ("TerminateInstances", operate::terminate),
    ("RunInstances", run_instances::run),
    ("DescribeInstances", describe::instances),
    ("DescribeInstancesStatus", describe::status),
    ("DescribeRegions", describe_regions::regions),
    ("DescribeZones", describe_regions::zones),
];

/// Executes an action; the fields are those of the reply besides `RequestId`.
pub(crate) fn run(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    match ACTIONS.iter().find(|row| row.0 == context.action.name) {
        Some((_, run)) => run(context),
        None if context.action.operation.is_some() => operate::operate(context),
        None => Err(ApiError::about("InvalidAction", context.action.name)),
    }
}

/// Whether an action changes something.
pub(crate) fn is_mutating(action: &Action) -> bool {
    !action.name.starts_with("Describe")
}

#[cfg(test)]
mod tests {
    use super::ACTIONS;
    use tencentcloud_edge::model;

    #[test]
    fn every_documented_action_is_executed() {
        let all = model::ACTIONS.iter().chain(model::OTHERS);
        let documented = all.filter(|action| action.operation.is_none()).map(|action| action.name);
        let mut executed: Vec<&str> = ACTIONS.iter().map(|row| row.0).collect();
        executed.sort_unstable();
        let mut documented: Vec<&str> = documented.collect();
        documented.sort_unstable();
        assert_eq!(executed, documented);
    }
}
