import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";
import { until } from "./gateway.mjs";

const { registryOf } = await load("fleet/registry-client", "worker/src");

/** @param {() => Promise<unknown>} answer */
const envOf = (answer) => ({
  FLEET: {
    idFromName: (/** @type {string} */ name) => name,
    get: () => ({ registry: () => ({ findToken: answer, [Symbol.dispose]: () => {} }) }),
  },
});

test("a registry that does not answer is given up, and one that answers nothing has answered", async () => {
  let message = "";
  registryOf(envOf(() => new Promise(() => {})))
    .findToken("ops")
    .catch((/** @type {Error} */ cause) => {
      message = cause.message;
    });
  assert.equal(await registryOf(envOf(async () => undefined)).findToken("ops"), undefined);
  await until("an error", () => message !== "");
  assert.match(message, /the registry did not answer within 5000 ms/);
});
