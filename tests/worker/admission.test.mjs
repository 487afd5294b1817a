import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../www/load.mjs";
import { control, startPair, stoppedIds, until } from "./gateway.mjs";

const { nextToLoad } = await load("fleet/admission", "worker/src");

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {string} createdBy
 * @property {number} total
 * @property {boolean} cancelled
 */

/** @param {string} id its first letter is the caller @param {number} total @returns {Job} */
const job = (id, total, cancelled = false) => ({ id, createdBy: id.charAt(0), total, cancelled });

/** Loads what may be loaded, in order. @param {Job[]} inMemory @param {Job[]} waiting */
function admit(inMemory, waiting) {
  const [loaded, left] = [[...inMemory], [...waiting]];
  const memory = {
    get size() {
      return loaded.length;
    },
    get instances() {
      return loaded.reduce((sum, { total }) => sum + total, 0);
    },
    countOf: (/** @type {string} */ caller) => loaded.filter(({ createdBy }) => createdBy === caller).length,
  };
  for (let next = nextToLoad(memory, left); next; next = nextToLoad(memory, left)) {
    left.splice(left.indexOf(next), 1);
    loaded.push(next);
  }
  return { order: loaded.slice(inMemory.length).map(({ id }) => id), ...memory };
}

describe("which jobs are loaded into memory", () => {
  test("callers with the fewest jobs in memory are first", () => {
    const waiting = [job("a1", 1), job("a2", 1), job("a3", 1), job("b1", 1), job("c1", 1), job("b2", 1)];
    assert.deepEqual(admit([job("a0", 1)], waiting).order, ["b1", "c1", "a1", "b2", "a2", "a3"]);
  });

  test("a caller's further jobs fill 100,000 instances, others' first ones 150,000, and none is let in beyond", () => {
    const own = [job("a1", 50_000), job("a2", 50_000), job("a3", 1)];
    assert.deepEqual(admit([], own).order, ["a1", "a2"]);
    const first = ["b", "c", "d", "e"].map((caller) => job(`${caller}1`, 20_000));
    const { order, instances } = admit([job("a1", 50_000), job("a2", 50_000)], first);
    assert.deepEqual(order, ["b1", "c1"]);
    assert.equal(instances, 140_000);
  });

  test("a first job for which there is no room is the next one: of others only small first ones pass it", () => {
    const full = [job("a1", 50_000), job("a2", 50_000), job("b1", 20_000)];
    const waiting = [job("c1", 40_000), job("d1", 1_001), job("e1", 1_000), job("b2", 1)];
    assert.deepEqual(admit(full, waiting).order, ["e1"]);
    assert.deepEqual(admit(full.slice(1), waiting).order, ["e1", "c1", "d1"]);
  });

  test("small first jobs have 10,000 instances of their own, also while cancelled jobs fill the memory", () => {
    const full = Array.from({ length: 10 }, (_, n) => job(`a${n}`, 20_000, true));
    const small = "cdefghijklmno".split("").map((caller) => job(`${caller}1`, 1_000));
    assert.equal(admit(full, [job("a10", 20_000, true), ...small]).instances, 213_000);
  });

  test("cancelled jobs are loaded one after another within 210,000 instances, and hold up no small first one", () => {
    const full = [job("a1", 50_000), job("a2", 50_000), job("b1", 50_000)];
    const cancelled = Array.from({ length: 8 }, (_, n) => job(`c${n}`, 20_000, true));
    const waiting = [...cancelled, job("d1", 1), job("e1", 2_000)];
    const { order, instances } = admit(full, waiting);
    assert.deepEqual(order, ["d1", "c0", "c1"]);
    assert.equal(instances, 190_001);
    assert.deepEqual(admit([], [job("d1", 2_000), job("c0", 1, true)]).order, ["c0", "d1"]);
  });

  test("one caller has 128 jobs in memory, others with fewer than eight 1,024", () => {
    const many = Array.from({ length: 200 }, (_, n) => job(`a${n}`, 1));
    assert.equal(admit([], many).size, 128);
    const callers = "bcdefghij".split("");
    const few = callers.flatMap((caller) => Array.from({ length: 20 }, (_, n) => job(`${caller}${n}`, 1)));
    assert.equal(admit(many.slice(0, 128), few).size, 128 + callers.length * 8);
    const crowd = Array.from({ length: 2_000 }, (_, n) => ({ ...job("x", 1), createdBy: `caller ${n}` }));
    assert.equal(admit([], crowd).size, 1_280);
  });
});

test("a large first job waits while memory is full, and a small one does not; one that is cancelled while it waits ends", async (t) => {
  const large = { actions: "*", regions: "*", instances: "*", maxInstances: 50_000 };
  const { emulator, gateway, close } = await startPair({
    tokens: { first: large, second: large, third: large },
    env: { MAX_JOB_INSTANCES: "50000" },
  });
  t.after(close);
  const [known = ""] = await stoppedIds(emulator, 1);
  const ids = Array.from({ length: 50_000 }, (_, n) => `ins-${n.toString(36).padStart(8, "0")}`);
  await control(emulator, "faults", { kind: "hang", action: "DescribeInstances" });
  /** @param {string[]} instanceIds @param {string} token */
  const start = async (instanceIds, token) => {
    const { status, body } = await gateway.start(instanceIds, { token });
    assert.equal(status, 202, JSON.stringify(body));
    const view = async () => (await gateway.api(`/v1/jobs/${body.id}`, { token })).body;
    const cancel = () => gateway.api(`/v1/jobs/${body.id}/cancel`, { token, method: "POST" });
    return {
      id: String(body.id),
      view,
      cancel,
      waitsForRoom: async () => (await view()).waiting?.reason === "turn",
    };
  };
  const loaded = [await start(ids, "first"), await start(ids, "first"), await start(ids, "second")];
  const next = await start(ids, "third");
  const small = await start([known], "ops");
  for (const job of loaded) await until("a job in memory", async () => !(await job.waitsForRoom()));
  assert.equal(await next.waitsForRoom(), true, "the first job of the third caller");
  await until("room for the small one", async () => !(await small.waitsForRoom()));
  await next.cancel();
  const { state, progress } = await gateway.ended(next.id, "third");
  assert.equal(state, "cancelled");
  assert.equal(progress.requests, 0);
  await control(emulator, "clear-faults", {});
  assert.equal((await gateway.ended(small.id)).progress.outcomes.done, 1);
});
