import { HEADER } from "./data.mjs";
import { functionOf, operations } from "./rows.mjs";

/** The exports of the main entry that are no fleet operation. */
const OTHER_EXPORTS = [
  "call",
  "createJob",
  "createPace",
  "createSigner",
  "describeInstances",
  "explainSignature",
  "restoreJob",
  "signRequest",
];

/** Functions that a bundler leaves out where they are not used, and the module under pkg/lib that makes each. */
const SEPARATE = [
  { name: "paginate", from: "calling/paginate.js" },
  { name: "findInstances", from: "fleet/find.js" },
  { name: "planInstances", from: "fleet/plan.js" },
  { name: "runJob", from: "fleet/run-job.js" },
];

/** How each platform gets the module. `shared`: several requests share a process, each in a context of its own. */
const ENTRIES = [
  { file: "pkg/index.js", loads: 'import { module } from "./dist/client.inline.js";', shared: false },
  { file: "pkg/index.edge.js", loads: 'import module from "./dist/client.wasm?module";', shared: true },
  { file: "pkg/index.workerd.js", loads: 'import module from "./dist/client.wasm";', shared: true },
];

/** The main entries, one for each platform. @param {import("./rows.mjs").Rows} rows */
export function entries(rows) {
  const names = [...OTHER_EXPORTS, ...operations(rows).map(({ name }) => functionOf(name))].sort();
  return [
    ...ENTRIES.map(({ file, loads, shared }) => ({ file, text: entry(names, loads, shared) })),
    { file: "pkg/async.js", text: laterEntry(names) },
  ];
}

/** The entry whose functions work after `ready()`. @param {string[]} names */
const laterEntry = (names) => `${HEADER}
import { bytes } from "./dist/client.bytes.js";
import * as wasm from "./dist/client.js";
${ownImports({ name: "clientLater", from: "later.js" })}

const NAMES = /** @type {const} */ ([
${names.map((name) => `  "${name}",\n`).join("")}]);
export const {
${[...names, ...SEPARATE.map(({ name }) => name), "ready"]
  .sort()
  .map((name) => `  ${name},\n`)
  .join("")}} = clientLater(wasm, bytes, NAMES, {
${SEPARATE.map(({ name }) => `  ${name}: ${maker(name)},\n`).join("")}});
export { TencentCloudError } from "./lib/core/errors.js";
`;

/** @param {string[]} names @param {string} loads @param {boolean} shared */
function entry(names, loads, shared) {
  const wasm = 'import * as wasm from "./dist/client.js";';
  const imports = loads.startsWith("import {") ? [loads, wasm] : [wasm, loads];
  return `${HEADER}
${imports.join("\n")}
${ownImports({ name: "client", from: "client.js" })}

const entry = client(wasm, wasm.initSync({ module })${shared ? ", { shared: true }" : ""});

export const {
${names.map((name) => `  ${name},\n`).join("")}} = entry;
${SEPARATE.map(({ name }) => `export const ${name} = /* @__PURE__ */ ${maker(name)}(entry);\n`).join("")}export { TencentCloudError } from "./lib/core/errors.js";
`;
}

/** Imports of the package's own modules, sorted by their paths. @param {{name: string, from: string}} main */
const ownImports = (main) =>
  [main, ...SEPARATE.map(({ name, from }) => ({ name: maker(name), from }))]
    .sort((one, other) => (one.from < other.from ? -1 : 1))
    .map(({ name, from }) => `import { ${name} } from "./lib/${from}";`)
    .join("\n");

/** @param {string} name */
const maker = (name) => `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
