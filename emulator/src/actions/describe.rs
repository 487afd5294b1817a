//! DescribeInstances and DescribeInstancesStatus.

use super::{Fields, Job};
use crate::filters;
use crate::instance::Instance;
use crate::magic;
use crate::refusal::Refusal;
use serde_json::{Value, json};

pub(super) fn instances(job: Job<'_>) -> Result<Fields, Refusal> {
    if job.params.has("InstanceIds") && job.params.has("Filters") {
        return Err(Refusal::about("InvalidParameter", "`InstanceIds` and `Filters` cannot be given together"));
    }
    let tests = filters::read(job.params.filters(), job.region)?;
    let passes = |instance: &Instance| tests.iter().all(|test| test.passes(instance));
    page(job, "InstanceSet", passes, |instance| Value::Object(instance.to_json()))
}

pub(super) fn status(job: Job<'_>) -> Result<Fields, Refusal> {
    page(
        job,
        "InstanceStatusSet",
        |_| true,
        |instance| json!({ "InstanceId": instance.id, "InstanceState": instance.state.name() }),
    )
}

/// One page of the instances of the region that were asked for. Ids that do not exist yield no rows.
fn page(
    job: Job<'_>,
    name: &str,
    passes: impl Fn(&Instance) -> bool,
    show: impl Fn(&Instance) -> Value,
) -> Result<Fields, Refusal> {
    let ids = job.params.ids();
    let refusal = ids.iter().find_map(|id| magic::code(id).filter(|code| !magic::of_instance(code)).zip(Some(id)));
    if let Some((code, id)) = refusal {
        return Err(Refusal::about(code, id));
    }
    let (fleet, region) = (job.fleet, job.region);
    let here = |instance: &&Instance| instance.is_in(region) && passes(instance);
    let found: Vec<&Instance> = if job.params.has("InstanceIds") {
        ids.iter().filter_map(|id| fleet.get(id)).filter(here).collect()
    } else {
        fleet.all().filter(here).collect()
    };
    let (offset, limit) = job.params.page();
    let total = found.len();
    let shown: Vec<String> = found.into_iter().skip(offset).take(limit).map(|instance| instance.id.clone()).collect();
    for id in &shown {
        fleet.look(id, job.now_ms);
    }
    let rows: Vec<Value> = shown.iter().filter_map(|id| fleet.get(id)).map(show).collect();
    Ok(Fields::from_iter([("TotalCount".to_owned(), json!(total)), (name.to_owned(), Value::Array(rows))]))
}
