//! What the actions do, once every check has passed.

use crate::faults::Mischief;
use crate::filters;
use crate::fleet::Fleet;
use crate::instance::Instance;
use crate::options::Batches;
use crate::params::Params;
use crate::refusal::Refusal;
use serde_json::{Map, Value, json};
use tencentcloud_edge::model::{Action, CODES, Operation};

/// Everything an action may look at or change.
pub(crate) struct Job<'a> {
    pub(crate) fleet: &'a mut Fleet,
    pub(crate) action: &'static Action,
    pub(crate) region: &'a str,
    pub(crate) params: &'a Params,
    pub(crate) request_id: &'a str,
    pub(crate) now_ms: u64,
    pub(crate) batches: Batches,
    /// What goes wrong with the operations of this request.
    pub(crate) mischief: &'a Mischief,
}

type Fields = Map<String, Value>;

/// Executes an action; the fields are those of the reply besides `RequestId`.
pub(crate) fn run(job: Job<'_>) -> Result<Fields, Refusal> {
    match (&job.action.operation, job.action.name) {
        (Some(operation), _) => operate(job, operation),
        (None, "DescribeInstancesStatus") => describe_status(&job),
        (None, _) => describe(&job),
    }
}

fn operate(job: Job<'_>, operation: &'static Operation) -> Result<Fields, Refusal> {
    forced(job.params)?;
    let ids = job.params.ids();
    let refusals: Vec<Option<Refusal>> = ids.iter().map(|id| objection(&job, operation, id)).collect();
    let first = refusals.iter().flatten().next().cloned();
    if first.is_some() && job.batches == Batches::Atomic {
        return first.map_or_else(|| Ok(Fields::new()), Err);
    }
    let stop_charging = job.params.text("StoppedMode") == Some("STOP_CHARGING");
    for (id, _) in ids.iter().zip(&refusals).filter(|(_, refusal)| refusal.is_none()) {
        let course = job.mischief.course(id);
        job.fleet.change(id, |instance, duration, rng| {
            instance.stop_charging = stop_charging;
            instance.begin((job.action.name, operation), job.request_id, job.now_ms, (duration, rng, course));
        });
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

/// Why an operation cannot be begun on one instance.
fn objection(job: &Job<'_>, operation: &Operation, id: &str) -> Option<Refusal> {
    let Some(instance) = job.fleet.get(id).filter(|instance| instance.region == job.region) else {
        return Some(Refusal::about("InvalidInstanceId.NotFound", id));
    };
    if !operation.from.contains(&instance.state) {
        return Some(Refusal::about(state_code(job.action, instance), id));
    }
    let charging = job.params.text("StoppedMode") == Some("STOP_CHARGING");
    let postpaid = instance.text(&["InstanceChargeType"]) == Some("POSTPAID_BY_HOUR");
    (charging && !postpaid).then(|| Refusal::about("UnsupportedOperation.StoppedModeStopCharging", id))
}

/// The code for an instance's state, if the page of the action lists it, else the general one it does list.
fn state_code(action: &Action, instance: &Instance) -> &'static str {
    let letter = match action.name {
        "StartInstances" => 'S',
        "StopInstances" => 'P',
        _ => 'B',
    };
    let code = instance.state.refusal();
    let listed = CODES.iter().any(|row| row.name == code && row.listed.contains(letter));
    if listed { code } else { "InvalidInstance.NotSupported" }
}

fn describe(job: &Job<'_>) -> Result<Fields, Refusal> {
    if job.params.has("InstanceIds") && job.params.has("Filters") {
        return Err(Refusal::about("InvalidParameter", "`InstanceIds` and `Filters` cannot be given together"));
    }
    let tests = filters::read(job.params.filters(), job.region)?;
    let found = select(job, |instance| tests.iter().all(|test| test.passes(instance)));
    Ok(paged(job, "InstanceSet", &found, |instance| Value::Object(instance.to_json())))
}

fn describe_status(job: &Job<'_>) -> Result<Fields, Refusal> {
    let found = select(job, |_| true);
    Ok(paged(
        job,
        "InstanceStatusSet",
        &found,
        |instance| json!({ "InstanceId": instance.id, "InstanceState": instance.state.name() }),
    ))
}

/// The instances of the region that were asked for. Ids that do not exist yield no rows.
fn select<'a>(job: &'a Job<'_>, passes: impl Fn(&Instance) -> bool) -> Vec<&'a Instance> {
    let here = |instance: &&Instance| instance.region == job.region && passes(instance);
    if job.params.has("InstanceIds") {
        return job.params.ids().iter().filter_map(|id| job.fleet.get(id)).filter(here).collect();
    }
    job.fleet.all().filter(here).collect()
}

fn paged(job: &Job<'_>, name: &str, found: &[&Instance], show: impl Fn(&Instance) -> Value) -> Fields {
    let (offset, limit) = job.params.page();
    let rows: Vec<Value> = found.iter().skip(offset).take(limit).map(|instance| show(instance)).collect();
    let mut fields = Fields::new();
    fields.insert("TotalCount".to_owned(), json!(found.len()));
    fields.insert(name.to_owned(), Value::Array(rows));
    fields
}
