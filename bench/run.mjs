import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "../scripts/lib/build.mjs";
import { main, Problem } from "../scripts/lib/run.mjs";
import { setup } from "../scripts/lib/setup.mjs";
import { measure, PARTS } from "./lib/measure.mjs";
import { paths } from "./lib/paths.mjs";
import { installPeers } from "./lib/peers.mjs";
import { chart } from "./report/chart.mjs";
import { document } from "./report/document.mjs";

const HELP = `npm run bench -- [options]

Builds, installs the peers into bench/, measures them and this package side by side, and writes docs/benchmarks.md with its
chart. The whole takes about five minutes. Nothing is asserted but that all contenders sign the same bytes.

  --only a,b   these parts alone: ${PARTS.join(", ")}
  --quick      few rounds: to see that it works
  --again      measures nothing: writes the documents from the last whole run
  --help       this text

With --only or --quick the documents go to build/bench/ instead of docs/.`;

const LAST = `${paths.out}/results.json`;

main(async () => {
  const { help, only, quick, again } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  if (again) {
    if (!existsSync(LAST)) throw new Problem("There is no whole run yet: `npm run bench` makes one.");
    write(paths.docs, JSON.parse(readFileSync(LAST, "utf8")));
    return;
  }
  const parts = choose(only);
  await setup({ forTests: parts.includes("chromium") });
  await build();
  await installPeers();
  mkdirSync(paths.out, { recursive: true });
  const results = await measure(parts, quick === true);
  const whole = only === undefined && quick !== true;
  if (whole) writeFileSync(LAST, JSON.stringify(results));
  write(whole ? paths.docs : paths.out, results);
});

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        quick: { type: "boolean" },
        again: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string | undefined} only */
function choose(only) {
  if (only === undefined) return PARTS;
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) {
    throw new Problem(`There is no part ${unknown.join(", ")}. Parts: ${PARTS.join(", ")}.`);
  }
  return PARTS.filter((part) => names.includes(part));
}

/** @param {string} folder @param {import("./lib/measure.mjs").Results} results */
function write(folder, results) {
  writeFileSync(`${folder}/benchmarks.md`, document(results));
  writeFileSync(`${folder}/benchmarks.svg`, chart(results));
  const shown = folder.slice(paths.root.length + 1);
  console.log(`Written: ${shown}/benchmarks.md, ${shown}/benchmarks.svg`);
}
