import assert from "node:assert/strict";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { hostCargo } from "../../scripts/lib/rust.mjs";

const REGION = "ap-guangzhou";
const server = await startEmulator({ instances: 12, args: ["--regions", REGION] });
after(() => server.kill());

const { command, args, env } = hostCargo("build");
const built = await run(command, [...args, "--example", "blocking"], { env });
assert.ok(built.ok, built.output);

/** @param {string[]} ids @param {Record<string, string>} [more] */
const blocking = (ids, more = {}) =>
  run(`${paths.root}/target/debug/examples/blocking`, ids, {
    env: {
      // ureq would send what is for loopback through a proxy too.
      HTTP_PROXY: undefined,
      http_proxy: undefined,
      ALL_PROXY: undefined,
      all_proxy: undefined,
      TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
      TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
      TENCENTCLOUD_REGION: REGION,
      TENCENTCLOUD_ENDPOINT: server.url,
      ...more,
    },
  });

/** @param {string} state */
async function inState(state) {
  const { instances } = await server.snapshot();
  return instances.filter((it) => it.InstanceState === state).map((it) => it.InstanceId);
}

test("a native program lists instances with a blocking client", async () => {
  const { ok, output } = await blocking([]);
  assert.ok(ok, output);
  assert.match(output, /^ins-\w{8} (RUNNING|STOPPED)$/m);
});

test("a native program starts instances with a blocking client", async () => {
  const stopped = await inState("STOPPED");
  assert.ok(stopped.length > 0);
  const { ok, output } = await blocking(stopped);
  assert.ok(ok, output);
  assert.deepEqual(output.split("\n").sort(), stopped.map((id) => `${id} done`).sort());
  assert.deepEqual(await inState("STOPPED"), []);
});

test("a refusal ends it with the service's code, and a missing variable with its name", async () => {
  const refused = await blocking([], { TENCENTCLOUD_SECRET_KEY: "another" });
  assert.equal(refused.ok, false);
  assert.match(refused.output, /^AuthFailure\.SignatureFailure: /m);
  const unset = await blocking([], { TENCENTCLOUD_REGION: "" });
  assert.equal(unset.ok, false);
  assert.match(unset.output, /TENCENTCLOUD_REGION/);
});
