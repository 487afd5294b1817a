import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, createPace, describeInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import * as wasm from "../../pkg/dist/client.js";
import { REGION, rejection, reply } from "./support.mjs";

const REQUEST = { service: "cvm", version: "2017-03-12", action: "StartInstances" };
const never = () => new Promise(() => {});

/** A pace whose one slot is taken for ever. */
function full() {
  const pace = createPace(1);
  pace.take(Date.now(), 3_600_000);
  return pace;
}

/** Each state in which a call waits, and whether its request has left by then. @type {Array<[string, object, boolean]>} */
const STATES = [
  ["credentials that never come", { credentials: never }, false],
  ["a pace without a free slot", { pace: full() }, false],
  ["a fetch that never answers", { fetch: never }, true],
];

/** @param {object} change */
function asked(change) {
  let sent = 0;
  const fetch = () => reply({ TotalCount: 0, InstanceSet: [] });
  const given = {
    region: REGION,
    credentials: demoCredentials,
    accountKey: crypto.randomUUID(),
    fetch,
    ...change,
  };
  const options = {
    ...given,
    retry: /** @type {const} */ (false),
    fetch: async () => {
      sent += 1;
      return given.fetch();
    },
  };
  return { options: /** @type {import("tencentcloud-edge").FleetOptions} */ (options), sent: () => sent };
}

/** @param {Parameters<typeof describeInstances>[0]} options */
async function first(options) {
  for await (const instance of describeInstances(options)) return instance;
}

describe("time and signal end a call", () => {
  for (const [name, change, leaves] of STATES) {
    test(`${name}: Client.Timeout`, async () => {
      const { options, sent } = asked(change);
      const { code, message, advice } = await rejection(call(REQUEST, { ...options, timeoutMs: 300 }));
      assert.equal(code, "Client.Timeout");
      assert.equal(/nothing was sent/.test(message), !leaves, message);
      assert.equal(sent(), leaves ? 1 : 0);
      assert.equal(typeof advice, "string");
    });

    test(`${name}: an abort`, async () => {
      const { options, sent } = asked(change);
      const controller = new AbortController();
      const running = rejection(call(REQUEST, { ...options, signal: controller.signal, timeoutMs: 600_000 }));
      setTimeout(() => controller.abort(), 100);
      assert.equal((await running).code, "Client.Aborted");
      assert.equal(sent(), leaves ? 1 : 0);
    });
  }

  test("describeInstances ends as well", async () => {
    for (const change of [{ credentials: never }, { fetch: never }]) {
      const { options } = asked(change);
      assert.equal((await rejection(first({ ...options, timeoutMs: 300 }))).code, "Client.Timeout");
      const signal = AbortSignal.timeout(100);
      assert.equal((await rejection(first({ ...options, signal }))).code, "Client.Aborted");
    }
  });

  test("a wait that was ended leaves its slot to others", async () => {
    const pace = createPace(1);
    const { slot } = pace.take(Date.now(), 3_600_000);
    const { options } = asked({ pace });
    const controller = new AbortController();
    const waiting = [
      rejection(call(REQUEST, { ...options, timeoutMs: 200 })),
      rejection(call(REQUEST, { ...options, signal: controller.signal })),
    ];
    setTimeout(() => controller.abort(), 100);
    await Promise.all(waiting);
    pace.freed(slot, Date.now());
    await call(REQUEST, options);
  });

  test("nothing is held of what has ended", async () => {
    const { options } = asked({});
    await call(REQUEST, options);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(wasm.key_count(), 0);
  });
});

describe("the end of credentials", () => {
  const seconds = Math.floor(Date.now() / 1_000) + 3_600;
  /** @type {Array<[unknown, RegExp | undefined]>} */
  const cases = [
    [seconds, /credentials\.expiresAtMs.*seconds.*1000/],
    [new Date(), /credentials\.expiresAtMs.*getTime/],
    ["2030-01-01T00:00:00Z", /credentials\.expiresAtMs.*milliseconds/],
    [Number.NaN, /credentials\.expiresAtMs.*milliseconds/],
    [seconds * 1_000, undefined],
    [undefined, undefined],
  ];
  for (const [expiresAtMs, message] of cases) {
    test(`given as ${String(expiresAtMs)}`, async () => {
      for (const credentials of [
        { ...demoCredentials, expiresAtMs },
        () => ({ ...demoCredentials, expiresAtMs }),
      ]) {
        const { options } = asked({ credentials });
        if (message === undefined) await call(REQUEST, options);
        else {
          const error = await rejection(call(REQUEST, options));
          assert.equal(error.code, "Client.InvalidArgument");
          assert.match(error.message, message);
          assert.ok(!error.message.includes(demoCredentials.secretKey));
        }
      }
    });
  }
});
