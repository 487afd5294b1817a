import assert from "node:assert/strict";
import fs, { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";

const { module } = await import("../../pkg/dist/emulator.inline.js");
const wasm = await import("../../pkg/dist/emulator.js");
const { openCore, restoreCore } = await import("../../pkg/emulator/core.js");
const { openState } = await import("../../pkg/cli/server/state.js");
wasm.initSync({ module });

const folder = mkdtempSync(join(tmpdir(), "emulator-disk-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} name */
const open = (name) =>
  openState(join(folder, name), {
    open: (around) => openCore(wasm, { instances: 3 }, around),
    restore: (saved, around) => restoreCore(wasm, saved, around),
  });

/** @param {import("../../pkg/emulator/core.js").Core} core @param {string} action */
const ask = (core, action) =>
  core.exchange({ method: "POST", target: "/", headers: [["x-tc-action", action]] }, new Uint8Array());

/** @param {import("../../pkg/emulator/core.js").Core} core */
const actions = (core) => core.snapshot().requests.map(({ action }) => action);

/**
 * Runs while the disk takes but a part of the next write.
 * @param {"throws" | "returns"} how what a full disk does after it
 * @param {() => void} work
 */
function onFullDisk(how, work) {
  const { writeSync } = fs;
  fs.writeSync = /** @type {never} */ (
    (/** @type {number} */ file, /** @type {Buffer} */ bytes) => {
      const part = writeSync(file, Buffer.from(bytes).subarray(0, 10));
      if (how === "returns") return part;
      throw Object.assign(new Error("no space left on device, write"), { code: "ENOSPC" });
    }
  );
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
}

for (const how of /** @type {const} */ (["throws", "returns"])) {
  test(`a request that the journal cannot take whole is not executed, and none after it is lost (${how})`, () => {
    const first = open(how);
    ask(first.core(), "DescribeRegions");
    onFullDisk(how, () =>
      assert.throws(() => ask(first.core(), "StartInstances"), /space left|disk is full/),
    );
    assert.deepEqual(actions(first.core()), ["DescribeRegions"]);
    ask(first.core(), "DescribeZones");
    ask(first.core(), "DescribeInstances");
    // As after a kill: nothing is closed.
    const second = open(how);
    assert.deepEqual(actions(second.core()), ["DescribeRegions", "DescribeZones", "DescribeInstances"]);
  });
}

test("a reset that cannot be written changes nothing", async (t) => {
  const lost = mkdtempSync(join(folder, "lost-"));
  const server = await startEmulator({ instances: 3, args: ["--state", join(lost, "state")] });
  t.after(() => server.kill());
  const post = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    fetch(`${server.url}/_emulator/${name}`, { method: "POST", body: JSON.stringify(value) });
  const [{ InstanceId: instanceId }] = (await server.snapshot()).instances;
  await post("set", { instanceId, state: "SHUTDOWN" });
  rmSync(lost, { recursive: true });
  assert.equal((await post("reset", {})).status, 500);
  assert.equal((await server.snapshot()).instances[0].InstanceState, "SHUTDOWN");
});

test("a reply that comes byte by byte leaves no listener for each of its bytes", async (t) => {
  const server = await startEmulator({ instances: 3 });
  t.after(() => server.kill());
  const rule = JSON.stringify({ kind: "drip", delayMs: 0 });
  await fetch(`${server.url}/_emulator/faults`, { method: "POST", body: rule });
  const reply = await fetch(server.url, { method: "POST", body: "{}" });
  assert.equal((await reply.json()).Response.Error.Code, "MissingParameter");
  assert.doesNotMatch(server.tail(), /MaxListenersExceededWarning/);
});
