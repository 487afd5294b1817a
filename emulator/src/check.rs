//! What holds for every action, from the first byte to the region.

use crate::auth;
use crate::http::Request;
use crate::options::{Account, Options, Rules};
use crate::refusal::Refusal;
use tencentcloud_edge::model::{self, Action, SERVICE, VERSION};

/// POST with TC3 carries at most 10 MB (common parameters page).
const MAX_BODY: usize = 10 * 1_024 * 1_024;
/// GET carries at most 32 KB.
const MAX_QUERY: usize = 32 * 1_024;

/// A request that may be executed, rate and parameters aside.
pub(crate) struct Call<'a> {
    pub(crate) account: &'a Account,
    pub(crate) action: &'static Action,
    pub(crate) region: String,
}

/// Runs the checks in the service's order; the first that fails is the answer.
pub(crate) fn check<'a>(options: &'a Options, request: &Request, now_ms: u64) -> Result<Call<'a>, Refusal> {
    transport(request)?;
    let timestamp = timestamp(request)?;
    let (action, version) = (required(request, "Action")?, required(request, "Version")?);
    let account = auth::authenticate(&options.credentials, request, timestamp, now_ms)?;
    if version != VERSION {
        return Err(Refusal::about("NoSuchVersion", version));
    }
    let action = model::action(action).ok_or_else(|| Refusal::about("InvalidAction", action))?;
    Ok(Call { account, action, region: region(options, request)? })
}

fn transport(request: &Request) -> Result<(), Refusal> {
    if !matches!(request.method.as_str(), "GET" | "POST") {
        return Err(Refusal::about("UnsupportedProtocol", &*request.method));
    }
    if request.body.len() > MAX_BODY {
        return Err(Refusal::about("RequestSizeLimitExceeded", "10 MB"));
    }
    if request.path_and_query().1.len() > MAX_QUERY {
        return Err(Refusal::about("RequestSizeLimitExceeded", "32 KB in its query"));
    }
    match auth::product(request.header("host").unwrap_or_default()) {
        Some(product) if !product.eq_ignore_ascii_case(SERVICE) => Err(Refusal::about("NoSuchProduct", product)),
        _ => Ok(()),
    }
}

/// A common parameter, which travels as `X-TC-<name>`.
fn required<'a>(request: &'a Request, name: &str) -> Result<&'a str, Refusal> {
    let value = request.header(&["X-TC-", name].concat()).unwrap_or_default();
    if value.is_empty() { Err(Refusal::about("MissingParameter", name)) } else { Ok(value) }
}

fn timestamp(request: &Request) -> Result<u64, Refusal> {
    let text = required(request, "Timestamp")?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.ok_or_else(|| Refusal::about("InvalidParameter", "`Timestamp` is not a number of seconds"))
}

fn region(options: &Options, request: &Request) -> Result<String, Refusal> {
    match request.header("x-tc-region") {
        Some("") => Err(Refusal::about("InvalidParameterValue", "`X-TC-Region`")),
        Some(name) if options.regions.iter().any(|region| region == name) => Ok(name.to_owned()),
        Some(name) => Err(Refusal::about("UnsupportedRegion", name)),
        None if options.rules == Rules::January2024 => Ok(options.regions.first().cloned().unwrap_or_default()),
        None => Err(Refusal::about("MissingParameter", "Region")),
    }
}
