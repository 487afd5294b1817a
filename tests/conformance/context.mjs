import assert from "node:assert/strict";
import { send, write } from "./wire.mjs";

/** @typedef {import("./suite.mjs").Context} Context */

/**
 * An endpoint for the suite.
 * @param {object} how
 * @param {string} how.endpoint
 * @param {string} how.region
 * @param {Context["keys"]} how.keys
 * @param {number} [how.gapMs] between two requests: a real account has other users
 * @returns {Context}
 */
export function open({ endpoint, region, keys, gapMs = 0 }) {
  const url = new URL(endpoint);
  let next = 0;
  /** @type {Promise<any[]> | undefined} */
  let page;
  /** @type {Context["send"]} */
  const call = async (asked) => {
    const wait = next - Date.now();
    next = Math.max(Date.now(), next) + gapMs;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return send(url, write({ keys, region, ...asked }, url.host));
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
