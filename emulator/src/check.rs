//! The checks of every action: transport, authentication, version, action, region.

use crate::auth;
use crate::keys::{Key, Keyring};
use crate::messages::error::ApiError;
use crate::options::{Options, Rules};
use crate::request::common::{CommonParams, Scheme};
use crate::request::host;
use crate::request::service::{self, Service};
use crate::request::sts_actions::WEB_IDENTITY;
use tencentcloud_edge::model::Action;

/// POST with TC3 carries at most 10 MB (common parameters page).
const MAX_BODY: usize = 10 * 1_024 * 1_024;
/// POST with v1 carries at most 1 MB; the service then says to use TC3.
const MAX_FORM: usize = 1_024 * 1_024;
/// GET carries at most 32 KB.
const MAX_QUERY: usize = 32 * 1_024;

/// A request that passed these checks. Its rate and parameters are still to be checked.
pub(crate) struct CheckedRequest<'a> {
    /// The caller's key; `None` where an identity provider's token authenticates the caller.
    pub(crate) key: Option<&'a Key>,
    pub(crate) service: Service,
    pub(crate) action: &'static Action,
    pub(crate) region: String,
}

/// Runs the checks in the service's order; the first that fails is the answer.
pub(crate) fn check<'a>(
    (keyring, options): (&'a Keyring, &Options),
    common: &CommonParams<'_>,
    now_ms: u64,
) -> Result<CheckedRequest<'a>, ApiError> {
    let key = caller((keyring, options), common, now_ms)?;
    let (action, version) = (common.required("Action")?, common.required("Version")?);
    let service = Service::of(common);
    if version != service.version() {
        return Err(ApiError::about("NoSuchVersion", version));
    }
    let action = service.action(action).ok_or_else(|| ApiError::about("InvalidAction", action))?;
    let region = region(options, (service, action), common.get("Region"))?;
    Ok(CheckedRequest { key, service, action, region })
}

/// The checks of a request that a stub answers: all but those of version, action and region, which nobody knows.
pub(crate) fn check_stub<'a>(
    parties: (&'a Keyring, &Options),
    common: &CommonParams<'_>,
    now_ms: u64,
) -> Result<Option<&'a Key>, ApiError> {
    let key = caller(parties, common, now_ms)?;
    match common.get("Region") {
        Some("") => Err(ApiError::about("InvalidParameterValue", "`X-TC-Region`")),
        _ => Ok(key),
    }
}

/// The caller's key; `None` where an identity provider's token authenticates the caller.
fn caller<'a>(
    parties: (&'a Keyring, &Options),
    common: &CommonParams<'_>,
    now_ms: u64,
) -> Result<Option<&'a Key>, ApiError> {
    transport(common)?;
    let timestamp = common.timestamp()?;
    let action = common.required("Action")?;
    common.required("Version")?;
    let service = service::name_of(common);
    if service == Service::Sts.name() && action == WEB_IDENTITY && common.is_unsigned() {
        return Ok(None);
    }
    auth::authenticate(parties, service, common, timestamp, now_ms).map(Some)
}

fn transport(common: &CommonParams<'_>) -> Result<(), ApiError> {
    let request = common.request;
    if !matches!(request.method.as_str(), "GET" | "POST") {
        return Err(ApiError::about("UnsupportedProtocol", &*request.method));
    }
    if request.body.len() > MAX_BODY {
        return Err(ApiError::about("RequestSizeLimitExceeded", "10 MB"));
    }
    if common.scheme == Scheme::V1 && request.body.len() > MAX_FORM {
        return Err(ApiError::about("AuthFailure.SignatureFailure", "exceeding request size limit"));
    }
    if request.path_and_query().1.len() > MAX_QUERY {
        return Err(ApiError::about("RequestSizeLimitExceeded", "32 KB in its query"));
    }
    common.check_readable()?;
    match host::product(request.header("host").unwrap_or_default()) {
        Some(product) if Service::named(product).is_none() && common.stub.is_none() => {
            Err(ApiError::about("NoSuchProduct", product))
        }
        _ => Ok(()),
    }
}

fn region(options: &Options, (service, action): (Service, &Action), sent: Option<&str>) -> Result<String, ApiError> {
    match sent {
        Some("") => Err(ApiError::about("InvalidParameterValue", "`X-TC-Region`")),
        // The keys of sts are valid in every region.
        Some(name) if service == Service::Sts => Ok(name.to_owned()),
        Some(name) if options.regions.iter().any(|region| region == name) => Ok(name.to_owned()),
        Some(name) => Err(ApiError::about("UnsupportedRegion", name)),
        // A caller that knows no region yet asks for the list of them.
        None if options.rules == Rules::January2024 || action.name == "DescribeRegions" => {
            Ok(options.regions.first().cloned().unwrap_or_default())
        }
        None => Err(ApiError::about("MissingParameter", "Region")),
    }
}
