import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "../scripts/lib/build.mjs";
import { flag, list, script } from "../scripts/lib/options.mjs";
import { Problem } from "../scripts/lib/run.mjs";
import { FOR_BUILD, setup } from "../scripts/lib/setup.mjs";
import { CONTESTS, measure, PARTS } from "./lib/measure.mjs";
import { paths } from "./lib/paths.mjs";
import { installPeers } from "./lib/peers.mjs";
import { chart } from "./report/chart.mjs";
import { document } from "./report/document.mjs";

const SCRIPT = {
  command: "npm run bench",
  about:
    "Builds, installs the peers into bench/, measures them and this package side by side, and writes docs/benchmarks.md with its chart. The whole takes about fifteen minutes. Nothing is asserted but that all contenders sign the same bytes.",
  options: {
    only: list("a,b", `these parts alone: ${PARTS.join(", ")}`, PARTS),
    contests: list("a,b", `what is signed in the runtimes: ${CONTESTS.join(", ")}; default both`, CONTESTS),
    quick: flag("few rounds: to see that it works"),
    again: flag("measures nothing: writes the documents from the last whole run"),
  },
  notes: "With --only, --contests or --quick the documents go to build/bench/ instead of docs/.",
};

const LAST = `${paths.out}/results.json`;

script(SCRIPT, async ({ only, contests, quick, again }) => {
  if (again) {
    if (!existsSync(LAST)) throw new Problem("There is no whole run yet: `npm run bench` makes one.");
    write(paths.docs, JSON.parse(readFileSync(LAST, "utf8")));
    return;
  }
  const parts = PARTS.filter((part) => only.includes(part));
  await setup([...FOR_BUILD, ...(parts.includes("chromium") ? /** @type {const} */ (["browser"]) : [])]);
  await build();
  await installPeers();
  mkdirSync(paths.out, { recursive: true });
  const results = await measure(parts, { quick, contests });
  const whole = parts.length === PARTS.length && contests.length === CONTESTS.length && !quick;
  if (whole) writeFileSync(LAST, JSON.stringify(results));
  write(whole ? paths.docs : paths.out, results);
});

/** @param {string} folder @param {import("./lib/measure.mjs").Results} results */
function write(folder, results) {
  writeFileSync(`${folder}/benchmarks.md`, document(results));
  writeFileSync(`${folder}/benchmarks.svg`, chart(results));
  const shown = folder.slice(paths.root.length + 1);
  console.log(`Written: ${shown}/benchmarks.md, ${shown}/benchmarks.svg`);
}
