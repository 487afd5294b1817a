import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { envOf, REGION, startGateway, stoppedIds, until } from "./gateway.mjs";
import { insertions, runSql, shifted } from "./storage.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */

/** Tables that the first release wrote: its jobs done, cancelled, running and waiting, killed in the middle. */
const FIRST = JSON.parse(readFileSync(new URL("fixtures/first-release.json", import.meta.url), "utf8"));
/** The tables of the first release, before any migration. */
const FIRST_SCHEMA = readFileSync(new URL("fixtures/first-release.sql", import.meta.url), "utf8");
/** What the second version of the tables added to them. The first version is the first release's, with its number. */
const SECOND_SCHEMA = readFileSync(new URL("fixtures/tables-2.sql", import.meta.url), "utf8");
/** The account's name among those of objects, when objects were named after the key. */
const FORMER = createHash("sha256").update(demoCredentials.secretId).digest("hex").slice(0, 32);
const NAMED = `default:${REGION}`;

/**
 * The world of the fixture: what its running job had started is started, and its tables lie in an object.
 * @param {import("node:test").TestContext} t
 * @param {(tables: import("./storage.mjs").Tables) => import("./storage.mjs").Tables} [change]
 */
async function fixtureWorld(t, change = (tables) => tables) {
  const emulator = await startEmulator({ instances: FIRST.instances, seed: FIRST.seed });
  t.after(() => emulator.kill());
  const tables = change(shifted(FIRST.region, Date.now() - FIRST.writtenAtMs));
  const started = ["done", "running", "waiting"].flatMap((name) =>
    JSON.parse(String(tables.jobs?.find(({ id }) => id === FIRST.jobs[name])?.ids)),
  );
  await startInstances(started, { region: REGION, credentials: demoCredentials, endpoint: emulator.url });
  const gateway = await startGateway({ ...envOf(emulator.url), RELEASE: "first" });
  t.after(() => gateway.close());
  await gateway.crash();
  const fill = async (/** @type {string} */ object, /** @type {import("./storage.mjs").Tables} */ rows) =>
    runSql(gateway.stateDir, object, [[FIRST_SCHEMA], ...insertions(rows)]);
  await fill(`${FORMER}:${REGION}`, tables);
  await fill(`${FORMER}:keys`, shifted(FIRST.keys, Date.now() - FIRST.writtenAtMs));
  return { emulator, gateway, started };
}

/**
 * A job of the fixture.
 * @param {import("./gateway.mjs").TestGateway} gateway
 * @param {string} name
 * @returns {Promise<JobView>}
 */
const job = async (gateway, name) =>
  (await gateway.api(`/v1/jobs/${FIRST.jobs[name]}`, { token: "ops" })).body;

test("jobs of the first release are found under the new names and finish", async (t) => {
  const { emulator, gateway, started } = await fixtureWorld(t);
  await gateway.resume();
  const done = await job(gateway, "done");
  assert.equal(done.state, "done");
  assert.equal(done.progress.outcomes.done, 2);
  assert.deepEqual(
    done.instances.map((row) => row.outcome),
    ["done", "done"],
  );
  assert.equal((await job(gateway, "cancelled")).state, "cancelled");
  const running = await gateway.ended(FIRST.jobs.running);
  assert.equal(running.state, "done");
  assert.equal(running.progress.outcomes.done, 150);
  const waiting = await gateway.ended(FIRST.jobs.waiting);
  assert.equal(waiting.progress.outcomes.done, 3);
  const { starts } = await emulator.snapshot();
  for (const id of started) assert.equal(starts[id], 1, id);
  const listed = (await gateway.api("/v1/jobs", { token: "ops" })).body.items;
  assert.deepEqual(
    listed.map((/** @type {JobView} */ item) => item.id),
    ["waiting", "running", "cancelled", "done"].map((name) => FIRST.jobs[name]),
  );
  const again = await gateway.start(JSON.parse(FIRST.region.jobs[0].ids), {
    headers: { "idempotency-key": "monday" },
  });
  assert.equal(again.body.id, FIRST.jobs.done);

  await gateway.crash();
  const [jobs, rows] = await runSql(gateway.stateDir, `${FORMER}:${REGION}`, [
    ["SELECT DISTINCT state FROM jobs"],
    ["SELECT * FROM rows"],
  ]);
  assert.deepEqual(jobs, [{ state: "moved" }]);
  assert.deepEqual(rows, []);
});

