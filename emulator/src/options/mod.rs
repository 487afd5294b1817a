//! What an emulator is made from.

pub(crate) mod assumptions;

use crate::http::cors::Cors;
use crate::json::{Read, integer};
use crate::keys::role_arn::RoleArn;
use crate::keys::{Account, PolicyRow, read_accounts, read_policies};
use crate::options::assumptions::Assumptions;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The SecretId of the documented demo pair.
pub const DEMO_SECRET_ID: &str = "AKIDemulator00000000000000000000demo";
/// The SecretKey of the documented demo pair, which is valid for emulators only.
pub const DEMO_SECRET_KEY: &str = "emulator-demo-secret-key";

/// The most instances, so that a typing error does not exhaust the memory.
pub(crate) const MAX_INSTANCES: u64 = 200_000;
/// The most describes a transition takes.
const MAX_DESCRIBES: u64 = 1_000;
/// The longest transition: a day.
const MAX_BOOT_MS: u64 = 86_400_000;
/// AssumeRole page, `DurationSeconds`.
const MAX_SESSION_SECONDS: u64 = 43_200;

/// What happens to a batch that contains an instance which cannot be acted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Batches {
    /// Nothing is done; the error names the first such instance, in the order of the request.
    #[default]
    Atomic,
    /// The others are acted on; the error is the same.
    Partial,
}

/// Which generation of the API documentation applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rules {
    /// `X-TC-Region` may be left out.
    #[default]
    #[serde(rename = "2024-01")]
    January2024,
    /// `X-TC-Region` is required.
    #[serde(rename = "2025-11")]
    November2025,
}

/// What ends a transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transitions {
    /// A time drawn from [`Options::boot_ms`].
    #[default]
    Time,
    /// A number of describes that show the instance, drawn from [`Options::boot_describes`].
    Describes,
    /// Nothing but [`crate::Emulator::set`].
    Hand,
}

/// What an emulator is made from; [`Options::default`] is what `createEmulator()` uses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    /// How many instances to make; they are spread over the regions.
    pub count: u64,
    /// The instances themselves, instead of `count`: API objects with at least `InstanceId`.
    pub given: Option<Vec<Map<String, Value>>>,
    /// Who may call.
    pub credentials: Vec<Account>,
    /// What keys and roles may do; those that no row applies to may do everything.
    #[serde(default)]
    pub policies: Vec<PolicyRow>,
    /// The RoleArns that can be assumed; `None` for every one.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
    /// The lifetime of temporary keys in seconds, regardless of the one asked for; `None` for the one asked for.
    #[serde(default)]
    pub session_seconds: Option<u64>,
    /// The available regions.
    pub regions: Vec<String>,
    /// The seed of everything random.
    pub seed: u64,
    /// The shortest and longest time of a transition, in milliseconds.
    pub boot_ms: (u64, u64),
    /// What ends a transition.
    pub transitions: Transitions,
    /// The least and most describes a transition takes, where they end it.
    pub boot_describes: (u64, u64),
    /// Whether rate limits are enforced.
    pub enforce_rate_limits: bool,
    /// What happens to a batch that contains an instance which cannot be acted on.
    pub batches: Batches,
    /// Which generation of rules applies.
    pub rules: Rules,
    /// Which origins get CORS headers.
    pub cors: Cors,
    /// Choices where the documentation is silent.
    pub assume: Assumptions,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            count: 12,
            given: None,
            credentials: vec![Account {
                secret_id: DEMO_SECRET_ID.to_owned(),
                secret_key: DEMO_SECRET_KEY.to_owned(),
                token: None,
                expires_at_ms: None,
                uin: None,
            }],
            policies: Vec::new(),
            roles: None,
            session_seconds: None,
            regions: ["ap-guangzhou", "ap-singapore", "na-ashburn"].map(str::to_owned).to_vec(),
            seed: 1,
            boot_ms: (2_000, 6_000),
            transitions: Transitions::Time,
            boot_describes: (2, 4),
            enforce_rate_limits: true,
            batches: Batches::Atomic,
            rules: Rules::January2024,
            cors: Cors::Off,
            assume: Assumptions::default(),
        }
    }
}

impl Options {
    /// Checks options made in code, as [`Options::from_json`] checks those it reads.
    pub(crate) fn check(&self) -> Result<(), String> {
        let pair = |account: &Account| !account.secret_id.is_empty() && !account.secret_key.is_empty();
        if self.credentials.is_empty() || !self.credentials.iter().all(pair) {
            return Err("the option `credentials` is out of its range".to_owned());
        }
        self.check_ranges()
    }

