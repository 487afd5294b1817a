import assert from "node:assert/strict";
import { test } from "node:test";
import { sizes } from "../../scripts/lib/measure.mjs";
import { rustcLine, stdKind } from "../../scripts/lib/rust.mjs";
import { REFRESH, readSnapshot, snapshotFiles } from "../../scripts/lib/snapshots.mjs";

/** Growth is a decision; a large gain belongs into the snapshot too, or it would be room to grow into unseen. */
const SAME_COMPILER = { more: 0.01, less: 0.05 };
/** Another compiler moves sizes by itself: only a jump counts. */
const OTHER_COMPILER = { more: 0.1, less: 0.2 };

const snapshot = readSnapshot(snapshotFiles.sizes)?.[stdKind()];
const measured = await sizes();

test("sizes of this kind of build are in the snapshot", () => {
  const names = Object.keys(snapshot?.sizes ?? {});
  assert.deepEqual(
    names,
    Object.keys(measured),
    `tests/guards/sizes.json lacks "${stdKind()}": run \`${REFRESH}\``,
  );
});

for (const [name, now] of Object.entries(measured)) {
  test(`${name} weighs what the snapshot says`, () => {
    const before = snapshot?.sizes[name];
    assert.ok(before, `tests/guards/sizes.json does not know ${name}: run \`${REFRESH}\``);
    const { more, less } = snapshot.rustc === rustcLine() ? SAME_COMPILER : OTHER_COMPILER;
    for (const unit of /** @type {const} */ (["raw", "gzip"])) {
      const change = now[unit] / before[unit] - 1;
      const said = `${name}: ${before[unit]} to ${now[unit]} bytes ${unit} (${(change * 100).toFixed(1)} %)`;
      assert.ok(
        change <= more,
        `${said}, more than ${more * 100} % up. If it is worth it, run \`${REFRESH}\`.`,
      );
      assert.ok(change >= -less, `${said}, more than ${less * 100} % down. Well done: run \`${REFRESH}\`.`);
    }
  });
}
