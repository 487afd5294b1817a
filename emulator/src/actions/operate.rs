//! The actions on instances that are there: start, stop, reboot, terminate.

use super::{Fields, Job, lists};
use crate::fleet::instance::{Instance, Step};
use crate::fleet::magic_ids;
use crate::messages::error::Refusal;
use crate::options::Batches;
use crate::request::params::Params;
use tencentcloud_edge::model::{Action, InstanceState};

/// Start, stop and reboot: one machine, and a row of the model each.
pub(super) fn operate(job: Job<'_>) -> Result<Fields, Refusal> {
    forced(job.params)?;
    let Some(operation) = &job.action.operation else { return Ok(Fields::new()) };
    let stop_charging = job.params.text("StoppedMode") == Some("STOP_CHARGING");
    act(job, operation.from, |instance| {
        if stop_charging && !postpaid(instance) {
            return Err("UnsupportedOperation.StoppedModeStopCharging");
        }
        Ok(Step { via: operation.via, end: Some(operation.to), stop_charging })
    })
}

/// What a termination is not refused in (the error list names the states that it is).
const MORTAL: &[InstanceState] = &[InstanceState::Running, InstanceState::Stopped, InstanceState::Shutdown];

/// TerminateInstances. A prepaid instance is isolated first and destroyed by a second call.
pub(super) fn terminate(job: Job<'_>) -> Result<Fields, Refusal> {
    let ids = job.params.ids();
    let here = ids.iter().filter_map(|id| job.fleet.get(id)).filter(|instance| instance.is_in(job.region));
    let mut kinds: Vec<Option<String>> = here.map(|instance| instance.text("InstanceChargeType")).collect();
    kinds.dedup();
    if kinds.len() > 1 {
        return Err(Refusal::plain("UnsupportedOperation.InstanceMixedPricingModel"));
    }
    act(job, MORTAL, |instance| {
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
    job: Job<'_>,
    from: &[InstanceState],
    step: impl Fn(&Instance) -> Result<Step, &'static str>,
) -> Result<Fields, Refusal> {
    let ids = job.params.ids();
    if job.options.assume.refuse_duplicates && ids.len() < job.params.id_count() {
        return Err(Refusal::about("InvalidParameterValue", "`InstanceIds`"));
    }
    let decide = |id: &String| {
        if let Some(code) = magic_ids::code(id) {
            return Err(Refusal::about(code, id));
        }
        let instance = job.fleet.get(id).filter(|instance| instance.is_in(job.region));
        let instance = instance.ok_or_else(|| Refusal::about("InvalidInstanceId.NotFound", id))?;
        if !from.contains(&instance.state) {
            return Err(Refusal::about(state_code(job.action, instance), id));
        }
        step(instance).map_err(|code| Refusal::about(code, id))
    };
    let decided: Vec<Result<Step, Refusal>> = ids.iter().map(decide).collect();
    let first = decided.iter().find_map(|decision| decision.as_ref().err()).cloned();
    if first.is_none() || job.batches == Batches::Partial {
        for (id, step) in ids.iter().zip(decided).filter_map(|(id, decision)| Some((id, decision.ok()?))) {
            let course = job.mischief.course(id);
            job.fleet.change(id, |instance, span, rng| {
                instance.begin((job.action.name, step), job.request_id, job.now_ms, (span, rng, course));
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
