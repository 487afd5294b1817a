import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answer } from "../../bench/inside/answer.mjs";
import { shapes, sizes } from "../../bench/inside/contests.mjs";
import { suite } from "../../bench/inside/suite.mjs";
import { checkAgreement } from "../../bench/lib/agree.mjs";
import { engineOf } from "../../bench/lib/engine.mjs";
import { processEngine } from "../../bench/lib/process-engine.mjs";
import { race } from "../../bench/lib/rounds.mjs";
import { measureSigning } from "../../bench/lib/signing.mjs";
import { document } from "../../bench/report/document.mjs";
import { contenders as nodeCrypto } from "../../bench/shapes/node-crypto.mjs";
import { contenders as ours } from "../../bench/shapes/ours.mjs";
import { SHAPES } from "../../bench/shapes/shapes.mjs";
import { contenders as webcrypto } from "../../bench/shapes/webcrypto.mjs";

/** @typedef {import("../../bench/contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("../../bench/lib/measure.mjs").Results} Results */

const dir = mkdtempSync(join(tmpdir(), "bench-"));
after(() => rmSync(dir, { recursive: true, force: true }));

/**
 * An engine whose runtime is this process.
 * @param {Runtime} runtime
 * @param {import("../../bench/shapes/shapes.mjs").ShapeContender[]} contenders
 */
function engineHere(runtime, contenders) {
  const inside = { sizes: suite(runtime, sizes([])), shapes: suite(runtime, shapes(contenders)) };
  return engineOf("shapes", {
    ask: (question) => answer(inside, question),
    pid: process.pid,
    version: "1.2.3",
    close: async () => {},
  });
}

test("hand-written signers and ours sign every shape alike, turn after turn", async () => {
  const engine = engineHere("node", [...nodeCrypto, ...webcrypto, ...ours]);
  const turns = Object.fromEntries(Object.entries(SHAPES).map(([name, { turns }]) => [name, turns * 2 + 1]));
  const signatures = Object.values(turns).reduce((sum, count) => sum + count, 0);
  assert.equal(await checkAgreement(engine, turns), signatures * 8);
});

test("whoever signs a turn as the one before it is named", async () => {
  const stale = {
    .../** @type {typeof ours[0]} */ (ours[0]),
    name: "stale",
    prepare: (/** @type {import("../../bench/shapes/shapes.mjs").Shape} */ shape) => {
      const run = /** @type {typeof nodeCrypto[0]} */ (nodeCrypto[0]).prepare(shape);
      return () => run(0);
    },
  };
  const engine = engineHere("node", [stale]);
  assert.equal(await checkAgreement(engine, { "1 id": 3 }), 3);
  await assert.rejects(
    checkAgreement(engine, { "three regions in turn": 3 }),
    /stale signs three regions in turn, turn 2, as\n.*ap-guangzhou.*not as\n.*ap-singapore/s,
  );
});

test("every shape is measured against one figure", async () => {
  const engine = engineHere("chromium", [...webcrypto, ...ours]);
  const effort = { rounds: 1, batchMs: 1 };
  const said = /** @type {string[]} */ ([]);
  const measured = await measureSigning({ runtime: "chromium", contest: "shapes" }, engine, effort, (text) =>
    said.push(text),
  );
  assert.deepEqual(said, Object.keys(SHAPES));
  assert.deepEqual(measured.baseline, { name: "WebCrypto, cached key", caseName: "1 id" });
  for (const rows of Object.values(measured.cases)) {
    assert.equal(rows.length, 7);
    for (const { ratio, microseconds } of rows) assert.ok(ratio.median > 0 && microseconds > 0);
  }
});

test("a ratio is the baseline's time over the contender's, also where the baseline signs another case", async () => {
  /** @type {Record<string, number>} */
  const ms = { "slow one": 0.8, "quick one": 0.2, "slow two": 1.6, "quick two": 0.1 };
  const engine = {
    batch: async (/** @type {string} */ name, /** @type {string} */ caseName, /** @type {number} */ count) =>
      (ms[`${name} ${caseName}`] ?? Number.NaN) * count,
    list: async () => [],
    compare: async () => ({ made: "", expected: "" }),
    version: "",
    close: async () => {},
  };
  const ratios = async (/** @type {string} */ caseName, /** @type {string} */ reference) => {
    const baseline = { name: "slow", caseName: reference };
    const effort = { rounds: 2, batchMs: 8 };
    const rows = await race(engine, caseName, { names: ["slow", "quick"], baseline, effort });
    return rows.map(({ name, ratio }) => `${name} ${ratio.median.toFixed(2)}`);
  };
  assert.deepEqual(await ratios("one", "one"), ["slow 1.00", "quick 4.00"]);
  assert.deepEqual(await ratios("two", "one"), ["slow 0.50", "quick 8.00"]);
});

