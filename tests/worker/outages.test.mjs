import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { envOf, freePort, startGateway, stoppedIds } from "./gateway.mjs";

/** What is told of the one instance of a job that has ended. @param {import("../../worker/src/jobs/types.js").JobView} job */
const told = ({ state, progress, instances: [row] }) => ({
  state,
  outcome: row?.outcome,
  code: row?.error?.code,
  sent: row?.sent,
  requests: progress.requests,
});
const UNREACHED = { state: "done", outcome: "failed", code: "Client.Network", sent: false, requests: 0 };

test("nobody takes connections: every job gives up after connectMs, whichever was made first", async (t) => {
  const gateway = await startGateway(envOf(`http://127.0.0.1:${await freePort()}`));
  t.after(() => gateway.close());
  const fields = { connectMs: 2_000, deadlineMs: 60_000 };
  const made = [];
  for (const region of ["ap-guangzhou", "ap-guangzhou", "ap-singapore"])
    made.push((await gateway.start(["ins-0000000a"], { fields: { ...fields, region } })).body);
  const ended = await Promise.all(made.map(({ id }) => gateway.ended(id)));
  // Made when the others have ended, it is in a place where losses are known.
  const late = (await gateway.start(["ins-0000000b"], { fields })).body;
  ended.push(await gateway.ended(late.id));
  assert.deepEqual(ended.map(told), [UNREACHED, UNREACHED, UNREACHED, UNREACHED]);
});

test("a job made after the cloud went down gives up after connectMs, though the place has reached it before", async (t) => {
  const emulator = await startEmulator({ instances: 60 });
  const gateway = await startGateway(envOf(emulator.url));
  t.after(() => gateway.close());
  const [one, other] = await stoppedIds(emulator, 2);
  const before = (await gateway.start([String(one)])).body;
  assert.equal((await gateway.ended(before.id)).progress.outcomes.done, 1);
  await emulator.kill();
  const after = (await gateway.start([String(other)], { fields: { connectMs: 2_000, deadlineMs: 60_000 } }))
    .body;
  const { requests, ...rest } = told(await gateway.ended(after.id));
  assert.deepEqual(rest, { state: "done", outcome: "failed", code: "Client.Network", sent: false });
  assert.ok(requests <= 1, "the first may have left before anything was known");
});

test("a cancelled job whose connection is tried sends nothing", async (t) => {
  const gateway = await startGateway(envOf(`http://127.0.0.1:${await freePort()}`));
  t.after(() => gateway.close());
  const job = (await gateway.start(["ins-0000000a"])).body;
  await gateway.api(`/v1/jobs/${job.id}/cancel`, { method: "POST", token: "ops" });
  const { state, sent, requests } = told(await gateway.ended(job.id));
  assert.deepEqual({ state, sent, requests }, { state: "cancelled", sent: false, requests: 0 });
});
