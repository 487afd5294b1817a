import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { RESULTS } from "../../scripts/lib/compat.mjs";
import { readVectors } from "../pkg/support.mjs";
import { isForPackage } from "../support/vectors.mjs";
import { removePacked } from "./project.mjs";

/**
 * @typedef {object} Row of the matrix
 * @property {string} where what stands in the first column
 * @property {string} how in short
 * @property {string} [of] whose it is, where several rows have the same place and way: for the test's name
 * @property {() => Promise<{version: string, answer: unknown}>} play runs the suite there
 */

const EXPECTED = {
  vectors: { asked: readVectors().filter(isForPackage).length, failed: [] },
  start: { ok: true, done: 250, once: true },
  abort: { code: "Client.Aborted", ours: true, said: true },
  error: { code: "AuthFailure.SignatureFailure", ours: true, said: true },
  entries: {
    ok: true,
    token: true,
    action: "DescribeInstances",
    gateway: "function",
    bytes: true,
    cause: "Payload.Reserialised",
  },
};

/**
 * A test for each row; what passed is written down for the table of the README.
 * @param {Row[]} rows
 */
export function checkRows(rows) {
  after(removePacked);
  for (const { where, how, of = where, play } of rows) {
    test(`the suite passes in ${of}: ${how}`, { timeout: 400_000 }, async () => {
      const { version, answer } = await play();
      assert.deepEqual(answer, EXPECTED);
      mkdirSync(RESULTS, { recursive: true });
      const file = `${where} ${how} ${version}`.replace(/[^\w.]+/g, "-");
      writeFileSync(`${RESULTS}/${file}.json`, JSON.stringify({ where, how, version }));
    });
  }
}
