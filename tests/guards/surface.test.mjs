import assert from "node:assert/strict";
import { test } from "node:test";
import { surfaces } from "../../scripts/lib/measure.mjs";
import { REFRESH, readSnapshot, snapshotFiles } from "../../scripts/lib/snapshots.mjs";

const expected = readSnapshot(snapshotFiles.surface) ?? {};

for (const [name, surface] of Object.entries(surfaces())) {
  test(`${name}.wasm imports and exports what is on the list`, () => {
    assert.deepEqual(
      surface,
      expected[name],
      `${name}.wasm no longer matches tests/guards/wasm-surface.json. If that is meant, run \`${REFRESH}\`.\n${difference(
        surface,
        expected[name],
      )}`,
    );
  });
}

/**
 * @param {import("../../scripts/lib/measure.mjs").Surface} now
 * @param {import("../../scripts/lib/measure.mjs").Surface | undefined} before
 */
function difference(now, before) {
  return /** @type {const} */ (["imports", "exports"])
    .flatMap((side) => {
      const old = before?.[side] ?? [];
      const added = now[side].filter((entry) => !old.includes(entry)).map((entry) => `  + ${side} ${entry}`);
      const gone = old.filter((entry) => !now[side].includes(entry)).map((entry) => `  - ${side} ${entry}`);
      return [...added, ...gone];
    })
    .join("\n");
}
