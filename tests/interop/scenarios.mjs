import assert from "node:assert/strict";

/** @typedef {import("./sdks.mjs").Asked} Asked */
/** @typedef {import("./sdks.mjs").Answered} Answered */

/** The fleet of every scenario. */
export const FLEET = [
  { InstanceId: "ins-stopped1", InstanceState: "STOPPED", InstanceName: "web-1" },
  { InstanceId: "ins-stopped2", InstanceState: "STOPPED", InstanceName: "web-2" },
  { InstanceId: "ins-running1", InstanceState: "RUNNING", InstanceName: "db 中文-1" },
  { InstanceId: "ins-running2", InstanceState: "RUNNING", InstanceName: "db 中文-2" },
  { InstanceId: "ins-far00001", InstanceState: "STOPPED", Placement: { Zone: "ap-singapore-1" } },
].map((instance) => ({ InstanceChargeType: "POSTPAID_BY_HOUR", ...instance }));

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} action
 * @property {object} [params]
 * @property {Partial<Asked>} [how]
 * @property {object} [fault] in force from the start
 * @property {Array<{action: string, params: object}>} [before] calls that come first and must succeed
 * @property {string} [code] the error expected
 * @property {RegExp} [message] of the error
 * @property {(result: any) => void} [check] of the result
 * @property {Array<{action: string, params: object, check: (result: any) => void}>} [afterwards]
 */

const ids = (/** @type {string[]} */ ...list) => ({ InstanceIds: list });
const GET = /** @type {const} */ ({ method: "GET" });
const accepted = (/** @type {any} */ result) => assert.match(result.RequestId, /^[0-9a-f-]{36}$/);
const total = (/** @type {number} */ count) => (/** @type {any} */ result) =>
  assert.equal(result.TotalCount, count);
/** @param {string} id @param {string} state */
const isNow = (id, state) => ({
  action: "DescribeInstances",
  params: ids(id),
  check: (/** @type {any} */ result) => assert.equal(result.InstanceSet[0].InstanceState, state),
});

/** @type {Scenario[]} */
export const scenarios = [...operations(), ...describes(), ...signatures(), ...refusals(), ...network()];

/** @returns {Scenario[]} */
function operations() {
  return [
    {
      name: "start",
      action: "StartInstances",
      params: ids("ins-stopped1", "ins-stopped2"),
      check: accepted,
      afterwards: [isNow("ins-stopped2", "STARTING")],
    },
    {
      name: "start over GET",
      action: "StartInstances",
      params: ids("ins-stopped1"),
      how: GET,
      check: accepted,
      afterwards: [isNow("ins-stopped1", "STARTING")],
    },
    {
      name: "stop",
      action: "StopInstances",
      params: { ...ids("ins-running1"), StopType: "SOFT_FIRST", StoppedMode: "STOP_CHARGING" },
      check: accepted,
      afterwards: [isNow("ins-running1", "STOPPING")],
    },
    {
      name: "stop over GET, with a boolean",
      action: "StopInstances",
      params: { ...ids("ins-running1"), ForceStop: true },
      how: GET,
      check: accepted,
      afterwards: [isNow("ins-running1", "STOPPING")],
    },
    {
      name: "reboot",
      action: "RebootInstances",
      params: ids("ins-running1", "ins-running2"),
      check: accepted,
      afterwards: [isNow("ins-running2", "REBOOTING")],
    },
    {
      name: "terminate",
      action: "TerminateInstances",
      params: ids("ins-stopped1"),
      check: accepted,
      afterwards: [isNow("ins-stopped1", "TERMINATING")],
    },
    {
      name: "run",
      action: "RunInstances",
      params: {
        Placement: { Zone: "ap-guangzhou-3" },
        ImageId: "img-487zeit5",
        InstanceType: "S5.MEDIUM4",
        InstanceCount: 2,
        InstanceName: "new",
        TagSpecification: [{ ResourceType: "instance", Tags: [{ Key: "env", Value: "test" }] }],
      },
      check: (result) => assert.equal(result.InstanceIdSet.length, 2),
      afterwards: [
        {
          action: "DescribeInstances",
          params: { Filters: [{ Name: "tag:env", Values: ["test"] }] },
          check: total(2),
        },
      ],
    },
    {
      name: "the latest operation is the call's own",
      action: "DescribeInstances",
      params: ids("ins-stopped1"),
      before: [{ action: "StartInstances", params: ids("ins-stopped1") }],
      check: ({ InstanceSet: [row] }) =>
        assert.deepEqual([row.LatestOperation, row.LatestOperationState], ["StartInstances", "OPERATING"]),
    },
  ];
}

