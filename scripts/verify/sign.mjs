import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compareNodeSdk } from "../../tests/signer/sdk-node.mjs";
import { comparePythonSdk } from "../../tests/signer/sdk-python.mjs";
import { build } from "../lib/build.mjs";
import { startChild } from "../lib/child.mjs";
import { findPython, nodeSdk, pythonSdk } from "../lib/peers.mjs";
import { main, Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const HELP = `npm run verify:sign -- [options]

Signs random requests with the package and with signers that share no code with it, and compares every byte.

  --count N       requests against Python's standard library; default 1000000
  --sdk N         calls against each of the two official SDKs; default 1500
  --only a,b      of: python, python-sdk, node-sdk
  --seed N        makes the same requests again; default: a new one, which is printed
  --first N       the number of the first request; default 0
  --processes N   side by side; default one for each core, at most 4
  --help          this text

The official SDKs are installed into .tools/peers when they are not there.`;

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

main(async () => {
  const { help, only, ...plan } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  await setup();
  await build();
  console.log(`seed ${plan.seed}`);
  let failed = false;
  for (const { name, about, wanted, prepare } of SIGNERS) {
    if (only !== undefined && !only.includes(name)) continue;
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

function readOptions() {
  const number = /** @type {const} */ ({ type: "string" });
  try {
    const { values } = parseArgs({
      options: {
        ...{ count: number, sdk: number, seed: number, first: number, processes: number, only: number },
        help: { type: "boolean" },
      },
    });
    return {
      help: values.help === true,
      only: values.only?.split(",").map(knownSigner),
      count: whole("count", values.count ?? "1000000"),
      sdk: whole("sdk", values.sdk ?? "1500"),
      seed: whole("seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 32))),
      first: whole("first", values.first ?? "0"),
      processes: Math.max(
        1,
        whole("processes", values.processes ?? String(Math.min(4, availableParallelism()))),
      ),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string} name */
function knownSigner(name) {
  if (SIGNERS.some((signer) => signer.name === name.trim())) return name.trim();
  throw new Problem(`There is no ${name}; --only takes ${SIGNERS.map((signer) => signer.name).join(", ")}.`);
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Problem(`--${name} takes a whole number, not ${text}.`);
}

/** @param {number} began */
const seconds = (began) => ((Date.now() - began) / 1000).toFixed(1);