test("after a rollback the paces of both objects count: what either sent may still arrive", async (t) => {
  const { gateway } = await fixtureWorld(t);
  await gateway.resume();
  for (const name of ["running", "waiting"]) await gateway.ended(FIRST.jobs[name]);
  await gateway.crash();
  const now = Date.now();
  const leased = Array.from({ length: 10 }, (_, slot) => `${slot}@${now + 3_600_000}`).join(" ");
  const former = `${FORMER}:${REGION}`;
  await runSql(gateway.stateDir, former, [
    ["UPDATE jobs SET state = 'done' WHERE id = ?", FIRST.jobs.done],
    ["INSERT OR REPLACE INTO meta (key, value) VALUES ('pace', ?)", `p2 10 0 0 ${now} 10 ${leased}`],
  ]);
  /** @type {Array<[string]>} */
  const pace = [["SELECT value FROM meta WHERE key = 'pace'"]];
  const [[own]] = await runSql(gateway.stateDir, NAMED, pace);
  assert.ok(own, "the object has a pace of its own");
  await gateway.resume();
  await job(gateway, "done");
  await gateway.crash();
  const [[merged]] = await runSql(gateway.stateDir, NAMED, pace);
  const free = String(merged?.value).split(" ").slice(6);
  assert.equal(free.length, 10);
  for (const slot of free) assert.ok(Number(slot.split("@").at(-1)) > now + 3_000_000, slot);
});

test("killed repeatedly during the import: each job is run by one object and none is lost", async (t) => {
  const { emulator, gateway, started } = await fixtureWorld(t);
  for (const waitMs of [0, 5, 10, 20, 40, 80]) {
    await gateway.resume();
    void gateway.api("/v1/jobs", { token: "ops" }).catch(() => {});
    await delay(waitMs);
    await gateway.crash();
  }
  await gateway.resume();
  assert.equal((await gateway.ended(FIRST.jobs.running)).progress.outcomes.done, 150);
  await gateway.ended(FIRST.jobs.waiting);
  const { starts } = await emulator.snapshot();
  for (const id of started) assert.equal(starts[id], 1, id);
});

test("a former object woken by its alarm is imported without a request", async (t) => {
  const { emulator, gateway, started } = await fixtureWorld(t);
  await runSql(gateway.stateDir, `${FORMER}:${REGION}`, [["SELECT 1"]], Date.now() + 500);
  await gateway.resume();
  const describes = async () =>
    (await emulator.snapshot()).requests.filter((r) => r.action.startsWith("Describe"));
  const before = (await describes()).length;
  await until("the jobs to be followed", async () => (await describes()).length > before);
  assert.equal((await gateway.ended(FIRST.jobs.running)).progress.outcomes.done, 150);
  const { starts } = await emulator.snapshot();
  for (const id of started) assert.equal(starts[id], 1, id);
});

/** Rows in a format that no release has read yet. @param {import("./storage.mjs").Tables} tables */
const future = (tables) => ({
  ...tables,
  rows: (tables.rows ?? []).map((row) =>
    row.key === "head" ? { ...row, value: String(row.value).replace("job2", "job999") } : row,
  ),
});

test("an unreadable saved job is kept, shown as stuck, and continued by a release that can read it", async (t) => {
  const { emulator, gateway } = await fixtureWorld(t, future);
  await gateway.resume();
  const stuck = await until("the stuck job", async () => {
    const seen = await job(gateway, "running");
    return seen.state === "stuck" && seen;
  });
  assert.match(String(stuck.reason), /cannot read the saved job/);
  assert.equal(stuck.finishedAt, undefined);
  for (let time = 0; time < 10; time++) await job(gateway, "running");
  const rows = await gateway.rows(FIRST.jobs.running);
  assert.equal(rows.length, 150);
  assert.ok(rows.every((row) => row.outcome === "pending" && !("sent" in row)));
  const events = await gateway.raw(`/v1/jobs/${FIRST.jobs.running}/events`, { token: "ops" });
  const { value } = await /** @type {ReadableStream<Uint8Array>} */ (events.body).getReader().read();
  assert.ok(value);
  await delay(6_000);
  const before = (await emulator.snapshot()).requests.length;
  await gateway.crash();
  const [found, head] = await runSql(gateway.stateDir, NAMED, [
    ["SELECT state, faults, stuck_release FROM jobs WHERE id = ?", FIRST.jobs.running],
    ["SELECT value FROM rows WHERE job_id = ? AND key = 'head'", FIRST.jobs.running],
  ]);
  assert.deepEqual(found, [{ state: "running", faults: 0, stuck_release: "first" }]);
  assert.match(String(head?.[0]?.value), /^job999\t/);

  /* The next release reads the format: here by writing it as one that is read. */
  await runSql(gateway.stateDir, NAMED, [
    ["UPDATE rows SET value = replace(value, 'job999', 'job2') WHERE key = 'head'"],
  ]);
  await gateway.resume({ RELEASE: "second" });
  const ended = await gateway.ended(FIRST.jobs.running);
  assert.equal(ended.progress.outcomes.done, 150);
  assert.equal(ended.reason, undefined);
  assert.ok(ended.version > stuck.version);
  assert.ok((await emulator.snapshot()).requests.length > before);
});

