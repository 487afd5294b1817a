import { signRequest } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";

export const REGION = "ap-guangzhou";
/** 2026-01-01T00:00:00Z, where virtual clocks begin. */
export const START_MS = 1_767_225_600_000;

/**
 * @typedef {object} Options
 * @property {number} [nowMs] when it is signed
 * @property {string} [endpoint]
 * @property {import("tencentcloud-edge").Credentials} [keys] default the demo pair
 * @property {boolean} [sts] whether it is a request to sts
 */

/**
 * A signed request, ready for a fetch.
 * @param {string} action
 * @param {object} payload
 * @param {Options} [options]
 */
export function signed(action, payload, { nowMs = START_MS, endpoint, keys = demoCredentials, sts } = {}) {
  const service = sts ? { service: "sts", version: "2018-08-13" } : { service: "cvm", version: "2017-03-12" };
  const request = { ...service, action, region: REGION, payload };
  return signRequest(endpoint === undefined ? request : { ...request, endpoint }, keys, {
    timestamp: Math.floor(nowMs / 1000),
  });
}

/**
 * What stands inside `Response`.
 * @param {typeof globalThis.fetch} fetch
 * @param {string} action
 * @param {object} payload
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function call(fetch, action, payload, options) {
  const { url, ...init } = signed(action, payload, options);
  const reply = await fetch(url, /** @type {RequestInit} */ (init));
  return (await reply.json()).Response;
}

/**
 * Temporary keys for a role.
 * @param {typeof globalThis.fetch} fetch
 * @param {object} [more] further parameters of AssumeRole
 * @param {Options} [options]
 */
export async function assumeRole(fetch, more = {}, options = {}) {
  const order = { RoleArn: "qcs::cam::uin/12345678:roleName/fleet", RoleSessionName: "test", ...more };
  const reply = await call(fetch, "AssumeRole", order, { ...options, sts: true });
  if (reply.Error) throw new Error(`AssumeRole: ${reply.Error.Code}: ${reply.Error.Message}`);
  const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = reply.Credentials;
  return { secretId, secretKey, token, expiresAtMs: reply.ExpiredTime * 1_000 };
}
