import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { paths } from "./paths.mjs";

/** Not newer than the workerd in package-lock.json: one that is older refuses to start. Same as worker/wrangler.jsonc. */
export const COMPATIBILITY_DATE = "2026-11-01";

/**
 * A Worker with a service and a socket of its name.
 * @typedef {object} WorkerConfig
 * @property {string} name a word in lower case
 * @property {string} dir where index.js is, its entry, and beside it the .wasm that it imports
 * @property {string[]} [flags] of compatibility
 * @property {string[]} [bindings] as workerd's configuration has them: `(name = "ASSETS", service = "assets")`
 * @property {string[]} [fields] whatever else the Worker has: `durableObjectStorage = (localDisk = "state")`
 */

/**
 * Writes a configuration of workerd under a name made of its content, so that servers started side by side never meet.
 * @param {{workers: WorkerConfig[], services?: string[], v8Flags?: string[]}} config `services` besides the Workers
 * @returns {string} the file
 */
export function writeWorkerdConfig({ workers, services = [], v8Flags = [] }) {
  mkdirSync(paths.workerdConfigs, { recursive: true });
  const text = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
${lines([...workers.map(({ name }) => `(name = "${name}", worker = .${constant(name)})`), ...services])}
  ],
  sockets = [
${lines(workers.map(({ name }) => `(name = "${name}", http = (), service = "${name}")`))}
  ],
  v8Flags = ${JSON.stringify(v8Flags)},
);
${workers.map(workerText).join("")}`;
  const file = `${paths.workerdConfigs}/${createHash("sha256").update(text).digest("hex").slice(0, 12)}.capnp`;
  if (!existsSync(file)) {
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

/** The name of the constant that holds a Worker. @param {string} name */
const constant = (name) => `${name}Worker`;

/** @param {string[]} entries */
const lines = (entries) => entries.map((entry) => `    ${entry},`).join("\n");

/** @param {WorkerConfig} worker */
function workerText({ name, dir, flags = [], bindings = [], fields = [] }) {
  const from = relative(paths.workerdConfigs, dir);
  const wasm = readdirSync(dir)
    .sort()
    .filter((file) => file.endsWith(".wasm"));
  // workerd takes the first module as the entry.
  const modules = [
    `(name = "index.js", esModule = embed "${from}/index.js")`,
    ...wasm.map((file) => `(name = "${file}", wasm = embed "${from}/${file}")`),
  ];
  return `
const ${constant(name)} :Workerd.Worker = (
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ${JSON.stringify(flags)},
  modules = [
${lines(modules)}
  ],
  bindings = [
${lines(bindings)}
  ],
${fields.map((field) => `  ${field},\n`).join("")});
`;
}
