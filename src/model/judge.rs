//! What an error code means, who is to blame, and what to do about it.

/// What a caller can do about an error; the words of the package's `TencentCloudError.advice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Change the credentials, or the clock.
    FixCredentials,
    /// Have the access policy allow it.
    FixPermissions,
    /// Change the request.
    FixRequest,
    /// Nothing the caller can do will make this succeed.
    GiveUp,
    /// The same request may succeed now.
    Retry,
    /// The same request may succeed later.
    Wait,
}

impl Advice {
    /// Every advice there is.
    pub const ALL: [Advice; 6] = [
        Advice::FixCredentials,
        Advice::FixPermissions,
        Advice::FixRequest,
        Advice::GiveUp,
        Advice::Retry,
        Advice::Wait,
    ];

    /// The spelling at every door: `fix-credentials`.
    pub const fn name(self) -> &'static str {
        match self {
            Advice::FixCredentials => "fix-credentials",
            Advice::FixPermissions => "fix-permissions",
            Advice::FixRequest => "fix-request",
            Advice::GiveUp => "give-up",
            Advice::Retry => "retry",
            Advice::Wait => "wait",
        }
    }

    /// Whether sending the same request again makes sense.
    pub const fn retryable(self) -> bool {
        matches!(self, Advice::Retry | Advice::Wait)
    }
}

/// Whose fault an error is; decides what a refused batch does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The key, its policy or the account: every further request would fail alike.
    Account,
    /// One instance of the batch; the others may go on without it.
    Instance,
    /// Too many requests a second; nothing was executed.
    Rate,
    /// The request as such; sending it again changes nothing.
    Request,
    /// The service; whether it executed anything is unknown.
    Service,
}

impl Blame {
    /// Its spelling in what is generated: `account`.
    pub const fn name(self) -> &'static str {
        match self {
            Blame::Account => "account",
            Blame::Instance => "instance",
            Blame::Rate => "rate",
            Blame::Request => "request",
            Blame::Service => "service",
        }
    }
}

/// What [`judge`] says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whose fault it is.
    pub blame: Blame,
    /// What to do about it.
    pub advice: Advice,
}

/// Judges a code by the longest rule it begins with: the service adds sub-codes, and asks clients to match the prefix.
pub fn judge(code: &str) -> Judgement {
    let rule = RULES.iter().filter(|rule| begins(code, rule.0)).max_by_key(|rule| rule.0.len());
    let (blame, advice) = rule.map_or((Blame::Request, Advice::GiveUp), |rule| (rule.1, rule.2));
    Judgement { blame, advice }
}

fn begins(code: &str, rule: &str) -> bool {
    match code.strip_prefix(rule) {
        None => false,
        // `LimitExceeded.X` must not be taken for `LimitExceededX`; only the instance states go on without a dot.
        Some(rest) => rest.is_empty() || rest.starts_with('.') || rule.ends_with("InstanceState"),
    }
}

use Advice::{FixCredentials, FixPermissions, FixRequest, GiveUp, Retry, Wait};
use Blame::{Account, Instance, Rate, Request, Service};

/// What codes are judged by: the beginning of a code, whose fault it is and what to do about it.
pub const RULES: &[(&str, Blame, Advice)] = &[
    ("AuthFailure", Account, FixCredentials),
    ("AuthFailure.UnauthorizedOperation", Account, FixPermissions),
    ("FailedOperation", Instance, GiveUp),
    ("InternalError", Service, Retry),
    ("InternalServerError", Service, Retry),
    ("InvalidAction", Request, FixRequest),
    ("InvalidFilter", Request, FixRequest),
    ("InvalidFilterValue", Request, FixRequest),
    ("InvalidInstance", Instance, GiveUp),
    ("InvalidInstanceId", Instance, FixRequest),
    ("InvalidParameter", Request, FixRequest),
    ("InvalidParameterCombination", Request, FixRequest),
    ("InvalidParameterValue", Request, FixRequest),
    ("InvalidParameterValue.InstanceIdMalformed", Instance, FixRequest),
    ("InvalidParameterValue.ZoneNotSupported", Instance, GiveUp),
    ("InvalidRequest", Request, FixRequest),
    ("InvalidZone", Request, FixRequest),
    ("IpInBlacklist", Account, FixPermissions),
    ("IpNotInWhitelist", Account, FixPermissions),
    ("LimitExceeded", Request, GiveUp),
    ("MissingParameter", Request, FixRequest),
    ("MutexOperation", Instance, Wait),
    ("NoSuchProduct", Request, FixRequest),
    ("NoSuchVersion", Request, FixRequest),
    ("OperationDenied", Instance, GiveUp),
    ("OperationDenied.InstanceOperationInProgress", Instance, Wait),
    ("RequestLimitExceeded", Rate, Wait),
    ("RequestSizeLimitExceeded", Request, FixRequest),
    ("ResourceInUse", Instance, Wait),
    ("ResourceInsufficient", Instance, Wait),
    ("ResourceNotFound", Instance, FixRequest),
    ("ResourceUnavailable", Instance, Wait),
    ("ResourcesSoldOut", Instance, Wait),
    ("ResponseSizeLimitExceeded", Request, FixRequest),
    ("ServiceUnavailable", Service, Retry),
    // Access may be granted per instance, so one denied instance must not stop the others.
    ("UnauthorizedOperation", Instance, FixPermissions),
    ("UnauthorizedOperation.InvalidToken", Account, FixCredentials),
    ("UnknownParameter", Request, FixRequest),
    ("UnsupportedOperation", Instance, GiveUp),
    ("UnsupportedOperation.InstanceState", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateCorrupted", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateFreezing", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateIsolating", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStatePending", Instance, Wait),
    ("UnsupportedOperation.InstanceStateRebooting", Instance, Wait),
    ("UnsupportedOperation.InstanceStateShutdown", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateStarting", Instance, Wait),
    ("UnsupportedOperation.InstanceStateStopping", Instance, Wait),
    ("UnsupportedOperation.InstanceStateTerminated", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateTerminating", Instance, GiveUp),
    ("UnsupportedProtocol", Request, FixRequest),
    ("UnsupportedRegion", Request, FixRequest),
];
