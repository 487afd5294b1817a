//! RunInstances, as far as a describe shows the result.

use super::context::ActionContext;
use super::instance_spec::InstanceSpec;
use crate::fleet::operation::StateChange;
use crate::fleet::regions;
use crate::http::envelope::Fields;
use crate::messages::error::ApiError;
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

pub(super) fn run(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    validate(context.params, context.region)?;
    let count = context.params.number("InstanceCount").unwrap_or(1);
    if context.params.number("MinCount").is_some_and(|least| least > count) {
        return Err(ApiError::about("InvalidParameterValue.InvalidParameterMinCount", "`MinCount`"));
    }
    if context.params.flag("DryRun") == Some(true) {
        return Ok(Fields::new());
    }
    let token = context.params.text("ClientToken").map(|token| format!("{} {token}", context.region));
    if let Some(ids) = token.as_ref().and_then(|token| context.fleet.launched_under(token)) {
        return Ok(id_set(ids));
    }
    if !context.fleet.has_room(count) {
        return Err(ApiError::new("LimitExceeded.CvmInstanceQuota"));
    }
    let spec = InstanceSpec::of(context.params, context.now_ms);
    let ids: Vec<String> =
        (1..=count).map(|nth| context.fleet.create(&spec.fields(nth, count), context.region)).collect();
    for id in &ids {
        let change =
            StateChange { via: InstanceState::Pending, end: Some(InstanceState::Running), stop_charging: false };
        let fault = context.faults.operation_fault(id);
        context.fleet.change(id, |instance, time, rng| {
            instance.begin((context.action.name, change), context.request_id, context.now_ms, (time, rng, fault));
        });
    }
    if let Some(token) = token {
        context.fleet.remember_token(token, ids.clone());
    }
    Ok(id_set(&ids))
}

fn id_set(ids: &[String]) -> Fields {
    vec![("InstanceIdSet", json!(ids).to_string())]
}

fn validate(params: &Params, region: &str) -> Result<(), ApiError> {
    let zone = params.at(&["Placement", "Zone"]).unwrap_or_default();
    if regions::region_of(zone) != Some(region) {
        return Err(ApiError::about("InvalidZone.MismatchRegion", zone));
    }
    let image = params.text("ImageId").unwrap_or_default();
    let tail = image.strip_prefix("img-").unwrap_or_default();
    if tail.len() != 8 || !tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Err(ApiError::about("InvalidImageId.Malformed", image));
    }
    if let Some(model) = params.text("InstanceType").filter(|model| !model.contains('.')) {
        return Err(ApiError::about("InvalidInstanceType.Malformed", model));
    }
    let long = |name: &str, most: usize| params.text(name).is_some_and(|text| text.chars().count() > most);
    if long("InstanceName", MAX_NAME) {
        return Err(ApiError::new("InvalidInstanceName.TooLong"));
    }
    if long("ClientToken", MAX_TOKEN) {
        return Err(ApiError::new("InvalidClientToken.TooLong"));
    }
    if params.text("UserData").is_some_and(|data| !is_base64(data) || data.len() / 4 * 3 > MAX_USER_DATA) {
        return Err(ApiError::new("InvalidParameterValue.InvalidUserDataFormat"));
    }
    let period = params.field("InstanceChargePrepaid").and_then(|prepaid| prepaid.get("Period")?.as_u64());
    match (params.text("InstanceChargeType"), period) {
        (Some("PREPAID"), None) => Err(ApiError::about("MissingParameter", "InstanceChargePrepaid")),
        (Some("PREPAID"), Some(months)) if !PERIODS.contains(&months) => {
            Err(ApiError::about("InvalidPeriod", months.to_string()))
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
