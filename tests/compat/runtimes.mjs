import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { compatTools, jest, NODES, nodeBinary, runtimeBinary } from "../../scripts/lib/peers.mjs";
import { ask } from "../../scripts/lib/run.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { compatProject, printed, SCRIPT, succeed, versionIn } from "./project.mjs";

/** @typedef {import("./check.mjs").Row} Row */

/** @param {string} binary */
const versionOf = (binary) => /\d+\.\d+\.\d+/.exec(ask(binary, ["--version"]) ?? "")?.[0] ?? "?";

/** Programs that use the declarations of every entry; nothing in them runs. */
const TYPED = Object.fromEntries(
  ["tests/pack/fixtures/types.ts", "tests/types/actions.ts"].map((file) => [
    basename(file),
    readFileSync(`${paths.root}/${file}`, "utf8"),
  ]),
);

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

/** @param {Omit<Row, "how" | "play">} row @param {() => Promise<string>} find @param {string[]} args @returns {Row} */
const imports = (row, find, args) => ({
  ...row,
  how: "import",
  async play() {
    const dir = compatProject(row.where.toLowerCase(), { "index.mjs": SCRIPT });
    const binary = await find();
    return { version: versionOf(binary), answer: await printed(binary, [...args, "index.mjs"], dir) };
  },
});

/** @param {string} version @returns {Row[]} */
const node = (version) => [
  imports({ where: "Node", of: `Node ${version}` }, () => nodeBinary(version), []),
  {
    where: "Node",
    of: `Node ${version}`,
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

/**
 * Jest, which takes the CommonJS build.
 * @param {string} how
 * @param {string} environment of Jest, as the table names it
 * @param {(dir: string) => string} option what `--env` is in a project
 * @returns {Row}
 */
const jestRow = (how, environment, option) => ({
  where: "Jest",
  how,
  async play() {
    const peer = await jest();
    const files = { "suite.test.cjs": JEST, "environment.cjs": JEST_ENVIRONMENT };
    const dir = compatProject(`jest-${environment}`, files, peer);
    await asCommonJs(dir);
    await succeed(process.execPath, jestCommand(peer, dir, option(dir)), dir, {
      ANSWER: join(dir, "answer.json"),
    });
    const { default: answer } = await import(join(dir, "answer.json"), { with: { type: "json" } });
    const own = environment === "node" ? "" : ` with ${environment} ${versionIn(peer, environment)}`;
    return { version: `${versionIn(peer, "jest")}${own}`, answer };
  },
});

/** @param {string} peer @param {string} dir @param {string} environment */
export const jestCommand = (peer, dir, environment) => [
  `${peer}/node_modules/jest/bin/jest.js`,
  ...["--ci", "--silent=false", "--testMatch=**/*.test.cjs", "--rootDir", dir, "--env", environment],
];

/** @type {Row[]} */
export const RUNTIME_ROWS = [
  {
    where: "Deno",
    how: "import, and its compiler checks the types",
    async play() {
      const dir = compatProject("deno", { "index.mjs": SCRIPT, ...TYPED });
      const deno = await runtimeBinary("deno");
      await succeed(deno, ["check", "--node-modules-dir=manual", ...Object.keys(TYPED)], dir);
      const run = ["run", "--allow-all", "--no-check", "--node-modules-dir=manual", "index.mjs"];
      return { version: versionOf(deno), answer: await printed(deno, run, dir) };
    },
  },
  imports({ where: "Bun" }, () => runtimeBinary("bun"), []),
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
  jestRow("as it comes", "node", () => "node"),
  jestRow("jsdom with the environment of examples/jest-jsdom", "jest-environment-jsdom", (dir) =>
    join(dir, "environment.cjs"),
  ),
];

export const WORKER = `import { suite } from "./suite.js";
export default { fetch: async () => Response.json(await suite().catch((error) => ({ failed: String(error.stack) }))) };
/** The test's workerd wants a Durable Object of this name. */
export class FleetObject {}
`;

const JEST_ENVIRONMENT = readFileSync(`${paths.root}/examples/jest-jsdom/environment.cjs`, "utf8");

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

/**
 * @param {string} environment
 * @param {{tools: "doms" | "newerDoms", node: () => Promise<string>}} by the folder with Vitest, and the Node that it runs in
 * @returns {Row}
 */
const vitest = (environment, { tools, node }) => ({
  where: "Vitest",
  of: tools === "doms" ? "Vitest" : "the newer Vitest",
  how: environment,
  async play() {
    const peer = await compatTools(tools);
    const dir = compatProject(`vitest-${environment}`, { "suite.test.js": VITEST }, peer);
    const command = [`${peer}/node_modules/vitest/vitest.mjs`, "run", "--root", dir];
    const answer = await printed(await node(), [...command, "--environment", environment], dir);
    const own = environment === "node" ? "" : ` with ${environment} ${versionIn(peer, environment)}`;
    return { version: `${versionIn(peer, "vitest")}${own}`, answer };
  },
});

const VITEST = `import { expect, test } from "vitest";
import { suite } from "./suite.js";
test("passes", async () => console.log(JSON.stringify(await suite())), 60_000);
`;

const ENVIRONMENTS = ["node", "jsdom", "happy-dom"];

/** @type {Row[]} */
export const VITEST_ROWS = ENVIRONMENTS.map((it) =>
  vitest(it, { tools: "doms", node: async () => process.execPath }),
);

/** What newer tools need that no longer run on Node 20. */
export const newerNode = () => nodeBinary(/** @type {string} */ (NODES.find((it) => it.startsWith("24."))));

/** @type {Row[]} */
export const NEWER_VITEST_ROWS = ENVIRONMENTS.map((it) =>
  vitest(it, { tools: "newerDoms", node: newerNode }),
);
