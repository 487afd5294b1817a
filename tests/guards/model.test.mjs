import assert from "node:assert/strict";
import { test } from "node:test";
import { staleFiles } from "../../scripts/lib/model/files.mjs";

test("what is generated from src/model says what its rows say", async () => {
  const stale = (await staleFiles()).map(({ file }) => file);
  assert.deepEqual(stale, [], "Run `npm run model`, and commit what it writes");
});
