import { call } from "../../index.js";
import { isTencentCloudError } from "../../lib/core/errors.js";
import { nearest } from "../../lib/core/members.js";
import { describe } from "../failure.js";
import { CHECKS, skipped } from "./checks.js";

/** @typedef {import("./checks.js").Finding} Finding */
/** @typedef {import("../connection/connection.js").Connection} Connection */

const CVM = /** @type {const} */ ({ service: "cvm", version: "2017-03-12" });
/** Where DescribeRegions is asked; it answers in every region. */
const ANY_REGION = "ap-guangzhou";

/**
 * Whether the key is taken, the region exists and its instances may be described. Nothing that acts is sent.
 * @param {Connection} connection
 * @param {string | undefined} region
 * @returns {Promise<Finding[]>}
 */
export async function checkService(connection, region) {
  const options = connection.options("cvm");
  const { names, finding } = await checkKey(options);
  if (finding.result === "fail") return [finding, skipped(CHECKS.region), skipped(CHECKS.permission)];
  const place = checkRegion(region, names);
  if (region === undefined || place.result === "fail") return [finding, place, skipped(CHECKS.permission)];
  return [finding, place, await checkPermission(options, region)];
}

/** @param {import("../../index.js").CallOptions} options @returns {Promise<{finding: Finding, names?: string[]}>} */
async function checkKey(options) {
  try {
    const { RegionSet = [] } = await call(
      { ...CVM, action: "DescribeRegions", payload: {} },
      { ...options, region: ANY_REGION },
    );
    const names = RegionSet.map(({ Region }) => String(Region));
    return {
      finding: { check: CHECKS.key, result: "ok", said: { en: "the service takes it", zh: "服务端接受" } },
      names,
    };
  } catch (error) {
    if (!isTencentCloudError(error)) throw error;
    // A key may be good for one action alone.
    const refused = error.code.startsWith("UnauthorizedOperation");
    const said = describe(error);
    if (!refused) return { finding: { check: CHECKS.key, result: "fail", said } };
    return { finding: { check: CHECKS.key, result: "warn", said } };
  }
}

/** @param {string | undefined} region @param {string[] | undefined} names @returns {Finding} */
function checkRegion(region, names) {
  const check = CHECKS.region;
  if (region === undefined) {
    return {
      check,
      result: "fail",
      said: { en: "none is given", zh: "未指定" },
      todo: {
        en: "Give --region, or set TENCENTCLOUD_REGION.",
        zh: "请使用 --region，或设置 TENCENTCLOUD_REGION。",
      },
    };
  }
  if (names === undefined || names.includes(region)) {
    return { check, result: names === undefined ? "warn" : "ok", said: { en: region, zh: region } };
  }
  const near = nearest(region, names);
  return {
    check,
    result: "fail",
    said: { en: `there is no region ${region}`, zh: `没有地域 ${region}` },
    todo: {
      en: `${near === undefined ? "" : `Did you mean ${near}? `}There are ${names.join(", ")}.`,
      zh: `${near === undefined ? "" : `您是否想写 ${near}？`}可用地域：${names.join("、")}。`,
    },
  };
}

/** @param {import("../../index.js").CallOptions} options @param {string} region @returns {Promise<Finding>} */
async function checkPermission(options, region) {
  const check = CHECKS.permission;
  try {
    const { TotalCount = 0 } = await call(
      { ...CVM, action: "DescribeInstances", payload: { Limit: 1 } },
      { ...options, region },
    );
    return {
      check,
      result: "ok",
      said: {
        en: `DescribeInstances shows ${TotalCount} instances; actions that change something were not tried`,
        zh: `DescribeInstances 可见 ${TotalCount} 台实例；未尝试任何变更操作`,
      },
    };
  } catch (error) {
    if (!isTencentCloudError(error)) throw error;
    return { check, result: "fail", said: describe(error) };
  }
}