/** @returns {Scenario[]} */
function describes() {
  const filter = (/** @type {string} */ Name, /** @type {string[]} */ ...Values) => ({ Name, Values });
  return [
    { name: "describe all", action: "DescribeInstances", check: total(4) },
    {
      name: "describe a page",
      action: "DescribeInstances",
      params: { Offset: 1, Limit: 2 },
      check: (result) =>
        assert.deepEqual(
          result.InstanceSet.map((/** @type {any} */ row) => row.InstanceId),
          ["ins-stopped2", "ins-running1"],
        ),
    },
    {
      name: "describe a page over GET",
      action: "DescribeInstances",
      params: { Offset: 3, Limit: 2 },
      how: GET,
      check: (result) => assert.equal(result.InstanceSet.length, 1),
    },
    {
      name: "describe by filters",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-state", "STOPPED", "STARTING"), filter("instance-name", "web")] },
      check: total(2),
    },
    {
      name: "describe by a filter in Chinese",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "中文-1")] },
      check: total(1),
    },
    {
      name: "describe by a filter in Chinese over GET, with a space",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "db 中文-2")] },
      how: GET,
      check: total(1),
    },
    {
      name: "describe by a filter over GET, with signs",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "a+b&c=d/e*(f)!'~")] },
      how: GET,
      check: total(0),
    },
    {
      name: "describe ids that are not there",
      action: "DescribeInstances",
      params: ids("ins-99999999"),
      check: total(0),
    },
    {
      name: "describe states",
      action: "DescribeInstancesStatus",
      params: { Limit: 3 },
      check: (result) => assert.deepEqual([result.TotalCount, result.InstanceStatusSet.length], [4, 3]),
    },
    {
      name: "describe states over GET",
      action: "DescribeInstancesStatus",
      params: ids("ins-running1"),
      how: GET,
      check: (result) => assert.equal(result.InstanceStatusSet[0].InstanceState, "RUNNING"),
    },
    {
      name: "describe in another region",
      action: "DescribeInstances",
      how: { region: "ap-singapore" },
      check: total(1),
    },
    {
      name: "regions",
      action: "DescribeRegions",
      check: (result) => assert.equal(result.RegionSet[0].RegionName, "South China (Guangzhou)"),
    },
    {
      name: "regions in Chinese",
      action: "DescribeRegions",
      how: { language: "zh-CN" },
      check: (result) => assert.equal(result.RegionSet[0].RegionName, "华南地区(广州)"),
    },
    {
      name: "zones",
      action: "DescribeZones",
      check: (result) =>
        assert.ok(
          result.ZoneSet.some(
            (/** @type {any} */ row) => row.Zone === "ap-guangzhou-3" && row.ZoneId === "100003",
          ),
        ),
    },
    {
      name: "nested objects arrive whole",
      action: "DescribeInstances",
      params: ids("ins-stopped1"),
      check: ({ InstanceSet: [row] }) =>
        assert.deepEqual([row.Placement.ProjectId, row.SystemDisk.DiskSize, row.Tags[0].Key], [0, 50, "env"]),
    },
  ];
}

/** @returns {Scenario[]} */
function signatures() {
  const by = (/** @type {"HmacSHA1" | "HmacSHA256"} */ signMethod, /** @type {"GET" | "POST"} */ method) => ({
    name: `${signMethod} over ${method}`,
    action: "StartInstances",
    params: ids("ins-stopped1", "ins-stopped2"),
    how: { signMethod, method },
    check: accepted,
    afterwards: [isNow("ins-stopped2", "STARTING")],
  });
  const filtered = (
    /** @type {"HmacSHA1" | "HmacSHA256"} */ signMethod,
    /** @type {"GET" | "POST"} */ method,
  ) => ({
    name: `${signMethod} over ${method}, with Chinese and signs`,
    action: "DescribeInstances",
    params: { Filters: [{ Name: "instance-name", Values: ["中文 +/=&"] }], Limit: 5 },
    how: { signMethod, method },
    check: total(0),
  });
  return [
    by("HmacSHA1", "GET"),
    by("HmacSHA1", "POST"),
    by("HmacSHA256", "GET"),
    by("HmacSHA256", "POST"),
    filtered("HmacSHA1", "GET"),
    filtered("HmacSHA256", "POST"),
    {
      name: "an unsigned payload",
      action: "StartInstances",
      params: ids("ins-stopped1"),
      how: { unsigned: true },
      check: accepted,
    },
    {
      name: "a wrong key",
      action: "DescribeInstances",
      how: { credentials: { secretId: "DEMO", secretKey: "wrong" } },
      code: "AuthFailure.SignatureFailure",
    },
    {
      name: "a wrong key with v1",
      action: "DescribeInstances",
      how: { signMethod: "HmacSHA1", credentials: { secretId: "DEMO", secretKey: "wrong" } },
      code: "AuthFailure.SignatureFailure",
    },
    {
      name: "an unknown key id",
      action: "DescribeInstances",
      how: { credentials: { secretId: "AKIDnobody", secretKey: "k" } },
      code: "AuthFailure.SecretIdNotFound",
    },
    {
      name: "a token nobody gave",
      action: "DescribeInstances",
      how: { credentials: { secretId: "DEMO", secretKey: "DEMO", token: "stray" } },
      code: "AuthFailure.TokenFailure",
    },
    {
      name: "a clock that is wrong",
      action: "DescribeInstances",
      fault: { kind: "clock-ahead" },
      code: "AuthFailure.SignatureExpire",
    },
  ];
}

