import { LIMITS } from "#model";
import { accepted, ids, isNow, total } from "./steps.mjs";

/** @typedef {import("./steps.mjs").Scenario} Scenario */

/** @returns {Scenario[]} */
export function signatures() {
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
export function refusals() {
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
      name: "one id too many",
      action: "StartInstances",
      params: {
        InstanceIds: Array.from({ length: LIMITS.ids + 1 }, (_, at) => `ins-${String(at).padStart(8, "0")}`),
      },
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
export function network() {
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
