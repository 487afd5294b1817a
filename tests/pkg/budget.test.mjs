import assert from "node:assert/strict";
import { test } from "node:test";
import { call, startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { REGION, rejection, reply } from "./support.mjs";

/** This file has a process, and so a budget, of its own: 500 tokens, 14 a retry. */
const RETRIES = 35;

test("the retries of a process are limited, and success gives them back", async () => {
  let sent = 0;
  let down = true;
  const fetch = async () => {
    sent += 1;
    if (down) throw new TypeError("the network is down");
    return reply({ ZoneSet: [] });
  };
  const options = { credentials: demoCredentials, region: REGION, fetch, retry: { baseMs: 1 } };
  const ask = () => call({ service: "cvm", version: "2017-03-12", action: "DescribeZones" }, options);

  for (let calls = 1; calls <= 40; calls += 1) {
    const error = await rejection(ask());
    assert.equal(error.code, "Client.Network");
  }
  assert.equal(sent, 40 + RETRIES, "each is sent once, and 35 of them again");

  /** @type {import("tencentcloud-edge").ClientEvent[]} */
  const retries = [];
  const ending = new AbortController();
  const result = await startInstances(["ins-00000001"], {
    ...options,
    signal: ending.signal,
    onEvent(event) {
      if (event.kind !== "retry") return;
      retries.push(event);
      ending.abort();
    },
  });
  assert.equal(result.instances[0]?.outcome, "unknown");
  const [{ attempt, code, waitMs = 0 } = assert.fail("no retry")] = retries;
  assert.ok(waitMs >= 10_000 && waitMs <= 20_000, `${waitMs}`);
  assert.deepEqual([attempt, code], [1, "Client.Network"]);

  down = false;
  for (let calls = 0; calls < 28; calls += 1) await ask();
  down = true;
  sent = 0;
  await rejection(ask());
  assert.equal(sent, 3, "a token for each success: two retries");
});
