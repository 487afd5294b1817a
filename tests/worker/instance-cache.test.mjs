import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "../www/load.mjs";

/**
 * @typedef {{instanceId: string}} Row
 * @type {{get: (id: string, version: number, read: () => Row[]) => Row[], forget: (id: string) => void}}
 */
let cache;
let reads = 0;
beforeEach(async () => {
  const { InstanceCache } = await load("fleet/instance-cache", "worker/src");
  cache = new InstanceCache();
  reads = 0;
});

/** @param {string} id @param {number} version @param {number} [count] */
const get = (id, version, count = 1) =>
  cache.get(id, version, () => {
    reads += 1;
    return Array.from({ length: count }, () => ({ instanceId: `${id} ${version}` }));
  });

test("the instances of a job are read once for each version", () => {
  assert.equal(get("a", 1)[0].instanceId, "a 1");
  assert.equal(get("a", 1)[0].instanceId, "a 1");
  assert.equal(reads, 1);
  assert.equal(get("a", 2)[0].instanceId, "a 2");
  assert.equal(reads, 2);
  cache.forget("a");
  get("a", 2);
  assert.equal(reads, 3);
});

test("of many large jobs the last ones are kept, and of one that is larger nothing", () => {
  for (const id of ["a", "b", "c"]) get(id, 1, 20_000);
  assert.equal(reads, 3);
  get("c", 1);
  get("b", 1);
  assert.equal(reads, 3);
  get("a", 1, 20_000);
  assert.equal(reads, 4);
  get("large", 1, 60_000);
  get("large", 1, 60_000);
  assert.equal(reads, 6);
});