describe("the tables", () => {
  test("are migrated from those of the first release, which can still use them", async (t) => {
    const { gateway } = await fixtureWorld(t);
    await runSql(gateway.stateDir, NAMED, [
      [FIRST_SCHEMA],
      ...insertions(shifted(FIRST.region, Date.now() - FIRST.writtenAtMs)),
    ]);
    await gateway.resume();
    await gateway.ended(FIRST.jobs.running);
    await gateway.crash();
    const [version] = await runSql(gateway.stateDir, NAMED, [
      ["SELECT value FROM meta WHERE key = 'schema'"],
      /* Statements of the first release. */
      [FIRST_SCHEMA],
      [
        "INSERT INTO jobs (id, action, region, created_by, state, created_at, progress, ids) VALUES (?, ?, ?, ?, 'running', ?, '{}', ?)",
        "job_x",
        "StartInstances",
        REGION,
        "ops",
        Date.now(),
        "[]",
      ],
      [
        "UPDATE jobs SET state = iif(cancelled, 'cancelled', 'done'), finished_at = ?, progress = ? WHERE id = ?",
        1,
        "{}",
        "job_x",
      ],
    ]);
    assert.ok(Number(version?.[0]?.value) >= 3);
  });

  /** @type {Array<[version: number, statements: import("./storage.mjs").Statement[]]>} */
  const VERSIONS = [
    [1, []],
    [
      2,
      [
        [SECOND_SCHEMA],
        ["UPDATE jobs SET version = 7000000, language = 'zh-CN' WHERE id = ?", FIRST.jobs.running],
        ["INSERT INTO counters (name, labels, value) VALUES ('instances', ?, 41)", '{"outcome":"done"}'],
      ],
    ],
  ];
  for (const [version, statements] of VERSIONS) {
    test(`of version ${version} are migrated to today's, with all that is in them`, async (t) => {
      const { emulator, gateway, started } = await fixtureWorld(t);
      await runSql(gateway.stateDir, `${FORMER}:${REGION}`, [["DELETE FROM jobs"], ["DELETE FROM rows"]]);
      await runSql(gateway.stateDir, NAMED, [
        [FIRST_SCHEMA],
        ...insertions(shifted(FIRST.region, Date.now() - FIRST.writtenAtMs)),
        ["INSERT OR REPLACE INTO meta (key, value) VALUES ('schema', ?)", String(version)],
        ...statements,
      ]);
      await gateway.resume();
      const ended = await gateway.ended(FIRST.jobs.running);
      assert.equal(ended.progress.outcomes.done, 150);
      assert.ok(version < 2 || ended.version > 7_000_000, `${ended.version}`);
      assert.equal((await job(gateway, "done")).progress.outcomes.done, 2);
      await gateway.ended(FIRST.jobs.waiting);
      const { starts } = await emulator.snapshot();
      for (const id of started) assert.equal(starts[id], 1, id);
      await gateway.crash();
      const [schema, columns, tables] = await runSql(gateway.stateDir, NAMED, [
        ["SELECT value FROM meta WHERE key = 'schema'"],
        ["SELECT language FROM jobs WHERE id = ?", FIRST.jobs.running],
        ["SELECT name FROM sqlite_master WHERE name IN ('counters', 'tokens') ORDER BY name"],
      ]);
      assert.ok(Number(schema?.[0]?.value) >= 3);
      assert.deepEqual(columns, [{ language: version < 2 ? "en-US" : "zh-CN" }]);
      assert.deepEqual(tables, [{ name: "counters" }, { name: "tokens" }]);
    });
  }

  test("of a later release are used as they are", async (t) => {
    const emulator = await startEmulator({ instances: 60 });
    const gateway = await startGateway(envOf(emulator.url));
    t.after(async () => {
      await gateway.close();
      await emulator.kill();
    });
    const [id = ""] = await stoppedIds(emulator, 1);
    const { body } = await gateway.start([id], { fields: { wait: false } });
    await gateway.ended(body.id);
    await gateway.crash();
    await runSql(gateway.stateDir, NAMED, [
      ["UPDATE meta SET value = '99' WHERE key = 'schema'"],
      ["ALTER TABLE jobs ADD COLUMN of_later TEXT"],
    ]);
    await gateway.resume();
    assert.equal((await gateway.api(`/v1/jobs/${body.id}`, { token: "ops" })).body.state, "done");
    const another = await gateway.start([id]);
    assert.equal((await gateway.ended(another.body.id)).progress.outcomes.already, 1);
  });
});
