import { call } from "../../index.js";
import { usage } from "../exit.js";

/**
 * The regions that a command works in.
 * @param {import("../invocation.js").Invocation} invocation
 * @param {import("./connection.js").Connection} connection
 * @returns {Promise<string[]>}
 */
export async function regionsOf(invocation, connection) {
  const given = regionsMeant(invocation, connection);
  if (given === undefined) {
    throw usage(
      "There is no region: give --region ap-guangzhou (or --region all), or set TENCENTCLOUD_REGION.",
      "未指定地域：请使用 --region ap-guangzhou（或 --region all），或设置 TENCENTCLOUD_REGION。",
    );
  }
  if (!given.includes("all")) return [...new Set(given)];
  if (given.length > 1) throw usage("--region all stands alone.", "--region all 不能与其他地域同时使用。");
  return available(connection);
}

/**
 * The regions as they were written, "all" among them: by option, environment or profile.
 * @param {import("../invocation.js").Invocation} invocation
 * @param {Pick<import("./connection.js").Connection, "region">} connection
 */
export const regionsMeant = ({ values, env }, connection) =>
  values.region ?? one(env.TENCENTCLOUD_REGION) ?? one(connection.region);

/** @param {string | undefined} region */
const one = (region) => (region === undefined || region === "" ? undefined : [region]);

/** @param {import("./connection.js").Connection} connection */
async function available({ options }) {
  // DescribeRegions answers in every region, and wants to be asked in one.
  const { RegionSet = [] } = await call(
    { service: "cvm", version: "2017-03-12", action: "DescribeRegions", payload: {} },
    { ...options("cvm"), region: "ap-guangzhou" },
  );
  return RegionSet.filter(({ RegionState }) => RegionState === "AVAILABLE").map(({ Region }) =>
    String(Region),
  );
}
