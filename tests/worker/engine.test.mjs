import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import {
  collect,
  envOf,
  REGION,
  readEvents,
  startGateway,
  startPair,
  stoppedIds,
  until,
} from "./gateway.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */

/** The StartInstances requests that the emulator has seen. @param {import("./gateway.mjs").EmulatorServer} emulator */
const startsOf = async (emulator) =>
  (await emulator.snapshot()).requests.filter((r) => r.action === "StartInstances");

test("300 jobs of one caller do not delay another's job of one instance", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 2_400 });
  t.after(close);
  const ids = await stoppedIds(emulator, 301);
  const mine = ids.pop() ?? "";
  const made = await Promise.all(ids.map((id) => gateway.start([id], { token: "other" })));
  for (const { status } of made) assert.equal(status, 202);
  await until("the first jobs to act", async () => (await startsOf(emulator)).length > 0);
  const before = (await startsOf(emulator)).length;
  const { body } = await gateway.start([mine]);
  const at = await until("the start of the one", async () => {
    const starts = await startsOf(emulator);
    const found = starts.findIndex((r) => r.instanceIds?.includes(mine));
    return found >= 0 && found + 1;
  });
  /* At ten a second: twenty are two seconds. Served in the order in which they came, it would be the 301st. */
  assert.ok(at - before <= 20, `${at - before} others went first`);
  assert.equal((await gateway.ended(body.id)).state, "done");
  for (const { body: job } of made)
    assert.equal((await gateway.ended(job.id)).progress.outcomes.done, 1, job.id);
  const { starts } = await emulator.snapshot();
  for (const id of ids) assert.equal(starts[id], 1, id);
});

test("versions of a job only grow across crashes, and no later reply contradicts an earlier one", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 1_600 });
  t.after(close);
  const { body } = await gateway.start(await stoppedIds(emulator, 250));
  /** @type {Array<Pick<JobView, "version" | "progress"> & { id: number }>} */
  const seen = [];
  for (let round = 0; round < 4; round++) {
    const stream = await gateway.raw(`/v1/jobs/${body.id}/events`, { token: "ops" });
    const events = readEvents(stream);
    for (let count = 0; count < 3; count++) {
      const next = await Promise.race([events.next(), until("a while", () => count > 0)]).catch(() => true);
      if (typeof next !== "object" || !next.value) break;
      seen.push({ ...next.value.data, id: Number(next.value.id) });
    }
    for (let times = 0; times < 15; times++) {
      const { body: now } = await gateway.api(`/v1/jobs/${body.id}`, { token: "ops" });
      seen.push({ ...now, id: now.version });
      await delay(50);
    }
    await gateway.crash();
    await gateway.resume();
  }
  await gateway.ended(body.id);
  const last = await collect(readEvents(await gateway.raw(`/v1/jobs/${body.id}/events`, { token: "ops" })));
  seen.push(...last.map(({ data, id }) => ({ ...data, id: Number(id) })));
  for (const [index, one] of seen.entries()) {
    assert.equal(one.id, one.version);
    const before = seen[index - 1];
    if (!before) continue;
    assert.ok(one.version >= before.version, `${before.version} then ${one.version}`);
    const said = (/** @type {Pick<JobView, "progress">} */ { progress }) =>
      JSON.stringify([progress.outcomes, progress.requests]);
    const differs = said(one) !== said(before);
    assert.ok(!differs || one.version > before.version, `version ${one.version} says two things`);
    assert.ok(one.progress.requests >= before.progress.requests);
    assert.ok(one.progress.outcomes.pending <= before.progress.outcomes.pending);
  }
});

test("a region whose object fails is listed as unavailable beside the jobs of the others", async (t) => {
  const emulator = await startEmulator({ instances: 60 });
  const gateway = await startGateway(envOf(emulator.url));
  t.after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  const folder = () => join(gateway.stateDir, "tencentcloud-edge-FleetObject");
  const files = () => readdirSync(folder()).filter((name) => name.endsWith(".sqlite"));
  const [id = ""] = await stoppedIds(emulator, 1);
  const { body } = await gateway.start([id]);
  await gateway.ended(body.id);
  const before = new Set(files());
  await gateway.start(["ins-00000001"], { fields: { region: "ap-singapore", dryRun: true } });
  /* The dry run asks the region's object whether there is room, which makes it: its file and its predecessor's. */
  const fresh = files().filter((name) => !before.has(name));
  assert.ok(fresh.length > 0);
  await gateway.crash();
  for (const name of fresh)
    for (const file of [name, `${name}-wal`]) {
      const path = join(folder(), file);
      if (!readdirSync(folder()).includes(file)) continue;
      writeFileSync(path, Buffer.alloc(readFileSync(path).length, "broken"));
    }
  await gateway.resume();
  const list = await gateway.api("/v1/jobs", { token: "ops" });
  assert.equal(list.status, 200, JSON.stringify(list.body));
  assert.deepEqual(
    list.body.items.map((/** @type {JobView} */ job) => job.id),
    [body.id],
  );
  assert.deepEqual(list.body.unavailable, [
    { account: "default", region: "ap-singapore", code: "Gateway.RegionUnavailable" },
  ]);
});

test("a job that crashes every slice becomes stuck, others go on, and the next release tries it again", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 120 });
  t.after(close);
  const [bad = "", good = ""] = await stoppedIds(emulator, 2);
  await fetch(`${emulator.url}/_emulator/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "hang", action: "DescribeInstances", instanceId: bad }),
  });
  const { body } = await gateway.start([bad], { fields: { deadlineMs: 600_000 } });
  const count = async () =>
    (await emulator.snapshot()).requests.filter((r) => r.instanceIds?.includes(bad)).length;
  /* The isolate dies in the middle of every slice that this job takes part in, as of too much CPU time. */
  await until("the job to be stuck", async () => {
    const before = await count();
    const state = await until("a slice of it", async () => {
      const { body: job } = await gateway.api(`/v1/jobs/${body.id}`, { token: "ops" });
      return job.state === "stuck" ? "stuck" : (await count()) > before && "sliced";
    });
    if (state === "stuck") return true;
    await gateway.crash();
    await gateway.resume();
    return false;
  });
  const { body: stuck } = await gateway.api(`/v1/jobs/${body.id}`, { token: "ops" });
  assert.match(stuck.reason, /died of it/);
  const other = await gateway.start([good]);
  assert.equal((await gateway.ended(other.body.id)).progress.outcomes.done, 1);
  await fetch(`${emulator.url}/_emulator/clear-faults`, { method: "POST" });
  await gateway.crash();
  await gateway.resume({ RELEASE: "next" });
  assert.equal((await gateway.ended(body.id)).progress.outcomes.done, 1);
  assert.equal((await emulator.snapshot()).starts[bad], 1);
  assert.equal(REGION, stuck.region);
});
