//! The actions that no fleet operation needs: `call` sends them, and the emulator executes them.

use super::actions::{Action, IDS_REQUIRED, Param, ParamKind};
use super::{MAX_IDS, actions};
use ParamKind::{Boolean, Integer, Object, Objects, OneOf, Text, Texts};

/// RunInstances page, `InstanceCount`.
const MAX_COUNT: u32 = 500;
/// RunInstances page, `ClientToken`: at most 64 characters; longer ones have a code of their own.
const ANY: u32 = u32::MAX;

/// The row of an action, be it one of a fleet's or not, by its exact name.
pub fn documented(name: &str) -> Option<&'static Action> {
    actions::action(name).or_else(|| OTHERS.iter().find(|action| action.name == name))
}

const fn optional(name: &'static str, kind: ParamKind) -> Param {
    Param { name, kind, required: false }
}

const fn required(name: &'static str, kind: ParamKind) -> Param {
    Param { name, kind, required: true }
}

const PLACEMENT: &[Param] = &[
    required("Zone", Text),
    optional("ProjectId", Integer(0, ANY)),
    optional("HostIds", Texts),
    optional("HostId", Text),
    optional("DedicatedResourcePackTenancy", Text),
    optional("DedicatedResourcePackIds", Texts),
    optional("RackId", Text),
];

const SYSTEM_DISK: &[Param] = &[
    optional("DiskType", Text),
    optional("DiskId", Text),
    optional("DiskSize", Integer(0, ANY)),
    optional("CdcId", Text),
    optional("DiskName", Text),
    optional("Encrypt", Boolean),
    optional("KmsKeyId", Text),
];

const DATA_DISK: &[Param] = &[
    required("DiskSize", Integer(0, ANY)),
    optional("DiskType", Text),
    optional("DiskId", Text),
    optional("DeleteWithInstance", Boolean),
    optional("SnapshotId", Text),
    optional("Encrypt", Boolean),
    optional("KmsKeyId", Text),
    optional("ThroughputPerformance", Integer(0, ANY)),
    optional("CdcId", Text),
    optional("BurstPerformance", Boolean),
    optional("DiskName", Text),
];

const VIRTUAL_PRIVATE_CLOUD: &[Param] = &[
    required("VpcId", Text),
    required("SubnetId", Text),
    optional("AsVpcGateway", Boolean),
    optional("PrivateIpAddresses", Texts),
    optional("Ipv6AddressCount", Integer(0, ANY)),
];

const INTERNET_ACCESSIBLE: &[Param] = &[
    optional(
        "InternetChargeType",
        OneOf(&["BANDWIDTH_PREPAID", "TRAFFIC_POSTPAID_BY_HOUR", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PACKAGE"]),
    ),
    optional("InternetMaxBandwidthOut", Integer(0, ANY)),
    optional("PublicIpAssigned", Boolean),
    optional("BandwidthPackageId", Text),
    optional("InternetServiceProvider", Text),
    optional("IPv4AddressType", Text),
    optional("IPv6AddressType", Text),
    optional("AntiDDoSPackageId", Text),
];

const LOGIN_SETTINGS: &[Param] =
    &[optional("Password", Text), optional("KeyIds", Texts), optional("KeepImageLogin", Text)];

const PREPAID: &[Param] = &[
    required("Period", Integer(0, ANY)),
    optional(
        "RenewFlag",
        OneOf(&["NOTIFY_AND_AUTO_RENEW", "NOTIFY_AND_MANUAL_RENEW", "DISABLE_NOTIFY_AND_MANUAL_RENEW"]),
    ),
];

const TAG: &[Param] = &[required("Key", Text), required("Value", Text)];

const TAG_SPECIFICATION: &[Param] = &[required("ResourceType", Text), required("Tags", Objects(TAG))];

/// The switches of RunInstances whose members change nothing that a describe shows.
const ENHANCED_SERVICE: &[Param] = &[
    optional("SecurityService", Object(&[optional("Enabled", Boolean)])),
    optional("MonitorService", Object(&[optional("Enabled", Boolean)])),
    optional("AutomationService", Object(&[optional("Enabled", Boolean)])),
];

/// The documented actions beside [`super::ACTIONS`].
pub const OTHERS: &[Action] = &[
    Action {
        name: "TerminateInstances",
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[IDS_REQUIRED, optional("ReleaseAddress", Boolean), optional("ReleasePrepaidDataDisks", Boolean)],
        operation: None,
    },
    Action {
        name: "RunInstances",
        per_second: 10,
        max_ids: 0,
        params: &[
            required("Placement", Object(PLACEMENT)),
            required("ImageId", Text),
            optional("InstanceChargeType", OneOf(&["PREPAID", "POSTPAID_BY_HOUR", "CDHPAID", "SPOTPAID", "CDCPAID"])),
            optional("InstanceChargePrepaid", Object(PREPAID)),
            optional("InstanceType", Text),
            optional("SystemDisk", Object(SYSTEM_DISK)),
            optional("DataDisks", Objects(DATA_DISK)),
            optional("VirtualPrivateCloud", Object(VIRTUAL_PRIVATE_CLOUD)),
            optional("InternetAccessible", Object(INTERNET_ACCESSIBLE)),
            optional("InstanceCount", Integer(1, MAX_COUNT)),
            optional("MinCount", Integer(1, MAX_COUNT)),
            optional("InstanceName", Text),
            optional("LoginSettings", Object(LOGIN_SETTINGS)),
            optional("SecurityGroupIds", Texts),
            optional("EnhancedService", Object(ENHANCED_SERVICE)),
            optional("ClientToken", Text),
            optional("HostName", Text),
            optional("DisasterRecoverGroupIds", Texts),
            optional("TagSpecification", Objects(TAG_SPECIFICATION)),
            optional("UserData", Text),
            optional("DryRun", Boolean),
            optional("CamRoleName", Text),
            optional("HpcClusterId", Text),
            optional("DedicatedClusterId", Text),
            optional("DisableApiTermination", Boolean),
            optional("EnableJumboFrame", Boolean),
        ],
        operation: None,
    },
    Action { name: "DescribeRegions", per_second: 20, max_ids: 0, params: &[], operation: None },
    Action { name: "DescribeZones", per_second: 20, max_ids: 0, params: &[], operation: None },
];
