import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { compareWithPython } from "./python.mjs";
import { report } from "./report.mjs";
import { makeCase } from "./requests.mjs";

const COUNT = 20_000;
/** A failing run is made again by its seed, which the report names. */
const seed = Math.floor(Math.random() * 2 ** 32);
const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
const skip = python === undefined ? "Python 3 is not on PATH" : false;

test(`${COUNT} random requests are signed as Python's standard library signs them`, { skip }, async () => {
  const { compared, mismatches, reports } = await compareWithPython({ seed, first: 0, count: COUNT, python });
  assert.equal(mismatches, 0, reports.join("\n"));
  assert.equal(compared, COUNT);
});

test("the same seed and number make the same request", () => {
  assert.deepEqual(makeCase(seed, 7), makeCase(seed, 7));
  assert.notDeepEqual(makeCase(seed, 7), makeCase(seed, 8));
});

test("a reported difference shows every step and no secret", () => {
  for (let index = 0; index < 300; index++) {
    const { secretKey, token } = makeCase(seed, index).credentials;
    const text = report(seed, index, { theirs: { secretKey, token }, rungs: {} });
    for (const part of ["request:", "our rungs:", "canonicalRequest", "stringToSign", "their rungs:"])
      assert.ok(text.includes(part), part);
    for (const secret of [secretKey, token])
      if (secret !== undefined && secret.length >= 8) assert.ok(!text.includes(secret), `case ${index}`);
  }
});