/** @param {string} code of a program that has `serveLines` */
function program(code) {
  const file = join(dir, `program-${code.length}.mjs`);
  const lines = new URL("../../bench/inside/lines.mjs", import.meta.url);
  writeFileSync(file, `import { serveLines } from ${JSON.stringify(lines.href)};\n${code}`);
  return processEngine("shapes", {
    name: "Node",
    version: process.versions.node,
    command: process.execPath,
    args: [file],
  });
}

test("a runtime is asked over its standard input, and what is thrown inside comes out", async () => {
  const engine = program(`await serveLines({ shapes: {
    list: () => [{ name: "é\\n", signs: "content-type" }],
    compare: (...given) => { throw new Error("refused: " + given.join()); },
  } });`);
  try {
    const [listed, refused] = await Promise.allSettled([engine.list(), engine.compare("one", "two")]);
    assert.deepEqual(listed, { status: "fulfilled", value: [{ name: "é\n", signs: "content-type" }] });
    assert.match(String(refused.status === "rejected" && refused.reason), /refused: one,two/);
  } finally {
    await engine.close();
  }
});

test("a runtime that ends fails what was asked of it, with its last words", async () => {
  const engine = program('process.stdin.once("data", () => { console.error("no room"); process.exit(7); });');
  const ended = /Node ended \(status 7\):\nno room/;
  await assert.rejects(engine.list(), ended);
  await assert.rejects(engine.list(), ended);
});

/** @param {string} name @param {number} ratio */
const row = (name, ratio) => ({
  name,
  microseconds: 20 / ratio,
  ratio: { q1: ratio, median: ratio, q3: ratio },
});

/** @returns {Results} */
function results() {
  const figures = {
    "official SDK": 1,
    "node:crypto, cached key": 4.8,
    "ours: createSigner": 4.5,
    "ours /sign: signRequest, once a turn": 1.4,
    "ours /sign: createSigner": 5,
  };
  const rows = Object.entries(figures).map(([name, ratio]) => row(name, ratio));
  const quick = rows.map((each) => (each.name === "node:crypto, cached key" ? row(each.name, 6) : each));
  const node = {
    version: "20.12.0",
    baseline: { name: "official SDK", caseName: "1 id" },
    contenders: Object.keys(figures).map((name) => ({ name, signs: "content-type;host" })),
    compared: 30,
    cases: Object.fromEntries(
      Object.keys(SHAPES).map((name) => [name, name === "two services in turn" ? quick : rows]),
    ),
  };
  return {
    machine: { cpu: "CPU", cores: 2, node: "20.12.0", date: "2026-01-02", commit: "abc", cpuTime: true },
    effort: { rounds: 1, batchMs: 1, starts: 1 },
    signing: {},
    shapes: { node, deno: { ...node, version: "2.9.6" } },
    skipped: { bun: "There is no bun for this machine on npm." },
  };
}

test("the report has the shapes of each runtime, the goals, where we lose and who was left out", () => {
  const text = document(results());
  const lines = new Set(text.split("\n"));
  assert.match(text, /^Not measured in this run: Bun\. There is no bun for this machine on npm\.$/m);
  assert.match(text, /Node 20\.12\.0, Deno 2\.9\.6;/);
  for (const shape of Object.keys(SHAPES)) assert.equal(text.split(`\n| ${shape} | 1.00 (`).length, 3, shape);
  assert.match(text, /^In Deno, against official SDK with a POST of 1 id \(1 × = 20\.0 µs\):$/m);
  const goal = (/** @type {string} */ start) => [...lines].find((line) => line.startsWith(`| ${start}`));
  assert.match(
    String(goal("ours /sign: createSigner, two actions in turn, in node")),
    /4\.5 × \| 5\.00 × \| yes \|$/,
  );
  assert.match(
    String(goal("ours /sign: signRequest, once a turn, 1 id")),
    /at least 1\.5 × \| 1\.40 × \| \*\*no\*\* \|$/,
  );
  assert.match(String(goal("ours: createSigner, one extra header")), /0\.8 × \| 0\.90 × \| yes \|$/);
  assert.ok(lines.has("- two services in turn: node:crypto, cached key (1.2 ×)"));
  assert.ok(lines.has("- 1 id, `signRequest` once a turn: node:crypto, cached key (3.4 ×)"));
  assert.ok(!lines.has("- 1 id: node:crypto, cached key (1.0 ×)"));
  assert.doesNotMatch(text, /NaN|undefined/);
});
