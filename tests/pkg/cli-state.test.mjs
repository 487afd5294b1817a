import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { call } from "./emulator-calls.mjs";

const folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
/** @type {Awaited<ReturnType<typeof startEmulator>>[]} */
const servers = [];
after(async () => {
  // One that outlives a test that failed would keep this process from its end.
  await Promise.all(servers.map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} name @param {string[]} [args] @param {number} [instances] */
async function start(name, args = [], instances = 40) {
  const server = await startEmulator({
    instances,
    args: ["--state", join(folder, name), "--no-rate-limits", "--boot", "60000,60000", ...args],
  });
  servers.push(server);
  return server;
}

/** @param {string} url @param {string} action @param {object} payload */
const ask = (url, action, payload) => call(fetch, action, payload, { nowMs: Date.now(), endpoint: url });

/** @param {string} url @param {string} name @param {unknown} [value] */
const post = (url, name, value) =>
  fetch(`${url}/_emulator/${name}`, {
    method: "POST",
    body: value === undefined ? null : JSON.stringify(value),
  });

test("a kill in the middle of traffic loses nothing that was answered", async () => {
  /** @type {string[]} */
  const answered = [];
  // Enough for three rounds, however many of a round's starts come before the kill.
  const restart = () => start("killed", [], 200);
  let server = await restart();
  for (let round = 0; round < 3; round += 1) {
    const { instances } = await server.snapshot();
    const ids = instances
      .filter((it) => it.region === "ap-guangzhou" && it.InstanceState === "STOPPED")
      .map((it) => it.InstanceId)
      .slice(0, 12);
    assert.equal(ids.length, 12);
    const { url } = server;
    const traffic = ids.map(async (/** @type {string} */ id, /** @type {number} */ at) => {
      const action = at % 2 === 0 ? "StartInstances" : "DescribeInstances";
      const { RequestId } = await ask(url, action, { InstanceIds: [id] });
      answered.push(RequestId);
      if (answered.length % 3 === 0) await server.kill("SIGKILL");
    });
    await Promise.allSettled(traffic);
    await server.kill("SIGKILL");
    server = await restart();
    const { requests, starts } = await server.snapshot();
    const seen = requests.map((it) => it.requestId);
    assert.equal(new Set(seen).size, seen.length, "no id is given out twice");
    for (const id of answered) assert.ok(seen.includes(id), `${id} was answered, and forgotten`);
    const started = requests.filter((it) => it.action === "StartInstances" && it.code === undefined);
    assert.equal(Object.keys(starts).length, started.length);
  }
  await server.kill();
});

test("what was commanded is kept as well: faults, states, the virtual clock", async () => {
  const first = await start("commands", ["--clock", "virtual"]);
  const { instances, nowMs } = await first.snapshot();
  const [{ InstanceId: instanceId }] = instances;
  await post(first.url, "set", { instanceId, state: "SHUTDOWN" });
  await post(first.url, "set", { instanceId, state: "NO_SUCH_STATE" });
  await post(first.url, "faults", { kind: "throttle" });
  await post(first.url, "advance", { ms: 12_345 });
  await first.kill("SIGKILL");
  const second = await start("commands", ["--clock", "virtual"]);
  const after = await second.snapshot();
  assert.equal(after.nowMs, nowMs + 12_345);
  assert.equal(after.instances[0].InstanceState, "SHUTDOWN");
  const reply = await call(fetch, "DescribeInstances", {}, { nowMs: after.nowMs, endpoint: second.url });
  assert.equal(reply.Error.Code, "RequestLimitExceeded");
  await post(second.url, "clear-faults");
  await second.kill("SIGTERM");
  assert.deepEqual(await second.exited, { code: 0, signal: null });
  const third = await start("commands", ["--clock", "virtual"]);
  const { Error: none } = await call(
    fetch,
    "DescribeInstances",
    {},
    { nowMs: after.nowMs, endpoint: third.url },
  );
  assert.equal(none, undefined);
  await third.kill();
});

test("a torn last line and a file half written are what a kill leaves, and do no harm", async () => {
  const file = join(folder, "torn");
  const first = await start("torn");
  const { RequestId } = await ask(first.url, "DescribeInstances", {});
  await first.kill("SIGKILL");
  appendFileSync(`${file}.journal`, '{"atMs":17672256');
  writeFileSync(`${file}.new`, "half of");
  const second = await start("torn");
  const { requests } = await second.snapshot();
  assert.deepEqual(
    requests.map((it) => it.requestId),
    [RequestId],
  );
  await second.kill();
});

test("what is replayed happens at the moment at which it happened", async () => {
  const first = await start("moments");
  await ask(first.url, "DescribeInstances", {});
  const { requests } = await first.snapshot();
  await first.kill("SIGKILL");
  const second = await start("moments");
  assert.deepEqual((await second.snapshot()).requests, requests);
  await second.kill();
});

test("a journal that is in the file already is not replayed again", async () => {
  const file = join(folder, "older");
  const first = await start("older");
  await ask(first.url, "DescribeInstances", {});
  const journal = readFileSync(`${file}.journal`);
  await first.kill("SIGTERM");
  // As a kill leaves it between the file's renaming and the new journal.
  writeFileSync(`${file}.journal`, journal);
  const second = await start("older");
  assert.equal((await second.snapshot()).requests.length, 1);
  await second.kill();
});

test("a reset forgets the file as well, and only the owner may read it", async () => {
  const file = join(folder, "reset");
  const first = await start("reset");
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.equal(statSync(`${file}.journal`).mode & 0o077, 0);
  await ask(first.url, "DescribeInstances", {});
  assert.equal((await post(first.url, "reset")).status, 200);
  await ask(first.url, "DescribeInstancesStatus", {});
  await first.kill("SIGKILL");
  const second = await start("reset");
  const { requests } = await second.snapshot();
  assert.deepEqual(
    requests.map((it) => it.action),
    ["DescribeInstancesStatus"],
  );
  await second.kill();
});

test("a long journal is put into the file", async () => {
  const file = join(folder, "long");
  const server = await start("long");
  const generation = () => JSON.parse(readFileSync(file, "utf8")).generation;
  assert.equal(generation(), 1);
  const body = " ".repeat(9 * 1024 * 1024);
  for (let at = 0; at < 4; at += 1) await (await fetch(server.url, { method: "POST", body })).text();
  assert.equal(generation(), 2);
  assert.ok(statSync(`${file}.journal`).size < 13 * 1024 * 1024);
  assert.ok(!existsSync(`${file}.new`));
  assert.equal((await server.snapshot()).requests.length, 4);
  await server.kill();
});

test("a fleet is read from a file", async () => {
  const file = join(folder, "fleet.json");
  writeFileSync(file, JSON.stringify([{ InstanceId: "ins-11112222", InstanceState: "STOPPED" }]));
  const server = await startEmulator({ args: ["--fleet", file] });
  const { InstanceSet } = await ask(server.url, "DescribeInstances", {});
  assert.deepEqual(
    InstanceSet.map((/** @type {{InstanceId: string}} */ it) => it.InstanceId),
    ["ins-11112222"],
  );
  await server.kill();
});
