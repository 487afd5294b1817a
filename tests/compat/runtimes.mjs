import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { compatTools, jest, NODES, nodeBinary, runtimeBinary } from "../../scripts/lib/peers.mjs";
import { ask } from "../../scripts/lib/run.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { compatProject, printed, SCRIPT, succeed, versionIn } from "./project.mjs";

/** @typedef {import("./check.mjs").Row} Row */

/** @param {string} binary */
const versionOf = (binary) => /\d+\.\d+\.\d+/.exec(ask(binary, ["--version"]) ?? "")?.[0] ?? "?";

/** The suite as CommonJS, file by file. @param {string} dir */
export async function asCommonJs(dir) {
  const { outputFiles = [] } = await bundle({
    absWorkingDir: dir,
    entryPoints: [join(dir, "suite.js")],
    outfile: join(dir, "cjs/suite.cjs"),
    format: "cjs",
    packages: "external",
    write: false,
  });
  mkdirSync(join(dir, "cjs"), { recursive: true });
  writeFileSync(join(dir, "cjs/suite.cjs"), outputFiles[0]?.text ?? "");
}

/** @param {string} where @param {() => Promise<string>} find @param {string[]} args @returns {Row} */
const imports = (where, find, args) => ({
  where,
  how: "import",
  async play() {
    const dir = compatProject(where.toLowerCase(), { "index.mjs": SCRIPT });
    const binary = await find();
    return { version: versionOf(binary), answer: await printed(binary, [...args, "index.mjs"], dir) };
  },
});

/** @param {string} version @returns {Row[]} */
const node = (version) => [
  imports("Node", () => nodeBinary(version), []),
  {
    where: "Node",
    how: "require",
    async play() {
      const dir = compatProject("node", {
        "index.cjs": 'require("./cjs/suite.cjs").suite().then((it) => console.log(JSON.stringify(it)));\n',
      });
      await asCommonJs(dir);
      return { version, answer: await printed(await nodeBinary(version), ["index.cjs"], dir) };
    },
  },
];

/** @type {Row[]} */
export const NODE_ROWS = NODES.flatMap(node);

/** @type {Row[]} */
export const RUNTIME_ROWS = [
  imports("Deno", () => runtimeBinary("deno"), [
    ...["run", "--allow-all", "--no-check", "--node-modules-dir=manual"],
  ]),
  imports("Bun", () => runtimeBinary("bun"), []),
  {
    where: "workerd",
    how: "bundled by esbuild",
    async play() {
      const dir = compatProject("workerd", { "worker.js": WORKER });
      const outdir = join(dir, "worker");
      await bundle({
        absWorkingDir: dir,
        entryPoints: { index: join(dir, "worker.js") },
        outdir,
        conditions: ["workerd", "worker", "browser"],
        plugins: [wasmBeside(outdir)],
      });
      const server = await startWorkerd({ env: {}, stateDir: join(dir, "state"), workerDir: outdir });
      try {
        const answer = await (await fetch(server.url)).json();
        return { version: versionIn(paths.root, "workerd"), answer };
      } finally {
        await server.kill();
      }
    },
  },
  {
    where: "Vercel's edge VM",
    how: "@edge-runtime/vm",
    async play() {
      const peer = await compatTools("bundlers");
      const dir = compatProject("edge", { "edge.js": EDGE, "run.mjs": EDGE_RUN }, peer);
      await bundle({
        absWorkingDir: dir,
        entryPoints: { index: join(dir, "edge.js") },
        outdir: join(dir, "out"),
        format: "iife",
        conditions: ["edge-light", "worker", "browser"],
        plugins: [compiledOutside],
      });
      const answer = await printed(process.execPath, ["run.mjs"], dir);
      return { version: versionIn(peer, "@edge-runtime/vm"), answer };
    },
  },
  {
    where: "Jest",
    how: "as it comes",
    async play() {
      const peer = await jest();
      const dir = compatProject("jest", { "suite.test.cjs": JEST }, peer);
      await asCommonJs(dir);
      const args = [
        `${peer}/node_modules/jest/bin/jest.js`,
        "--ci",
        "--silent=false",
        "--testMatch=**/suite.test.cjs",
      ];
      await succeed(process.execPath, [...args, "--rootDir", dir], dir, { ANSWER: join(dir, "answer.json") });
      const { default: answer } = await import(join(dir, "answer.json"), { with: { type: "json" } });
      return { version: versionIn(peer, "jest"), answer };
    },
  },
];

export const WORKER = `import { suite } from "./suite.js";
export default { fetch: async () => Response.json(await suite().catch((error) => ({ failed: String(error.stack) }))) };
/** The test's workerd wants a Durable Object of this name. */
export class FleetObject {}
`;

const JEST = `const { writeFileSync } = require("node:fs");
const { suite } = require("./cjs/suite.cjs");
test("passes", async () => writeFileSync(process.env.ANSWER, JSON.stringify(await suite())), 60_000);
`;

const EDGE = `import { suite } from "./suite.js";
globalThis.answer = suite();
`;

/** As Vercel does it: a module is compiled outside, in another realm, and handed in by a global name. */
const EDGE_RUN = `import { readdirSync, readFileSync } from "node:fs";
import { EdgeVM } from "@edge-runtime/vm";
const vm = new EdgeVM({ extend: (context) => {
  for (const name of ["client", "sign", "v1", "diagnose", "emulator"]) {
    const bytes = readFileSync(\`node_modules/tencentcloud-edge/pkg/dist/\${name}.wasm\`);
    context["wasm_" + name] = new WebAssembly.Module(bytes);
  }
  return context;
} });
vm.evaluate(readFileSync("out/index.js", "utf8"));
console.log(JSON.stringify(await vm.evaluate("answer")));
`;

/** @type {import("esbuild").Plugin} */
const compiledOutside = {
  name: "compiled-outside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "compiled-outside" }));
    onLoad({ filter: /.*/, namespace: "compiled-outside" }, ({ path }) => ({
      contents: `export default globalThis.wasm_${/(\w+)\.wasm/.exec(path)?.[1]};`,
    }));
  },
};

/** @param {string} how @param {string} environment @returns {Row} */
const vitest = (how, environment) => ({
  where: "Vitest",
  how,
  async play() {
    const peer = await compatTools("doms");
    const dir = compatProject(`vitest-${environment}`, { "suite.test.js": VITEST }, peer);
    const command = [
      `${peer}/node_modules/vitest/vitest.mjs`,
      "run",
      "--root",
      dir,
      "--environment",
      environment,
    ];
    const answer = await printed(process.execPath, command, dir);
    const own = environment === "node" ? "" : ` with ${environment} ${versionIn(peer, environment)}`;
    return { version: `${versionIn(peer, "vitest")}${own}`, answer };
  },
});

const VITEST = `import { expect, test } from "vitest";
import { suite } from "./suite.js";
test("passes", async () => console.log(JSON.stringify(await suite())), 60_000);
`;

/** @type {Row[]} */
export const VITEST_ROWS = [
  vitest("node", "node"),
  vitest("jsdom", "jsdom"),
  vitest("happy-dom", "happy-dom"),
];
