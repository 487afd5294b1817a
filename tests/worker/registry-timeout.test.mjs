import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";
import { until } from "./gateway.mjs";

const { registryOf } = await load("fleet/registry-client", "worker/src");
const tokens = await load("routes/tokens", "worker/src");

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

test("a registry that does not answer, or fails, is a 503 of every route of tokens", async () => {
  const body = JSON.stringify({ name: "oncall", scopes: {} });
  const headers = { "content-type": "application/json" };
  const scopes = { actions: [], regions: [], instances: [], accounts: [], maxInstances: 100, admin: true };
  for (const answer of [() => new Promise(() => {}), () => Promise.reject(new Error("overloaded"))]) {
    const registry = { tokens: answer, findToken: answer, addToken: answer, [Symbol.dispose]: () => {} };
    const caller = {
      env: { FLEET: { idFromName: () => "registry", get: () => ({ registry: () => registry }) } },
      config: { tokens: [], regions: [], accounts: [] },
      principal: { name: "chief", scopes },
      trace: {},
    };
    const request = new Request("http://127.0.0.1/v1/tokens", { method: "POST", body, headers });
    const unavailable = { status: 503, code: "Gateway.Unavailable" };
    await Promise.all([
      assert.rejects(tokens.listTokens(caller), { ...unavailable, message: /does not answer; try again/ }),
      assert.rejects(tokens.revokeToken(caller, "oncall"), unavailable),
      assert.rejects(tokens.createToken(caller, request), {
        ...unavailable,
        message: /name is taken and the token's value is lost\. Look at GET \/v1\/tokens/,
      }),
    ]);
  }
});
