import assert from "node:assert/strict";
import { test } from "node:test";
import { startPair, stoppedIds, until } from "./gateway.mjs";

const COUNT = 500;

test("SIGKILL in the middle of 500 instances: the job resumes automatically and starts each exactly once", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 2_400 });
  t.after(close);
  const ids = await stoppedIds(emulator, COUNT);
  const { body } = await gateway.start(ids);
  await until("the first acting request", async () =>
    (await emulator.snapshot()).requests.some((r) => r.action === "StartInstances"),
  );
  await gateway.crash();
  await gateway.resume();

  /* Nobody asks the new process anything until the emulator has seen every instance started. */
  await until("every start", async () => {
    const { starts } = await emulator.snapshot();
    return ids.every((id) => starts[id] !== undefined);
  });
  const job = await gateway.ended(body.id);
  assert.equal(job.state, "done");
  assert.equal(job.progress.outcomes.done, COUNT);
  assert.equal(job.instances.length, 100);
  const rows = await gateway.rows(job.id);
  assert.deepEqual(
    rows.map(({ instanceId }) => instanceId),
    ids,
  );
  const { starts } = await emulator.snapshot();
  assert.deepEqual(
    ids.filter((id) => starts[id] !== 1),
    [],
  );
});

test("killed while a start is in flight whose effect shows late: the start is not sent again", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 60 });
  t.after(close);
  /* The start is taken, answered only after 3 s, and for 8 s nothing shows that it was: a job that had forgotten sending
     it would send it again. */
  const faults = [
    { kind: "delay", action: "StartInstances", delayMs: 3_000 },
    { kind: "late", action: "StartInstances", delayMs: 8_000 },
  ];
  const injected = await fetch(`${emulator.url}/_emulator/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(faults),
  });
  assert.equal(injected.ok, true, await injected.text());
  const ids = await stoppedIds(emulator, 3);
  const { body } = await gateway.start(ids);
  const sent = async () =>
    (await emulator.snapshot()).requests.filter((r) => r.action === "StartInstances").length;
  await until("the acting request", async () => (await sent()) > 0);
  await gateway.crash();
  await gateway.resume();
  const job = await gateway.ended(body.id);
  assert.equal(job.progress.outcomes.done, ids.length);
  assert.equal(await sent(), 1);
  const { starts } = await emulator.snapshot();
  assert.deepEqual(
    ids.map((id) => starts[id]),
    [1, 1, 1],
  );
});

test("repeated crashes at random moments: nothing is lost and nothing is started twice", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 1_600 });
  t.after(close);
  const ids = await stoppedIds(emulator, 300);
  const { body } = await gateway.start(ids);
  for (let round = 0; round < 4; round++) {
    const before = (await emulator.snapshot()).requests.length;
    await until("another request", async () => (await emulator.snapshot()).requests.length > before);
    await gateway.crash();
    await gateway.resume();
  }
  const job = await gateway.ended(body.id);
  assert.equal(job.progress.outcomes.done, ids.length);
  const { starts } = await emulator.snapshot();
  assert.deepEqual(
    ids.filter((id) => starts[id] !== 1),
    [],
  );
});
