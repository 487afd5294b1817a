import { CASES } from "../contenders/job.mjs";
import { isTc3 } from "../lib/agree.mjs";
import { peerVersions } from "../lib/peers.mjs";
import { SIGNS, STARTS } from "../lib/workers.mjs";
import { faultsSection, fleetSection } from "./faults.mjs";
import { goals } from "./goals.mjs";
import { lossesSection } from "./losses.mjs";
import { shapesSection } from "./shapes.mjs";
import { kilobytes, milliseconds, ratioTables, table } from "./tables.mjs";
import { titleOf } from "./titles.mjs";

/** @typedef {import("../lib/measure.mjs").Results} Results */

/** docs/benchmarks.md: the words stay, the figures are those of the run. @param {Results} results */
export function document(results) {
  return `${[
    intro(results),
    goalsSection(results),
    lossesSection(results),
    shapesSection(results),
    ...signingSections(results),
    startSection(results),
    sizeSection(results),
    fleetSection(results),
    faultsSection(results),
    method(results),
  ]
    .filter((section) => section !== "")
    .join("\n\n")}\n`;
}

/** @param {Results} results */
function intro({ machine, signing, shapes, skipped }) {
  const versions = Object.entries({ ...signing, ...shapes }).map(([runtime, { version }]) =>
    runtime === "node" ? "" : `, ${titleOf(runtime)} ${version}`,
  );
  const missing = Object.entries(skipped).map(
    ([runtime, why]) => `\n\nNot measured in this run: ${titleOf(runtime)}. ${why}`,
  );
  return `# Benchmarks

This package beside what else one might take, measured in one run of \`npm run bench\`, which writes this page: every figure here comes from that run, and none is promised for another machine. Ratios carry over better than times.

${machine.date}, commit ${machine.commit}; ${machine.cpu}, ${machine.cores} cores; Node ${machine.node}${versions.join("")}; ${peerVersions()
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")}.${missing.join("")}

![How often each contender signs while the baseline signs once](benchmarks.svg)`;
}

/** @param {Results} results */
function goalsSection(results) {
  const rows = goals(results).map(({ what, wanted, found, reached }) => [
    what,
    wanted,
    found,
    reached ? "yes" : "**no**",
  ]);
  return rows.length === 0 ? "" : `## Goals\n\n${table(["goal", "wanted", "measured", "reached"], rows)}`;
}

/** @param {Results} results */
function signingSections({ signing }) {
  return Object.entries(signing).map(([runtime, measured]) => {
    const others = measured.contenders.filter(({ signs }) => !isTc3(signs)).map(({ name }) => name);
    return `## Signing in ${titleOf(runtime)}

How often each signs while ${measured.baseline.name} signs once: median (quartiles). ${others.join(" and ")} make another signature, of AWS, and are here for scale.

${ratioTables(measured)}`;
  });
}

/** @param {Results} results */
function startSection({ start }) {
  if (start === undefined) return "";
  const rows = start.map(({ name, cpu, wall }) => [name, milliseconds(cpu), milliseconds(wall)]);
  return `## From start to first signature in Node

A process that imports, signs once and ends, over one that does nothing, in milliseconds: median (quartiles).

${table(["", "time it ran", "time that went by"], rows)}`;
}

/** @param {Results} results */
function sizeSection({ sizes }) {
  if (sizes === undefined) return "";
  const tables = [SIGNS, STARTS].map((job) => {
    const rows = sizes
      .filter((size) => size.job === job)
      .map(({ name, raw, gzip, builtIns }) => [
        name.startsWith("ours") ? `**${name}**` : name,
        kilobytes(raw),
        kilobytes(gzip),
        builtIns === 0 ? "nothing" : `${builtIns} of Node's modules`,
      ]);
    return `A worker that ${job}:\n\n${table(["", "KB", "KB, gzipped", "asks its runtime for"], rows)}`;
  });
  return `## Size

Bundled and minified by esbuild with the same settings, wasm included; 1 KB is 1,000 bytes. What asks for modules of Node runs with \`nodejs_compat\` only. hash-wasm bundles but does not run in workerd, which compiles no WebAssembly at run time. Only ours batches, paces, retries, and waits for the instances.

${tables.join("\n\n")}`;
}

/** @param {Results} results */
function method({ machine, effort, signing, shapes }) {
  const compared = [...Object.values(signing), ...Object.values(shapes)].map(({ compared: count }) => count);
  const total = compared.reduce((sum, count) => sum + count, 0);
  const clock = machine.cpuTime
    ? "Time is what all threads of the process that signs have run, so that other programs on the machine do not count; the waiting of an asynchronous contender does not count either, which favours it"
    : "Time is what went by";
  return `## How

- The job of the sizes: a POST to StartInstances of CVM, signed, with ${CASES.length} payloads: ids that make a body of 32 bytes, 1.5 KB, 64 KB and 1 MB, each given as an object, which the contender writes as JSON, and as text.
- Hand-written contenders (bench/contenders/) make what ours makes: method, URL, all headers and the body. They know this one request, those of the shapes (bench/shapes/) know method, action, region, service and signed headers; they check nothing. "Cached key" means that the key of the day is derived once, for each service. The official SDK's function answers the Authorization header alone and takes no text: it is given the object, or a Buffer made of what the others are given.
- Before anything is timed, every contender of TC3 signs every payload, and each request of every shape three times in turn, and the Authorization headers must be equal, byte for byte, to those of a cold signature of ours; in the shapes also method, URL, all headers and the body (${total} comparisons in this run). All sign \`content-type;host;x-tc-action\`, or what the shape says, but for the official SDK, which signs \`content-type;host\` always: it is compared with ours signing the same two.
- Each round runs one batch of about ${effort.batchMs} ms of each contender, in an order that changes from round to round; a ratio compares two batches of one round. ${effort.rounds} rounds after one for warming up; ${effort.starts} for the starts.
- ${clock}.
- \`signRequest\` keeps the key of the day as long as the credentials object, which is the same in all rounds; "once a turn" waits for the end of a turn before each, as a server does that signs one request at a time.
- \`call()\` leaves bodies of 16 KB and more to WebCrypto; the functions that answer at once hash in WebAssembly. The figure for 1 MB is of elapsed time, turn by turn with the digest alone.
- In workerd, what needs Node's modules runs in a worker with \`nodejs_compat\`, all else in a plain one. crypto.hash is measured in Node, Deno and Bun; workerd has none.
- Deno and Bun are those that npm carries, in the versions that \`npm run interop\` tries.`;
}
