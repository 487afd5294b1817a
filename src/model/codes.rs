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

const RULES: &[(&str, Blame, Advice)] = &[
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

/// One documented error code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The code as the service spells it.
    pub name: &'static str,
    /// The actions whose page lists it: S start, P stop, B reboot, T terminate, D describe, X describe status, R
    /// regions, Z zones, N run (of whose 170 only those that are used here). Empty: a common code.
    pub listed: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
}

macro_rules! codes {
    ($($name:literal $listed:literal $meaning:literal,)*) => {
        /// Every documented code of the actions of this package, and the common ones, by name.
        pub const CODES: &[Code] = &[$(Code { name: $name, listed: $listed, meaning: $meaning },)*];
    };
}

#[rustfmt::skip]
codes! {
    "ActionOffline" "" "the action was withdrawn",
    "AuthFailure.InvalidAuthorization" "" "the Authorization header is not in the required form",
    "AuthFailure.InvalidSecretId" "" "the SecretId is not a cloud API key",
    "AuthFailure.MFAFailure" "" "the multi-factor check failed",
    "AuthFailure.SecretIdNotFound" "" "the SecretId does not exist or is disabled",
    "AuthFailure.SignatureExpire" "" "the timestamp is more than 300 s from the server's clock",
    "AuthFailure.SignatureFailure" "" "the signature does not match the request",
    "AuthFailure.TokenFailure" "" "the token is wrong or has expired",
    "AuthFailure.UnauthorizedOperation" "" "the access policy denies the operation",
    "FailedOperation" "" "the operation failed",
    "FailedOperation.IllegalTagKey" "DN" "the tag key has characters that are not allowed",
    "FailedOperation.IllegalTagValue" "DN" "the tag value has characters that are not allowed",
    "FailedOperation.InvalidInstanceApplicationRole" "BT" "the application role of the instance forbids the operation",
    "FailedOperation.InvalidInstanceApplicationRoleEmr" "T" "the instance belongs to an EMR cluster",
    "FailedOperation.TagKeyReserved" "DN" "the tag key is reserved by the platform",
    "FailedOperation.Unreturnable" "T" "the instance cannot be returned",
    "InternalError" "" "the service failed inside",
    "InternalError.TradeUnknownError" "TN" "the billing system failed inside",
    "InternalServerError" "SPBTDX" "the service failed inside",
    "InvalidAccount.UnpaidOrder" "T" "the account has an unpaid order",
    "InvalidAction" "" "no such action",
    "InvalidClientToken.TooLong" "N" "the client token has more than 64 characters",
    "InvalidFilter" "DXZ" "the filter name is not one the action accepts",
    "InvalidFilterValue.LimitExceeded" "D" "a filter has more values than allowed",
    "InvalidHostId.Malformed" "DN" "the dedicated host id is malformed",
    "InvalidImageId.Malformed" "N" "the image id is malformed",
    "InvalidInstance.NotSupported" "SPBTN" "the instance does not support the operation",
    "InvalidInstanceId.Malformed" "SPBTDX" "an instance id has the wrong form, such as the wrong length",
    "InvalidInstanceId.NotFound" "SPBT" "no such instance in this region",
    "InvalidInstanceName.TooLong" "N" "the instance name has more than 128 characters",
    "InvalidInstanceNotSupportedPrepaidInstance" "T" "the operation does not take prepaid instances",
    "InvalidInstanceType.Malformed" "N" "the model is malformed",
    "InvalidParameter" "D" "a parameter is wrong in type, form or combination",
    "InvalidParameterCombination" "PBN" "two parameters cannot be given together",
    "InvalidParameterValue" "SPBTDXN" "a parameter has a value that is not accepted",
    "InvalidParameterValue.IPAddressMalformed" "DN" "the IPv4 address is malformed",
    "InvalidParameterValue.IPv6AddressMalformed" "D" "the IPv6 address is malformed",
    "InvalidParameterValue.InstanceIdMalformed" "SPBTDX" "an instance id is not `ins-` and eight lower-case letters or digits",
    "InvalidParameterValue.InvalidAppIdFormat" "TDN" "the AppId is malformed",
    "InvalidParameterValue.InvalidIpFormat" "DN" "the address is malformed",
    "InvalidParameterValue.InvalidParameterMinCount" "N" "`MinCount` is above `InstanceCount`",
    "InvalidParameterValue.InvalidTimeFormat" "DN" "the time is malformed",
    "InvalidParameterValue.InvalidUserDataFormat" "N" "the user data is not base64 of at most 16 KB",
    "InvalidParameterValue.InvalidVagueName" "D" "the name pattern is malformed",
    "InvalidParameterValue.LimitExceeded" "SPBTDXZN" "a list holds more values than the action takes",
    "InvalidParameterValue.NotSupported" "T" "the value is not supported",

    "InvalidParameterValue.SubnetIdMalformed" "DN" "the subnet id is malformed",
    "InvalidParameterValue.TagKeyNotFound" "DN" "the tag key does not exist",
    "InvalidParameterValue.UuidMalformed" "D" "the uuid is malformed",
    "InvalidParameterValue.VpcIdMalformed" "DN" "the VPC id is malformed",
    "InvalidParameterValue.ZoneNotSupported" "SPZN" "the availability zone does not support the operation",
    "InvalidPeriod" "N" "the period is not one that is sold",
    "InvalidRequest" "" "the body is malformed",
    "InvalidSecurityGroupId.NotFound" "DN" "no such security group",
    "InvalidSgId.Malformed" "D" "the security group id is malformed",
    "InvalidZone.MismatchRegion" "DN" "the zone is not in the region asked",
    "IpInBlacklist" "" "the caller's address is blocked",
    "IpNotInWhitelist" "" "the caller's address is not on the allow list",
    "LimitExceeded" "" "a quota is used up",
    "LimitExceeded.CvmInstanceQuota" "N" "the quota of instances is used up",
    "LimitExceeded.UserReturnQuota" "T" "the quota of returned instances is used up",
    "MissingParameter" "SPBTN" "a required parameter is missing",
    "MutexOperation.TaskRunning" "SPBT" "the same task is already running on the instance",
    "NoSuchProduct" "" "no such product",
    "NoSuchVersion" "" "no such version of the API",
    "OperationDenied" "" "the operation was refused",
    "OperationDenied.InstanceOperationInProgress" "SPBT" "another operation is running on the instance",
    "RequestLimitExceeded" "" "more requests a second than allowed",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded" "" "more requests a second than the account may send over all regions",
    "RequestLimitExceeded.IPLimitExceeded" "" "more requests a second than one address may send",
    "RequestLimitExceeded.UinLimitExceeded" "" "more requests a second than the account may send",
    "RequestSizeLimitExceeded" "" "the request is too big",
    "ResourceInUse" "" "the resource is busy",
    "ResourceInsufficient" "" "not enough stock or capacity",
    "ResourceNotFound" "" "no such resource",
    "ResourceNotFound.HpcCluster" "DN" "no such HPC cluster",
    "ResourceUnavailable" "" "the resource is not available",
    "ResponseSizeLimitExceeded" "" "the reply would be too big",
    "ServiceUnavailable" "" "the service is not available for the moment",
    "UnauthorizedOperation" "" "the access policy denies the operation",
    "UnauthorizedOperation.InvalidToken" "TDXN" "the token is not valid",
    "UnauthorizedOperation.MFAExpired" "PBT" "the multi-factor check has expired",
    "UnauthorizedOperation.MFANotFound" "PBT" "the operation needs a multi-factor check",
    "UnknownParameter" "" "the action has no such parameter",
    "UnsupportedOperation" "BTDXRZN" "the operation is not supported",
    "UnsupportedOperation.HibernationForNormalInstance" "P" "the instance cannot hibernate",
    "UnsupportedOperation.InstanceChargeType" "T" "the charge type of the instance does not support the operation",
    "UnsupportedOperation.InstanceMixedPricingModel" "T" "the instances of a batch have several charge types",
    "UnsupportedOperation.InstanceReinstallFailed" "SPB" "the last reinstall of the instance failed",
    "UnsupportedOperation.InstanceStateBanning" "PT" "the instance is banned",
    "UnsupportedOperation.InstanceStateCorrupted" "SPB" "the instance is permanently corrupted",
    "UnsupportedOperation.InstanceStateEnterRescueMode" "SPBT" "the instance is entering rescue mode",
    "UnsupportedOperation.InstanceStateEnterServiceLiveMigrate" "PBT" "the instance is about to be migrated",
    "UnsupportedOperation.InstanceStateExitRescueMode" "SPBT" "the instance is leaving rescue mode",
    "UnsupportedOperation.InstanceStateExitServiceLiveMigrate" "PBT" "the instance is finishing a migration",
    "UnsupportedOperation.InstanceStateFreezing" "SPBT" "the instance is frozen",
    "UnsupportedOperation.InstanceStateIsolating" "SPBTN" "the instance is being isolated",
    "UnsupportedOperation.InstanceStateLaunchFailed" "T" "the creation of the instance failed",
    "UnsupportedOperation.InstanceStatePending" "SPBT" "the instance is being created",
    "UnsupportedOperation.InstanceStateRebooting" "SPBT" "the instance is rebooting",
    "UnsupportedOperation.InstanceStateRescueMode" "SP" "the instance is in rescue mode",
    "UnsupportedOperation.InstanceStateRunning" "S" "the instance is running",
    "UnsupportedOperation.InstanceStateServiceLiveMigrate" "SPB" "the instance is being migrated",
    "UnsupportedOperation.InstanceStateShutdown" "SPB" "the instance is isolated",
    "UnsupportedOperation.InstanceStateStarting" "SPBT" "the instance is starting",
    "UnsupportedOperation.InstanceStateStopped" "SPB" "the instance is stopped",
    "UnsupportedOperation.InstanceStateStopping" "SPBT" "the instance is stopping",
    "UnsupportedOperation.InstanceStateTerminated" "SPT" "the instance is terminated",
    "UnsupportedOperation.InstanceStateTerminating" "SPBT" "the instance is being terminated",
    "UnsupportedOperation.InstancesProtected" "T" "the instance is protected from being terminated",
    "UnsupportedOperation.InvalidInstancesOwner" "T" "the instance belongs to another account",
    "UnsupportedOperation.RedHatInstanceTerminateUnsupported" "T" "an instance with Red Hat Enterprise Linux cannot be terminated so",
    "UnsupportedOperation.RedHatInstanceUnsupported" "T" "an instance with Red Hat Enterprise Linux does not support the operation",
    "UnsupportedOperation.Region" "T" "the region does not support the operation",
    "UnsupportedOperation.SpecialInstanceType" "T" "the model of the instance does not support the operation",
    "UnsupportedOperation.StoppedModeStopCharging" "PB" "the instance is stopped without charging, which forbids the operation",
    "UnsupportedOperation.UserLimitOperationExceedQuota" "T" "the account has used up its quota of this operation",
    "UnsupportedProtocol" "" "only GET and POST over HTTP are allowed",
    "UnsupportedRegion" "" "the action is not offered in this region",
}