    /// As [`Options::check`], for restored options, which no longer contain the keys.
    pub(crate) fn check_ranges(&self) -> Result<(), String> {
        for (name, fits) in [
            (
                "instances",
                self.count <= MAX_INSTANCES && self.given.as_ref().is_none_or(|it| it.len() as u64 <= MAX_INSTANCES),
            ),
            ("regions", !self.regions.is_empty()),
            ("bootDescribes", 1 <= self.boot_describes.0 && self.boot_describes.0 <= self.boot_describes.1),
            ("bootMs", self.boot_ms.0 <= self.boot_ms.1 && self.boot_ms.1 <= MAX_BOOT_MS),
        ] {
            if !fits {
                return Err(format!("the option `{name}` is out of its range"));
            }
        }
        Ok(())
    }

    /// Reads the options of `createEmulator`, as JSON. The error is a sentence that names the option.
    ///
    /// Values are read by hand: a deserializer's message quotes what it found, and that may be a key.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| "the options are not JSON".to_owned())?;
        let Value::Object(fields) = value else { return Err("the options are not an object".to_owned()) };
        let mut options = Options::default();
        for (name, value) in fields {
            let read = match name.as_str() {
                "instances" => read_instances(&mut options, value),
                "credentials" => read_accounts(&value).map(|accounts| options.credentials = accounts),
                "policies" => {
                    let problem = |problem| format!("the option `policies` {problem}");
                    options.policies = read_policies(&value).map_err(problem)?;
                    Ok(())
                }
                "roles" => read_roles(&value).map(|roles| options.roles = Some(roles)),
                "sessionSeconds" => match integer(&value, MAX_SESSION_SECONDS) {
                    Ok(seconds) if seconds > 0 => {
                        options.session_seconds = Some(seconds);
                        Ok(())
                    }
                    _ => Err("is not a whole number of seconds from 1 to 43200"),
                },
                "regions" => read_regions(&value).map(|regions| options.regions = regions),
                "seed" => integer(&value, u64::MAX).map(|seed| options.seed = seed),
                "bootMs" => {
                    let problem = "is not two whole numbers of milliseconds, the smaller first, a day at most";
                    read_range(&value, 0, MAX_BOOT_MS, problem).map(|range| options.boot_ms = range)
                }
                "bootDescribes" => {
                    let problem = "is not two whole numbers of describes, the smaller first, from 1 to 1000";
                    read_range(&value, 1, MAX_DESCRIBES, problem).map(|range| options.boot_describes = range)
                }
                "transitions" => read_named(value, "is none of \"time\", \"describes\" and \"hand\"")
                    .map(|it| options.transitions = it),
                "enforceRateLimits" => {
                    value.as_bool().map(|on| options.enforce_rate_limits = on).ok_or("is not true or false")
                }
                "batches" => read_named(value, "is neither \"atomic\" nor \"partial\"").map(|it| options.batches = it),
                "rules" => read_named(value, "is neither \"2024-01\" nor \"2025-11\"").map(|it| options.rules = it),
                "cors" => read_cors(&value).map(|cors| options.cors = cors),
                "assume" => {
                    let problem = |problem| format!("the option `assume` {problem}");
                    options.assume = Assumptions::read(&value).map_err(problem)?;
                    Ok(())
                }
                _ => Err("is not one of them: instances, credentials, policies, roles, sessionSeconds, regions, \
                          seed, clock, nowMs, bootMs, transitions, bootDescribes, enforceRateLimits, batches, rules, cors, assume"),
            };
            read.map_err(|problem| format!("the option `{name}` {problem}"))?;
        }
        Ok(options)
    }
}

fn read_instances(options: &mut Options, value: Value) -> Read<()> {
    const PROBLEM: &str = "is neither a whole number up to 200000 nor a list of instances";
    match value {
        Value::Number(_) => options.count = integer(&value, MAX_INSTANCES).map_err(|_| PROBLEM)?,
        Value::Array(items) if items.len() as u64 <= MAX_INSTANCES => {
            let given = items.into_iter().map(|item| match item {
                Value::Object(fields) => Ok(fields),
                _ => Err("holds something that is not an object"),
            });
            options.given = Some(given.collect::<Read<_>>()?);
        }
        _ => return Err(PROBLEM),
    }
    Ok(())
}

