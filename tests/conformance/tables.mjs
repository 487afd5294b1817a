import { ACTIONS as MODEL, STATES } from "#model";

/* What the pages say, for the suite: actions and states by the rows of the model, the rest written here. */

/** @typedef {"text" | "texts" | "integer" | "boolean" | "object" | "objects"} Kind */

/**
 * @typedef {object} Action
 * @property {string} name
 * @property {boolean} acts
 * @property {Record<string, Kind>} params
 * @property {object} least parameters with which a request of it is well formed, and acts on nothing that exists
 */

/** An id of the right form that no account has. */
export const NOBODY = "ins-00000000";

/** Where more is needed than what is required. @type {Record<string, object>} */
const LEAST = {
  RunInstances: { Placement: { Zone: "ap-guangzhou-3" }, ImageId: "img-00000000", DryRun: true },
};

/** The kinds that the model tells apart and JSON does not. @type {Record<string, Kind>} */
const KINDS = { ids: "texts", filters: "objects" };

/** A value that any parameter of a type takes. @param {string} type */
const exampleOf = (type) => (type === "ids" ? [NOBODY] : "Abcdef-12345");

/** The actions and their parameters, by the rows of the model. @type {Action[]} */
export const ACTIONS = Object.entries(MODEL).map(([name, { parameters }]) => {
  const required = parameters.filter((param) => param.required);
  return {
    name,
    acts: !name.startsWith("Describe"),
    params: Object.fromEntries(
      parameters.map(({ name, type }) => [name, KINDS[type] ?? /** @type {Kind} */ (type)]),
    ),
    least: LEAST[name] ?? Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)])),
  };
});

/** A value of each JSON type, and which kinds it is one of. @type {Array<{name: string, value: unknown, is: Kind[]}>} */
export const VALUES = [
  { name: "a text", value: "x", is: ["text"] },
  { name: "a number", value: 7, is: ["integer"] },
  { name: "a fraction", value: 1.5, is: [] },
  { name: "true", value: true, is: ["boolean"] },
  { name: "an object", value: { Odd: 1 }, is: ["object"] },
  { name: "a list of numbers", value: [7], is: [] },
  { name: "a list of lists", value: [[]], is: [] },
];

/** DescribeInstances page, `Filters`; a value of the right form for each. @type {Array<[string, string]>} */
export const FILTERS = [
  ["zone", "ap-guangzhou-3"],
  ["project-id", "0"],
  ["host-id", "host-00000000"],
  ["dedicated-cluster-id", "cluster-00000000"],
  ["vpc-id", "vpc-00000000"],
  ["subnet-id", "subnet-00000000"],
  ["instance-id", NOBODY],
  ["uuid", "00000000-0000-4000-8000-000000000000"],
  ["security-group-id", "sg-00000000"],
  ["instance-name", "no such name"],
  ["instance-charge-type", "PREPAID"],
  ["instance-state", "STOPPED"],
  ["private-ip-address", "192.0.2.1"],
  ["public-ip-address", "192.0.2.1"],
  ["ipv6-address", "2001:db8::1"],
  ["tag-key", "no-such-key"],
  ["tag-value", "no-such-value"],
  ["tag:no-such-key", "x"],
  ["creation-start-time", "2023-06-01 00:00:00"],
  ["creation-end-time", "2023-06-01 00:00:00"],
];

/** Filters with a value of the wrong form, and the code listed for it. @type {Array<[string, string, string]>} */
export const BAD_FILTERS = [
  ["zone", "ap-singapore-1", "InvalidZone.MismatchRegion"],
  ["zone", "", "InvalidZone.MismatchRegion"],
  ["host-id", "x", "InvalidHostId.Malformed"],
  ["vpc-id", "x", "InvalidParameterValue.VpcIdMalformed"],
  ["subnet-id", "x", "InvalidParameterValue.SubnetIdMalformed"],
  ["instance-id", "x", "InvalidParameterValue.InstanceIdMalformed"],
  ["uuid", "x", "InvalidParameterValue.UuidMalformed"],
  ["security-group-id", "x", "InvalidSgId.Malformed"],
  ["private-ip-address", "300.1.1.1", "InvalidParameterValue.IPAddressMalformed"],
  ["public-ip-address", "x", "InvalidParameterValue.IPAddressMalformed"],
  ["ipv6-address", "x", "InvalidParameterValue.IPv6AddressMalformed"],
  ["creation-start-time", "yesterday", "InvalidParameterValue.InvalidTimeFormat"],
  ["creation-end-time", "2023-06-01", "InvalidParameterValue.InvalidTimeFormat"],
];

