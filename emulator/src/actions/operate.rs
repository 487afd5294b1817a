//! The actions on existing instances: the fleet operations, and terminate.

use super::context::ActionContext;
use super::listed_codes::lists;
use crate::fleet::instance::Instance;
use crate::fleet::magic_ids;
use crate::fleet::operation::StateChange;
use crate::http::envelope::Fields;
use crate::messages::error::ApiError;
use crate::options::Batches;
use crate::request::params::Params;
use tencentcloud_edge::model::{Action, InstanceState};

/// The fleet operations, each by its row of the model.
pub(super) fn operate(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    check_force_switches(context.params)?;
    let Some(operation) = &context.action.operation else { return Ok(Fields::new()) };
    let params = context.params;
    let stop_charging = params.text("StoppedMode") == Some("STOP_CHARGING");
    // A reset of the password stops a running instance first, if it is told to, and starts it again.
    let forced = operation.excluded.contains(&"ForceStop") && params.flag("ForceStop") == Some(true);
    let running = if forced { &[InstanceState::Running][..] } else { &[] };
    act(context, &[operation.from, running].concat(), |instance| {
        if stop_charging && !is_postpaid(instance) {
            return Err("UnsupportedOperation.StoppedModeStopCharging");
        }
        if params.text("Password").is_some_and(|password| !is_strong(password, instance)) {
            return Err("InvalidParameterValue.InvalidPassword");
        }
        let is_stopped_first = !operation.from.contains(&instance.state);
        let via = if is_stopped_first { InstanceState::Stopping } else { operation.via };
        let end = Some(if is_stopped_first { instance.state } else { operation.to });
        let stop_charging = stop_charging || (operation.via == operation.to && instance.stop_charging);
        Ok(StateChange { via, end, stop_charging })
    })
}

/// ResetInstancesPassword page, `Password`: its length, its first character, and three kinds of characters.
fn is_strong(password: &str, instance: &Instance) -> bool {
    const SPECIAL: &str = "()`~!@#$%^&*-+=_|{}[]:;'<>,.?/";
    let kinds: [fn(char) -> bool; 4] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit(), |c| SPECIAL.contains(c)];
    let is_windows = instance.text("OsName").is_some_and(|name| name.contains("Windows"));
    let least = if is_windows { 12 } else { 8 };
    (least..=30).contains(&password.len())
        && !password.starts_with('/')
        && password.chars().all(|c| kinds.iter().any(|is| is(c)))
        && kinds.iter().filter(|is| password.chars().any(**is)).count() >= 3
}

/// The states in which a termination is not refused (the error list names those in which it is).
const TERMINABLE_FROM: &[InstanceState] = &[InstanceState::Running, InstanceState::Stopped, InstanceState::Shutdown];

/// TerminateInstances. A prepaid instance is isolated first and destroyed by a second call.
pub(super) fn terminate(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    let ids = context.params.ids();
    let here = ids.iter().filter_map(|id| context.fleet.get(id)).filter(|instance| instance.is_in(context.region));
    let mut kinds: Vec<Option<String>> = here.map(|instance| instance.text("InstanceChargeType")).collect();
    kinds.dedup();
    if kinds.len() > 1 {
        return Err(ApiError::new("UnsupportedOperation.InstanceMixedPricingModel"));
    }
    act(context, TERMINABLE_FROM, |instance| {
        if instance.field("DisableApiTermination") == Some(serde_json::Value::Bool(true)) {
            return Err("UnsupportedOperation.InstancesProtected");
        }
        let isolates = !is_postpaid(instance) && instance.state != InstanceState::Shutdown;
        let end = isolates.then_some(InstanceState::Shutdown);
        Ok(StateChange { via: InstanceState::Terminating, end, stop_charging: false })
    })
}

fn is_postpaid(instance: &Instance) -> bool {
    instance.text("InstanceChargeType").as_deref() == Some("POSTPAID_BY_HOUR")
}

/// Decides for every instance of the batch, and then begins the operations that can begin.
fn act(
    context: ActionContext<'_>,
    from: &[InstanceState],
    change: impl Fn(&Instance) -> Result<StateChange, &'static str>,
) -> Result<Fields, ApiError> {
    let ids = context.params.ids();
    if context.options.assume.refuse_duplicates && ids.len() < context.params.id_count() {
        return Err(ApiError::about("InvalidParameterValue", "`InstanceIds`"));
    }
    let decide = |id: &String| {
        if let Some(code) = magic_ids::code(id) {
            return Err(ApiError::about(code, id));
        }
        let instance = context.fleet.get(id).filter(|instance| instance.is_in(context.region));
        let instance = instance.ok_or_else(|| ApiError::about("InvalidInstanceId.NotFound", id))?;
        if !from.contains(&instance.state) {
            return Err(ApiError::about(state_code(context.action, instance), id));
        }
        // An operation that changes no state is not seen by the state.
        if instance.is_operating() {
            return Err(ApiError::about("OperationDenied.InstanceOperationInProgress", id));
        }
        change(instance).map_err(|code| ApiError::about(code, id))
    };
    let decided: Vec<Result<StateChange, ApiError>> = ids.iter().map(decide).collect();
    let first = decided.iter().find_map(|decision| decision.as_ref().err()).cloned();
    if first.is_none() || context.batches == Batches::Partial {
        for (id, change) in ids.iter().zip(decided).filter_map(|(id, decision)| Some((id, decision.ok()?))) {
            let fault = context.faults.operation_fault(id);
            context.fleet.change(id, |instance, time, rng| {
                instance.begin((context.action.name, change), context.request_id, context.now_ms, (time, rng, fault));
            });
        }
    }
    first.map_or_else(|| Ok(Fields::new()), Err)
}

/// A deprecated parameter cannot be given together with the one that replaced it.
fn check_force_switches(params: &Params) -> Result<(), ApiError> {
    match ["ForceStop", "ForceReboot"].into_iter().find(|name| params.has(name)) {
        Some(name) if params.has("StopType") => {
            Err(ApiError::about("InvalidParameterCombination", format!("`{name}` and `StopType`")))
        }
        _ => Ok(()),
    }
}

/// The code for an instance's state if the page of the action lists it, otherwise the general code.
fn state_code(action: &Action, instance: &Instance) -> &'static str {
    let code = instance.state.refusal();
    if lists(action, code) { code } else { "InvalidInstance.NotSupported" }
}
