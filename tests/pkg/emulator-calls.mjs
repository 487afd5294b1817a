import { signRequest } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";

export const REGION = "ap-guangzhou";
/** 2026-01-01T00:00:00Z, where virtual clocks begin. */
export const START_MS = 1_767_225_600_000;

/**
 * A signed request, ready for a fetch.
 * @param {string} action
 * @param {object} payload
 * @param {{nowMs?: number, endpoint?: string}} [options] `nowMs` is when it is signed
 */
export function signed(action, payload, { nowMs = START_MS, endpoint } = {}) {
  const request = { service: "cvm", version: "2017-03-12", action, region: REGION, payload };
  return signRequest(endpoint === undefined ? request : { ...request, endpoint }, demoCredentials, {
    timestamp: Math.floor(nowMs / 1000),
  });
}

/**
 * What stands inside `Response`.
 * @param {typeof globalThis.fetch} fetch
 * @param {string} action
 * @param {object} payload
 * @param {{nowMs?: number, endpoint?: string}} [options]
 * @returns {Promise<any>}
 */
export async function call(fetch, action, payload, options) {
  const { url, ...init } = signed(action, payload, options);
  const reply = await fetch(url, /** @type {RequestInit} */ (init));
  return (await reply.json()).Response;
}
