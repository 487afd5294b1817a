//! DescribeInstances and DescribeInstancesStatus.

use super::context::ActionContext;
use crate::actions::filters;
use crate::fleet::instance::Instance;
use crate::fleet::json_writer;
use crate::fleet::magic_ids;
use crate::http::envelope::Fields;
use crate::messages::error::Refusal;
use serde_json::json;

pub(super) fn instances(context: ActionContext<'_>) -> Result<Fields, Refusal> {
    if context.params.has("InstanceIds") && context.params.has("Filters") {
        return Err(Refusal::about("InvalidParameter", "`InstanceIds` and `Filters` cannot be given together"));
    }
    let tests = filters::read(context.params.filters(), context.region)?;
    let passes = (!tests.is_empty()).then_some(|instance: &Instance| tests.iter().all(|test| test.passes(instance)));
    page(context, "InstanceSet", passes, Instance::to_json)
}

pub(super) fn status(context: ActionContext<'_>) -> Result<Fields, Refusal> {
    let all: Option<fn(&Instance) -> bool> = None;
    page(context, "InstanceStatusSet", all, |instance| {
        json!({ "InstanceId": instance.id, "InstanceState": instance.state.name() }).to_string()
    })
}

/// One page of the instances of the region that were asked for. Ids that do not exist yield no rows.
fn page(
    context: ActionContext<'_>,
    name: &'static str,
    passes: Option<impl Fn(&Instance) -> bool>,
    show: impl Fn(&Instance) -> String,
) -> Result<Fields, Refusal> {
    let ids = context.params.ids();
    let refusal =
        ids.iter().find_map(|id| magic_ids::code(id).filter(|code| !magic_ids::of_instance(code)).zip(Some(id)));
    if let Some((code, id)) = refusal {
        return Err(Refusal::about(code, id));
    }
    let fleet = context.fleet;
    let (offset, limit) = context.params.page();
    let cut = |found: Vec<&Instance>| -> (usize, Vec<String>) {
        let shown = found.iter().skip(offset).take(limit).map(|instance| instance.id.clone());
        (found.len(), shown.collect())
    };
    let (total, shown) = if context.params.has("InstanceIds") {
        cut(ids.iter().filter_map(|id| fleet.get(id)).filter(|instance| instance.is_in(context.region)).collect())
    } else if let Some(passes) = passes {
        cut(fleet.of_region(context.region, 0).filter(|instance| passes(instance)).collect())
    } else {
        // The whole of a large fleet is not looked at for one page of it.
        let shown = fleet.of_region(context.region, offset).take(limit).map(|instance| instance.id.clone());
        (fleet.count(context.region), shown.collect())
    };
    for id in &shown {
        fleet.look(id, context.now_ms);
    }
    let rows = json_writer::list(shown.iter().filter_map(|id| fleet.get(id)).map(show));
    Ok(vec![("TotalCount", total.to_string()), (name, rows)])
}
