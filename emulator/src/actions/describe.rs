//! DescribeInstances and DescribeInstancesStatus.

use super::context::ActionContext;
use crate::actions::filters;
use crate::fleet::Fleet;
use crate::fleet::instance::Instance;
use crate::fleet::magic_ids;
use crate::http::envelope::Fields;
use crate::messages::error::ApiError;

pub(super) fn instances(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    if context.params.has("InstanceIds") && context.params.has("Filters") {
        return Err(ApiError::about("InvalidParameter", "`InstanceIds` and `Filters` cannot be given together"));
    }
    let conditions = filters::read(context.params.filters(), context.region)?;
    let matches = (!conditions.is_empty())
        .then_some(|instance: &Instance| conditions.iter().all(|condition| condition.matches(instance)));
    page(context, "InstanceSet", matches, |fleet, ids| fleet.describe(ids))
}

pub(super) fn status(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    let all: Option<fn(&Instance) -> bool> = None;
    page(context, "InstanceStatusSet", all, |fleet, ids| statuses(ids.iter().filter_map(|id| fleet.get(id))))
}

/// One page of the instances of the region that were asked for. Ids that do not exist yield no rows.
fn page(
    context: ActionContext<'_>,
    name: &'static str,
    matches: Option<impl Fn(&Instance) -> bool>,
    write: impl Fn(&mut Fleet, &[String]) -> String,
) -> Result<Fields, ApiError> {
    let ids = context.params.ids();
    let error =
        ids.iter().find_map(|id| magic_ids::code(id).filter(|code| !magic_ids::is_about_instance(code)).zip(Some(id)));
    if let Some((code, id)) = error {
        return Err(ApiError::about(code, id));
    }
    let fleet = context.fleet;
    let (offset, limit) = context.params.page();
    let slice = |found: Vec<&Instance>| -> (usize, Vec<String>) {
        let shown = found.iter().skip(offset).take(limit).map(|instance| instance.id.clone());
        (found.len(), shown.collect())
    };
    let (total, shown) = if context.params.has("InstanceIds") {
        slice(ids.iter().filter_map(|id| fleet.get(id)).filter(|instance| instance.is_in(context.region)).collect())
    } else if let Some(matches) = matches {
        slice(fleet.of_region(context.region, 0).filter(|instance| matches(instance)).collect())
    } else {
        // Without filters a page is found without looking at the whole fleet.
        let shown = fleet.of_region(context.region, offset).take(limit).map(|instance| instance.id.clone());
        (fleet.count(context.region), shown.collect())
    };
    for id in &shown {
        fleet.count_describe(id, context.now_ms);
    }
    let rows = write(fleet, &shown);
    Ok(vec![("TotalCount", total.to_string()), (name, rows)])
}

/// The rows of DescribeInstancesStatus, as JSON. Neither ids nor the names of states contain anything to escape.
fn statuses<'a>(instances: impl Iterator<Item = &'a Instance>) -> String {
    let mut list = String::from("[");
    for instance in instances {
        if list.len() > 1 {
            list.push(',');
        }
        let state = instance.state.name();
        list.extend(["{\"InstanceId\":\"", &instance.id, "\",\"InstanceState\":\"", state, "\"}"]);
    }
    list.push(']');
    list
}
