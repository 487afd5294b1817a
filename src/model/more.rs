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

const PLACEMENT: &[Param] = &[
    Param::required("Zone", Text),
    Param::optional("ProjectId", Integer(0, ANY)),
    Param::optional("HostIds", Texts),
    Param::optional("HostId", Text),
    Param::optional("DedicatedResourcePackTenancy", Text),
    Param::optional("DedicatedResourcePackIds", Texts),
    Param::optional("RackId", Text),
];

const SYSTEM_DISK: &[Param] = &[
    Param::optional("DiskType", Text),
    Param::optional("DiskId", Text),
    Param::optional("DiskSize", Integer(0, ANY)),
    Param::optional("CdcId", Text),
    Param::optional("DiskName", Text),
    Param::optional("Encrypt", Boolean),
    Param::optional("KmsKeyId", Text),
];

const DATA_DISK: &[Param] = &[
    Param::required("DiskSize", Integer(0, ANY)),
    Param::optional("DiskType", Text),
    Param::optional("DiskId", Text),
    Param::optional("DeleteWithInstance", Boolean),
    Param::optional("SnapshotId", Text),
    Param::optional("Encrypt", Boolean),
    Param::optional("KmsKeyId", Text),
    Param::optional("ThroughputPerformance", Integer(0, ANY)),
    Param::optional("CdcId", Text),
    Param::optional("BurstPerformance", Boolean),
    Param::optional("DiskName", Text),
];

const VIRTUAL_PRIVATE_CLOUD: &[Param] = &[
    Param::required("VpcId", Text),
    Param::required("SubnetId", Text),
    Param::optional("AsVpcGateway", Boolean),
    Param::optional("PrivateIpAddresses", Texts),
    Param::optional("Ipv6AddressCount", Integer(0, ANY)),
];

const INTERNET_ACCESSIBLE: &[Param] = &[
    Param::optional(
        "InternetChargeType",
        OneOf(&["BANDWIDTH_PREPAID", "TRAFFIC_POSTPAID_BY_HOUR", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PACKAGE"]),
    ),
    Param::optional("InternetMaxBandwidthOut", Integer(0, ANY)),
    Param::optional("PublicIpAssigned", Boolean),
    Param::optional("BandwidthPackageId", Text),
    Param::optional("InternetServiceProvider", Text),
    Param::optional("IPv4AddressType", Text),
    Param::optional("IPv6AddressType", Text),
    Param::optional("AntiDDoSPackageId", Text),
];

const LOGIN_SETTINGS: &[Param] = &[
    Param::optional("Password", Text).secret(),
    Param::optional("KeyIds", Texts),
    Param::optional("KeepImageLogin", Text),
];

const PREPAID: &[Param] = &[
    Param::required("Period", Integer(0, ANY)),
    Param::optional(
        "RenewFlag",
        OneOf(&["NOTIFY_AND_AUTO_RENEW", "NOTIFY_AND_MANUAL_RENEW", "DISABLE_NOTIFY_AND_MANUAL_RENEW"]),
    ),
];

const TAG: &[Param] = &[Param::required("Key", Text), Param::required("Value", Text)];

const TAG_SPECIFICATION: &[Param] = &[Param::required("ResourceType", Text), Param::required("Tags", Objects(TAG))];

/// The switches of RunInstances whose members change nothing that a describe shows.
const ENHANCED_SERVICE: &[Param] = &[
    Param::optional("SecurityService", Object(&[Param::optional("Enabled", Boolean)])),
    Param::optional("MonitorService", Object(&[Param::optional("Enabled", Boolean)])),
    Param::optional("AutomationService", Object(&[Param::optional("Enabled", Boolean)])),
];

/// The documented actions beside [`super::ACTIONS`].
pub const OTHERS: &[Action] = &[
    Action {
        name: "TerminateInstances",
        letter: Some('T'),
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[
            IDS_REQUIRED,
            Param::optional("ReleaseAddress", Boolean),
            Param::optional("ReleasePrepaidDataDisks", Boolean),
        ],
        operation: None,
    },
    Action {
        name: "RunInstances",
        letter: Some('N'),
        per_second: 10,
        max_ids: 0,
        params: &[
            Param::required("Placement", Object(PLACEMENT)),
            Param::required("ImageId", Text),
            Param::optional(
                "InstanceChargeType",
                OneOf(&["PREPAID", "POSTPAID_BY_HOUR", "CDHPAID", "SPOTPAID", "CDCPAID"]),
            ),
            Param::optional("InstanceChargePrepaid", Object(PREPAID)),
            Param::optional("InstanceType", Text),
            Param::optional("SystemDisk", Object(SYSTEM_DISK)),
            Param::optional("DataDisks", Objects(DATA_DISK)),
            Param::optional("VirtualPrivateCloud", Object(VIRTUAL_PRIVATE_CLOUD)),
            Param::optional("InternetAccessible", Object(INTERNET_ACCESSIBLE)),
            Param::optional("InstanceCount", Integer(1, MAX_COUNT)),
            Param::optional("MinCount", Integer(1, MAX_COUNT)),
            Param::optional("InstanceName", Text),
            Param::optional("LoginSettings", Object(LOGIN_SETTINGS)),
            Param::optional("SecurityGroupIds", Texts),
            Param::optional("EnhancedService", Object(ENHANCED_SERVICE)),
            Param::optional("ClientToken", Text),
            Param::optional("HostName", Text),
            Param::optional("DisasterRecoverGroupIds", Texts),
            Param::optional("TagSpecification", Objects(TAG_SPECIFICATION)),
            Param::optional("UserData", Text),
            Param::optional("DryRun", Boolean),
            Param::optional("CamRoleName", Text),
            Param::optional("HpcClusterId", Text),
            Param::optional("DedicatedClusterId", Text),
            Param::optional("DisableApiTermination", Boolean),
            Param::optional("EnableJumboFrame", Boolean),
        ],
        operation: None,
    },
    Action { name: "DescribeRegions", letter: Some('R'), per_second: 20, max_ids: 0, params: &[], operation: None },
    Action { name: "DescribeZones", letter: Some('Z'), per_second: 20, max_ids: 0, params: &[], operation: None },
];
