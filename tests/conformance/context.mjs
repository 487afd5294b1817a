import assert from "node:assert/strict";
import { send, write } from "./wire.mjs";

/** @typedef {import("./cases.mjs").Context} Context */

/**
 * An endpoint for the suite.
 * @param {object} how
 * @param {string} how.endpoint
 * @param {string} how.region
 * @param {Context["keys"]} how.keys
 * @param {string | undefined} [how.role] the RoleArn of a role that the key may assume
 * @param {number} [how.gapMs] between two requests: a real account has other users
 * @returns {Context}
 */
export function open({ endpoint, region, keys, role, gapMs = 0 }) {
  const url = new URL(endpoint);
  // The cloud has a host for each service; an emulator is one for all.
  const sts = new URL(endpoint.replace("//cvm.", "//sts."));
  let next = 0;
  /** @type {ReturnType<Context["seen"]> | undefined} */
  let page;
  /** @type {Context["send"]} */
  const call = async (asked) => {
    const wait = next - Date.now();
    next = Math.max(Date.now(), next) + gapMs;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const to = asked.version === "2018-08-13" ? sts : url;
    return send(to, write({ keys, region, ...asked }, to.host));
  };
  /** @type {Context["ask"]} */
  const ask = async (asked) => {
    const { status, text } = await call(asked);
    assert.equal(status, 200, `status ${status}: ${text.slice(0, 200)}`);
    return JSON.parse(text).Response;
  };
  return {
    region,
    keys,
    role,
    send: call,
    ask,
    seen() {
      page ??= ask({ action: "DescribeInstances", params: { Limit: 100 } }).then(
        (reply) => reply.InstanceSet,
      );
      return page;
    },
  };
}