/** @returns {Scenario[]} */
function refusals() {
  return [
    {
      name: "no ids",
      action: "StartInstances",
      params: {},
      code: "MissingParameter",
      message: /InstanceIds/,
    },
    {
      name: "no ids, in Chinese",
      action: "StartInstances",
      params: {},
      how: { language: "zh-CN" },
      code: "MissingParameter",
      message: /缺少必要参数/,
    },
    {
      name: "an id that is empty",
      action: "StartInstances",
      params: ids(""),
      code: "InvalidParameterValue.InstanceIdMalformed",
    },
    {
      name: "an id that is too short",
      action: "StartInstances",
      params: ids("ins-1122"),
      code: "InvalidInstanceId.Malformed",
    },
    {
      name: "an id that is not there",
      action: "StartInstances",
      params: ids("ins-stopped1", "ins-99999999"),
      code: "InvalidInstanceId.NotFound",
      message: /ins-99999999/,
      afterwards: [isNow("ins-stopped1", "STOPPED")],
    },
    {
      name: "an id of another region",
      action: "StartInstances",
      params: ids("ins-far00001"),
      code: "InvalidInstanceId.NotFound",
    },
    {
      name: "a state that forbids it",
      action: "StartInstances",
      params: ids("ins-running1"),
      code: "UnsupportedOperation.InstanceStateRunning",
    },
    {
      name: "101 ids",
      action: "StartInstances",
      params: { InstanceIds: Array.from({ length: 101 }, (_, at) => `ins-${String(at).padStart(8, "0")}`) },
      code: "InvalidParameterValue.LimitExceeded",
    },
    {
      name: "a page that is too large",
      action: "DescribeInstances",
      params: { Limit: 101 },
      code: "InvalidParameterValue",
    },
    {
      name: "a negative page",
      action: "DescribeInstances",
      params: { Limit: -1 },
      code: "InvalidParameterValue",
    },
    {
      name: "an unknown filter",
      action: "DescribeInstances",
      params: { Filters: [{ Name: "colour", Values: ["red"] }] },
      code: "InvalidFilter",
    },
    {
      name: "a zone of another region",
      action: "DescribeInstances",
      params: { Filters: [{ Name: "zone", Values: ["ap-singapore-1"] }] },
      code: "InvalidZone.MismatchRegion",
    },
    {
      name: "ids and filters together",
      action: "DescribeInstances",
      params: { ...ids("ins-stopped1"), Filters: [{ Name: "zone", Values: ["ap-guangzhou-3"] }] },
      code: "InvalidParameter",
    },
    {
      name: "two ways to stop",
      action: "StopInstances",
      params: { ...ids("ins-running1"), ForceStop: true, StopType: "HARD" },
      code: "InvalidParameterCombination",
    },
    {
      name: "a region nobody has",
      action: "DescribeInstances",
      how: { region: "mars-1" },
      code: "UnsupportedRegion",
    },
    {
      name: "an id that always answers an error",
      action: "StartInstances",
      params: ids("ins-errstock"),
      code: "ResourceInsufficient",
    },
    {
      name: "a policy that denies",
      action: "StartInstances",
      params: ids("ins-stopped1"),
      fault: { kind: "denied" },
      code: "UnauthorizedOperation",
    },
    {
      name: "throttling",
      action: "DescribeInstances",
      fault: { kind: "throttle" },
      code: "RequestLimitExceeded",
    },
  ];
}

/** @returns {Scenario[]} */
function network() {
  return [
    {
      name: "a page instead of a reply is a typed error",
      action: "DescribeInstances",
      fault: { kind: "html-502" },
      message: /502|Bad Gateway/,
    },
    {
      name: "a connection that breaks is a typed error",
      action: "DescribeInstances",
      fault: { kind: "reset" },
      message: /./,
    },
    {
      name: "a reply that never comes ends with the SDK's own timeout",
      action: "DescribeInstances",
      fault: { kind: "hang" },
      how: { timeout: 1 },
      message: /time/i,
    },
  ];
}
