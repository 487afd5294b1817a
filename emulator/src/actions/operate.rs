//! The actions on instances that are there: start, stop, reboot, terminate.

use super::context::ActionContext;
use super::listed_codes::lists;
use crate::fleet::instance::Instance;
use crate::fleet::magic_ids;
use crate::fleet::operation::Step;
use crate::http::envelope::Fields;
use crate::messages::error::Refusal;
use crate::options::Batches;
use crate::request::params::Params;
use tencentcloud_edge::model::{Action, InstanceState};

/// Start, stop and reboot: one machine, and a row of the model each.
pub(super) fn operate(context: ActionContext<'_>) -> Result<Fields, Refusal> {
    forced(context.params)?;
    let Some(operation) = &context.action.operation else { return Ok(Fields::new()) };
    let stop_charging = context.params.text("StoppedMode") == Some("STOP_CHARGING");
    act(context, operation.from, |instance| {
        if stop_charging && !postpaid(instance) {
            return Err("UnsupportedOperation.StoppedModeStopCharging");
        }
        Ok(Step { via: operation.via, end: Some(operation.to), stop_charging })
    })
}

/// What a termination is not refused in (the error list names the states that it is).
const MORTAL: &[InstanceState] = &[InstanceState::Running, InstanceState::Stopped, InstanceState::Shutdown];

/// TerminateInstances. A prepaid instance is isolated first and destroyed by a second call.
pub(super) fn terminate(context: ActionContext<'_>) -> Result<Fields, Refusal> {
    let ids = context.params.ids();
    let here = ids.iter().filter_map(|id| context.fleet.get(id)).filter(|instance| instance.is_in(context.region));
    let mut kinds: Vec<Option<String>> = here.map(|instance| instance.text("InstanceChargeType")).collect();
    kinds.dedup();
    if kinds.len() > 1 {
        return Err(Refusal::plain("UnsupportedOperation.InstanceMixedPricingModel"));
    }
    act(context, MORTAL, |instance| {
        if instance.field("DisableApiTermination") == Some(serde_json::Value::Bool(true)) {
            return Err("UnsupportedOperation.InstancesProtected");
        }
        let isolates = !postpaid(instance) && instance.state != InstanceState::Shutdown;
        let end = isolates.then_some(InstanceState::Shutdown);
        Ok(Step { via: InstanceState::Terminating, end, stop_charging: false })
    })
}

fn postpaid(instance: &Instance) -> bool {
    instance.text("InstanceChargeType").as_deref() == Some("POSTPAID_BY_HOUR")
}

/// Decides for every instance of the batch, and then begins what can be begun.
fn act(
    context: ActionContext<'_>,
    from: &[InstanceState],
    step: impl Fn(&Instance) -> Result<Step, &'static str>,
) -> Result<Fields, Refusal> {
    let ids = context.params.ids();
    if context.options.assume.refuse_duplicates && ids.len() < context.params.id_count() {
        return Err(Refusal::about("InvalidParameterValue", "`InstanceIds`"));
    }
    let decide = |id: &String| {
        if let Some(code) = magic_ids::code(id) {
            return Err(Refusal::about(code, id));
        }
        let instance = context.fleet.get(id).filter(|instance| instance.is_in(context.region));
        let instance = instance.ok_or_else(|| Refusal::about("InvalidInstanceId.NotFound", id))?;
        if !from.contains(&instance.state) {
            return Err(Refusal::about(state_code(context.action, instance), id));
        }
        step(instance).map_err(|code| Refusal::about(code, id))
    };
    let decided: Vec<Result<Step, Refusal>> = ids.iter().map(decide).collect();
    let first = decided.iter().find_map(|decision| decision.as_ref().err()).cloned();
    if first.is_none() || context.batches == Batches::Partial {
        for (id, step) in ids.iter().zip(decided).filter_map(|(id, decision)| Some((id, decision.ok()?))) {
            let fault = context.faults.operation_fault(id);
            context.fleet.change(id, |instance, span, rng| {
                instance.begin((context.action.name, step), context.request_id, context.now_ms, (span, rng, fault));
            });
        }
    }
    first.map_or_else(|| Ok(Fields::new()), Err)
}

/// The deprecated switches exclude the parameter that replaced them.
fn forced(params: &Params) -> Result<(), Refusal> {
    match ["ForceStop", "ForceReboot"].into_iter().find(|name| params.has(name)) {
        Some(name) if params.has("StopType") => {
            Err(Refusal::about("InvalidParameterCombination", format!("`{name}` and `StopType`")))
        }
        _ => Ok(()),
    }
}

/// The code for an instance's state, if the page of the action lists it, else the general one it does list.
fn state_code(action: &Action, instance: &Instance) -> &'static str {
    let code = instance.state.refusal();
    if lists(action, code) { code } else { "InvalidInstance.NotSupported" }
}