fn read_roles(value: &Value) -> Read<Vec<String>> {
    const PROBLEM: &str = "is not a list of RoleArns, such as \"qcs::cam::uin/100000000001:roleName/fleet\"";
    let list = value.as_array().ok_or(PROBLEM)?;
    list.iter().map(|item| item.as_str().filter(|it| RoleArn::is_valid(it)).map(str::to_owned).ok_or(PROBLEM)).collect()
}

fn read_regions(value: &Value) -> Read<Vec<String>> {
    const PROBLEM: &str = "is not a list of at least one region name, such as \"ap-guangzhou\"";
    let fits = |name: &str| {
        name.contains('-')
            && name.len() <= 40
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let list = value.as_array().filter(|list| !list.is_empty()).ok_or(PROBLEM)?;
    list.iter().map(|item| item.as_str().filter(|name| fits(name)).map(str::to_owned).ok_or(PROBLEM)).collect()
}

fn read_range(value: &Value, least: u64, most: u64, problem: &'static str) -> Read<(u64, u64)> {
    let bound = |index| {
        let number = value.get(index).and_then(|it| integer(it, most).ok());
        number.filter(|number| *number >= least).ok_or(problem)
    };
    let range = (bound(0)?, bound(1)?);
    if range.0 <= range.1 && value.get(2).is_none() { Ok(range) } else { Err(problem) }
}

fn read_cors(value: &Value) -> Read<Cors> {
    const PROBLEM: &str = "is neither true, false nor a list of origins";
    match value {
        Value::Bool(any) => Ok(if *any { Cors::Any } else { Cors::Off }),
        Value::Array(list) => {
            let origins = list.iter().map(|item| item.as_str().map(str::to_owned).ok_or(PROBLEM));
            Ok(Cors::Origins(origins.collect::<Read<_>>()?))
        }
        _ => Err(PROBLEM),
    }
}

fn read_named<T: for<'a> Deserialize<'a>>(value: Value, problem: &'static str) -> Read<T> {
    serde_json::from_value(value).map_err(|_| problem)
}

#[cfg(test)]
mod tests {
    use super::{Batches, Cors, Options, Rules};

    #[test]
    fn options_are_read() {
        let options = Options::from_json(
            r#"{"instances":3,"seed":7,"bootMs":[1,2.0],"batches":"partial","rules":"2025-11","cors":["https://a"],
                "regions":["eu-frankfurt"],"enforceRateLimits":false,
                "credentials":[{"secretId":"i","secretKey":"k","token":"t","expiresAtMs":5}]}"#,
        )
        .unwrap();
        assert_eq!((options.count, options.seed, options.boot_ms), (3, 7, (1, 2)));
        assert_eq!((options.batches, options.rules), (Batches::Partial, Rules::November2025));
        assert_eq!(options.cors, Cors::Origins(vec!["https://a".to_owned()]));
        assert_eq!(options.credentials[0].expires_at_ms, Some(5));
    }

    #[test]
    fn wrong_options_are_named_and_never_quoted() {
        for (text, part) in [
            ("[]", "not an object"),
            ("{", "not JSON"),
            (r#"{"instances":-1}"#, "`instances`"),
            (r#"{"instances":300000}"#, "`instances`"),
            (r#"{"instances":[1]}"#, "`instances`"),
            (r#"{"seed":"x"}"#, "`seed`"),
            (r#"{"bootMs":[5,1]}"#, "`bootMs`"),
            (r#"{"bootMs":[1,2,3]}"#, "`bootMs`"),
            (r#"{"bootDescribes":[0,1]}"#, "`bootDescribes`"),
            (r#"{"bootDescribes":[2,1]}"#, "`bootDescribes`"),
            (r#"{"transitions":"magic"}"#, "`transitions`"),
            (r#"{"batches":"half"}"#, "`batches`"),
            (r#"{"regions":[]}"#, "`regions`"),
            (r#"{"regions":["Guangzhou"]}"#, "`regions`"),
            (r#"{"cors":1}"#, "`cors`"),
            (r#"{"assume":{"colour":1}}"#, "`assume` has `colour`"),
            (r#"{"colour":1}"#, "`colour`"),
            (r#"{"credentials":"hunter2"}"#, "`credentials`"),
            (r#"{"credentials":[{"secretId":"hunter2"}]}"#, "secretKey"),
        ] {
            let problem = Options::from_json(text).unwrap_err();
            assert!(problem.contains(part), "{text}: {problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
        assert!(!format!("{:?}", Options::default()).contains(super::DEMO_SECRET_KEY));
    }
}
