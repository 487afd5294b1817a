import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, CODES } from "#model";
import { committedService } from "../../scripts/metadata/files.mjs";
import { compareActions } from "./metadata/compare.mjs";
import { KNOWN } from "./metadata/known.mjs";

const metadata = committedService("cvm");
assert.ok(metadata, "pkg/metadata/cvm.json is missing: run `npm run metadata`");

const differences = compareActions(ACTIONS, metadata);

test("the model and the vendor's metadata say the same of every action that both know", () => {
  const extra = differences.filter((line) => !KNOWN.some(({ difference }) => difference === line));
  assert.deepEqual(extra, [], "Mend the row, or name the difference and its reason in metadata/known.mjs");
});

test("every known difference is still there", () => {
  const idle = KNOWN.filter(({ difference }) => !differences.includes(difference));
  assert.deepEqual(idle, [], "Take them out of metadata/known.mjs");
});

test("every code that the model gives to an action is in the vendor's list", () => {
  const listed = new Set(metadata.codes);
  // Codes without actions are common to all products and stand on a page of their own.
  const ofActions = Object.entries(CODES).filter(([, { actions }]) => actions.length > 0);
  assert.ok(ofActions.length > 50, String(ofActions.length));
  const missing = ofActions.map(([code]) => code).filter((code) => !listed.has(code));
  assert.deepEqual(missing, []);
});
