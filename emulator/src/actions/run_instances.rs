//! RunInstances, as far as a fleet shows it.

use super::{Fields, Job};
use crate::actions::instance_spec::Order;
use crate::fleet::instance::Step;
use crate::fleet::regions;
use crate::messages::error::Refusal;
use crate::request::params::Params;
use serde_json::json;
use tencentcloud_edge::model::InstanceState;

/// RunInstances page, `InstanceName`, in characters.
const MAX_NAME: usize = 128;
/// RunInstances page, `ClientToken`.
const MAX_TOKEN: usize = 64;
/// RunInstances page, `UserData`: 16 KB before base64.
const MAX_USER_DATA: usize = 16 * 1_024;
/// RunInstances page, `Period`, in months.
const PERIODS: [u64; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 24, 36, 48, 60];

pub(super) fn launch(job: Job<'_>) -> Result<Fields, Refusal> {
    check(job.params, job.region)?;
    let count = job.params.number("InstanceCount").unwrap_or(1);
    if job.params.number("MinCount").is_some_and(|least| least > count) {
        return Err(Refusal::about("InvalidParameterValue.InvalidParameterMinCount", "`MinCount`"));
    }
    if job.params.flag("DryRun") == Some(true) {
        return Ok(Fields::new());
    }
    let token = job.params.text("ClientToken").map(|token| format!("{} {token}", job.region));
    if let Some(ids) = token.as_ref().and_then(|token| job.fleet.launched(token)) {
        return Ok(id_set(ids));
    }
    if !job.fleet.has_room(count) {
        return Err(Refusal::plain("LimitExceeded.CvmInstanceQuota"));
    }
    let order = Order::of(job.params, job.now_ms);
    let ids: Vec<String> = (1..=count).map(|nth| job.fleet.launch(&order, nth, count, job.region)).collect();
    for id in &ids {
        let step = Step { via: InstanceState::Pending, end: Some(InstanceState::Running), stop_charging: false };
        let course = job.mischief.course(id);
        job.fleet.change(id, |instance, span, rng| {
            instance.begin((job.action.name, step), job.request_id, job.now_ms, (span, rng, course));
        });
    }
    if let Some(token) = token {
        job.fleet.remember(token, ids.clone());
    }
    Ok(id_set(&ids))
}

fn id_set(ids: &[String]) -> Fields {
    vec![("InstanceIdSet", json!(ids).to_string())]
}

fn check(params: &Params, region: &str) -> Result<(), Refusal> {
    let zone = params.at(&["Placement", "Zone"]).unwrap_or_default();
    if regions::region_of(zone) != Some(region) {
        return Err(Refusal::about("InvalidZone.MismatchRegion", zone));
    }
    let image = params.text("ImageId").unwrap_or_default();
    let tail = image.strip_prefix("img-").unwrap_or_default();
    if tail.len() != 8 || !tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Err(Refusal::about("InvalidImageId.Malformed", image));
    }
    if let Some(model) = params.text("InstanceType").filter(|model| !model.contains('.')) {
        return Err(Refusal::about("InvalidInstanceType.Malformed", model));
    }
    let long = |name: &str, most: usize| params.text(name).is_some_and(|text| text.chars().count() > most);
    if long("InstanceName", MAX_NAME) {
        return Err(Refusal::plain("InvalidInstanceName.TooLong"));
    }
    if long("ClientToken", MAX_TOKEN) {
        return Err(Refusal::plain("InvalidClientToken.TooLong"));
    }
    if params.text("UserData").is_some_and(|data| !is_base64(data) || data.len() / 4 * 3 > MAX_USER_DATA) {
        return Err(Refusal::plain("InvalidParameterValue.InvalidUserDataFormat"));
    }
    let period = params.field("InstanceChargePrepaid").and_then(|prepaid| prepaid.get("Period")?.as_u64());
    match (params.text("InstanceChargeType"), period) {
        (Some("PREPAID"), None) => Err(Refusal::about("MissingParameter", "InstanceChargePrepaid")),
        (Some("PREPAID"), Some(months)) if !PERIODS.contains(&months) => {
            Err(Refusal::about("InvalidPeriod", months.to_string()))
        }
        _ => Ok(()),
    }
}

fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - data.len() <= 2
        && data.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}
