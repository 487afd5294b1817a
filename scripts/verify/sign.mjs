import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { compareNodeSdk } from "../../tests/signer/sdk-node.mjs";
import { comparePythonSdk } from "../../tests/signer/sdk-python.mjs";
import { build } from "../lib/build.mjs";
import { startChild } from "../lib/child.mjs";
import { list, script, whole } from "../lib/options.mjs";
import { findPython, nodeSdk, pythonSdk } from "../lib/peers.mjs";
import { Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const RANGE = fileURLToPath(new URL("sign-range.mjs", import.meta.url));

/**
 * @typedef {{compared: number, mismatches: number, reports: string[]}} Outcome
 * @typedef {{seed: number, first: number, count: number, sdk: number, processes: number}} Plan
 * @typedef {(plan: Plan, say: import("../lib/steps.mjs").Say) => Promise<Outcome>} Compare
 */

/** Who signs beside us. @type {Array<{name: string, about: (plan: Plan) => string, wanted: (plan: Plan) => number, prepare: () => Promise<Compare>}>} */
const SIGNERS = [
  {
    name: "python",
    about: ({ count }) => `${count} requests against Python's standard library`,
    wanted: ({ count }) => count,
    async prepare() {
      const python = findPython();
      return (plan, say) => inProcesses(plan, python, say);
    },
  },
  {
    name: "python-sdk",
    about: ({ sdk }) => `${sdk} calls against what the official Python SDK sends`,
    wanted: ({ sdk }) => sdk,
    async prepare() {
      const python = findPython();
      const folder = await pythonSdk(python);
      return ({ seed, sdk }, say) =>
        comparePythonSdk({ seed, count: sdk, python, folder, onProgress: (done) => say(String(done)) });
    },
  },
  {
    name: "node-sdk",
    about: ({ sdk }) => `${sdk} calls against the official Node SDK's signer`,
    wanted: ({ sdk }) => sdk,
    async prepare() {
      const folder = await nodeSdk();
      return ({ seed, sdk }, say) =>
        compareNodeSdk({ seed, count: sdk, folder, onProgress: (done) => say(String(done)) });
    },
  },
];

const NAMES = SIGNERS.map(({ name }) => name);

const SCRIPT = {
  command: "npm run verify:sign",
  about:
    "Signs random requests with the package and with signers that share no code with it, and compares every byte.",
  options: {
    count: whole("N", "requests against Python's standard library; default 1000000", { fallback: 1_000_000 }),
    sdk: whole("N", "calls against each of the two official SDKs; default 1500", { fallback: 1_500 }),
    only: list("a,b", `of: ${NAMES.join(", ")}`, NAMES),
    seed: whole("N", "makes the same requests again; default: a new one, which is printed", {
      fallback: Math.floor(Math.random() * 2 ** 32),
    }),
    first: whole("N", "the number of the first request; default 0", { fallback: 0 }),
    processes: whole("N", "side by side; default one for each core, at most 4", {
      least: 1,
      fallback: Math.min(4, availableParallelism()),
    }),
  },
  notes: "The official SDKs are installed into .tools/peers when they are not there.",
};

script(SCRIPT, async ({ only, ...plan }) => {
  await setup();
  await build();
  console.log(`seed ${plan.seed}`);
  let failed = false;
  for (const { name, about, wanted, prepare } of SIGNERS) {
    if (!only.includes(name)) continue;
    const compare = await prepare();
    const began = Date.now();
    const { compared, mismatches, reports } = await step(about(plan), (say) => compare(plan, say));
    for (const report of reports) console.log(report);
    const short = compared < wanted(plan) ? `, ${wanted(plan) - compared} never compared` : "";
    console.log(`${name}: ${compared} compared, ${mismatches} mismatches${short}, ${seconds(began)} s`);
    failed ||= mismatches > 0 || short !== "";
  }
  process.exitCode = failed ? 1 : 0;
});

/** @type {(plan: Plan, python: string, say: import("../lib/steps.mjs").Say) => Promise<Outcome>} */
async function inProcesses({ seed, first, count, processes }, python, say) {
  const each = Math.ceil(count / processes);
  const done = new Array(processes).fill(0);
  const outcomes = await Promise.all(
    done.map(async (_, at) => {
      const from = first + at * each;
      const size = Math.max(0, Math.min(each, first + count - from));
      /** @type {Outcome | undefined} */
      let outcome;
      const args = [RANGE, ...[seed, from, size].map(String), python];
      const child = startChild(`process ${at + 1}`, process.execPath, args, {
        onLine(line) {
          if (!line.startsWith("{")) return;
          const said = JSON.parse(line);
          outcome = said.end ?? outcome;
          done[at] = said.compared ?? size;
          say(`${done.reduce((sum, it) => sum + it, 0)} of ${count}`);
        },
      });
      await child.exited;
      if (outcome === undefined) throw new Problem(`A signing process died:\n${child.tail()}`);
      return outcome;
    }),
  );
  return {
    compared: outcomes.reduce((sum, { compared }) => sum + compared, 0),
    mismatches: outcomes.reduce((sum, { mismatches }) => sum + mismatches, 0),
    reports: outcomes.flatMap(({ reports }) => reports).slice(0, 5),
  };
}

/** @param {number} began */
const seconds = (began) => ((Date.now() - began) / 1000).toFixed(1);