/** Data type `Instance`: path, type and whether it may be null. `?` where it need not be there. @type {string[]} */
export const FIELDS = `
Placement object | Placement.Zone text | Placement.ProjectId integer | InstanceId text | InstanceType text | CPU integer
Memory integer | RestrictState text | InstanceName text | InstanceChargeType text | SystemDisk object
SystemDisk.DiskType text | SystemDisk.DiskId text? | SystemDisk.DiskSize integer | SystemDisk.CdcId text? null
SystemDisk.DiskName text? | SystemDisk.Encrypt boolean | SystemDisk.KmsKeyId text | DataDisks objects
DataDisks.DiskSize integer | DataDisks.DiskType text | DataDisks.DiskId text? | DataDisks.DeleteWithInstance boolean
DataDisks.Encrypt boolean | DataDisks.KmsKeyId text null | DataDisks.ThroughputPerformance integer? null
DataDisks.CdcId text? null | DataDisks.BurstPerformance boolean? | DataDisks.DiskName text? | PrivateIpAddresses texts
PublicIpAddresses texts null | InternetAccessible object | InternetAccessible.InternetChargeType text
InternetAccessible.InternetMaxBandwidthOut integer | VirtualPrivateCloud object | VirtualPrivateCloud.VpcId text
VirtualPrivateCloud.SubnetId text | VirtualPrivateCloud.AsVpcGateway boolean | ImageId text | RenewFlag text null
CreatedTime time | ExpiredTime time null | OsName text | SecurityGroupIds texts | LoginSettings object
LoginSettings.KeyIds texts? null | InstanceState text | Tags objects | Tags.Key text | Tags.Value text
StopChargingMode text | Uuid text | LatestOperation text null | LatestOperationState text null
LatestOperationRequestId text null | DisasterRecoverGroupId text | IPv6Addresses texts null | CamRoleName text null
HpcClusterId text | RdmaIpAddresses texts null | DedicatedClusterId text | IsolatedSource text
DisasterRecoverGroupIds texts | GPUInfo object? | GPUInfo.GPUCount number? | GPUInfo.GPUId texts? | GPUInfo.GPUType text?
LicenseType text | DisableApiTermination boolean | HostName text | DefaultLoginUser text | DefaultLoginPort integer
LatestOperationErrorMsg text null | EnableJumboFrame boolean? | Metadata object? | PublicIPv6Addresses texts? null
CpuTopology object? null | CpuTopology.CoreCount integer? null | CpuTopology.ThreadPerCore integer? null
PartitionNumber integer?
`
  .split(/[|\n]/)
  .map((row) => row.trim())
  .filter((row) => row !== "");

/** Data type `Instance`: fields that hold one of some words. @type {Record<string, string[]>} */
export const WORDS = {
  RestrictState: ["NORMAL", "EXPIRED", "PROTECTIVELY_ISOLATED"],
  InstanceChargeType: ["PREPAID", "POSTPAID_BY_HOUR", "CDHPAID", "SPOTPAID", "CDCPAID"],
  RenewFlag: ["NOTIFY_AND_MANUAL_RENEW", "NOTIFY_AND_AUTO_RENEW", "DISABLE_NOTIFY_AND_MANUAL_RENEW"],
  StopChargingMode: ["KEEP_CHARGING", "STOP_CHARGING", "NOT_APPLICABLE"],
  LatestOperationState: ["SUCCESS", "OPERATING", "FAILED"],
  IsolatedSource: ["ARREAR", "EXPIRE", "MANMADE", "NOTISOLATED"],
  InstanceState: [...STATES],
};
