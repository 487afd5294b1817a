import { writeFileSync } from "node:fs";
import { build } from "./lib/build.mjs";
import { writeTables } from "./lib/emulator-page.mjs";
import { sizes, surfaces } from "./lib/measure.mjs";
import { script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { writeSizes } from "./lib/readme.mjs";
import { rustcLine, stdKind } from "./lib/rust.mjs";
import { setup } from "./lib/setup.mjs";
import { readSnapshot, snapshotFiles, writeSnapshot } from "./lib/snapshots.mjs";

const SCRIPT = {
  command: "npm run snapshot",
  about:
    "Builds, then refreshes the snapshots of the guards and what documents say of sizes and of the emulator's tables.",
  options: {},
};

script(SCRIPT, async () => {
  await setup();
  await build();
  writeSnapshot(snapshotFiles.surface, surfaces());
  const measured = await sizes();
  const other = readSnapshot(snapshotFiles.sizes) ?? {};
  const snapshot = { ...other, [stdKind()]: { rustc: rustcLine(), sizes: measured } };
  writeSnapshot(snapshotFiles.sizes, snapshot);
  writeSizes(snapshot);
  // Only now: these read the built package.
  const { suite } = await import("../tests/conformance/suite.mjs");
  writeTables(await import("tencentcloud-edge/emulator"), suite.length);
  const { written } = await import("../tests/fidelity/ledger.mjs");
  writeFileSync(`${paths.root}/docs/emulator-fidelity.md`, written());
  for (const [name, { raw, gzip }] of Object.entries(measured)) {
    console.log(`${name.padEnd(26)}${String(raw).padStart(9)} bytes${String(gzip).padStart(9)} gzipped`);
  }
  console.log(
    "Written: tests/guards/wasm-surface.json, tests/guards/sizes.json, the sizes in README, docs/emulator-fidelity.md, the tables in docs/emulator.md. Look at the difference, then commit it.",
  );
});
