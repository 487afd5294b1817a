import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { createProject } from "../pack/project.mjs";
import { readVectors } from "../pkg/support.mjs";

/** The tarball, unpacked once for all rows. @type {ReturnType<typeof createProject> | undefined} */
let packed;

/** What runs the suite in a page, and sends the answer to the server that it came from. */
export const PAGE = `import { suite } from "./suite.js";
suite().catch((error) => ({ failed: String(error.stack ?? error) })).then((answer) =>
  fetch("/answer", { method: "POST", body: JSON.stringify(answer) }));
`;

/** What prints the answer. */
export const SCRIPT = `import { suite } from "./suite.js";
console.log(JSON.stringify(await suite()));
`;

/**
 * A user's project: the tarball's content installed, the suite and some files. It lies within the folder of the tools that it
 * needs, so that they are found as if they were installed in it.
 * @param {string} name
 * @param {Record<string, string>} files
 * @param {string} [peer] the folder with the tools
 */
export function compatProject(name, files, peer = `${paths.build}/compat`) {
  packed ??= createProject();
  const dir = join(peer, `project-${name}`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, "node_modules"), { recursive: true });
  cpSync(join(packed.dir, "node_modules/tencentcloud-edge"), join(dir, "node_modules/tencentcloud-edge"), {
    recursive: true,
  });
  const all = {
    "package.json": JSON.stringify({
      private: true,
      type: "module",
      dependencies: { "tencentcloud-edge": "*" },
    }),
    "suite.js": readFileSync(new URL("suite.js", import.meta.url), "utf8"),
    "hold-vectors.js": readFileSync(`${paths.root}/tests/support/vectors.mjs`, "utf8"),
    "vectors.js": `export default ${asAscii(JSON.stringify(readVectors()))};\n`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  return dir;
}

/** U+2028 in a module ends a line where Vitest's workers plugin hands it over. @param {string} json */
const asAscii = (json) =>
  json.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Once, after all rows. */
export function removePacked() {
  packed?.remove();
  packed = undefined;
}

/**
 * The answer that a command prints as a line of JSON.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
export async function printed(command, args, cwd, env = {}) {
  const output = await succeed(command, args, cwd, env);
  const line = output.split("\n").find((it) => it.includes('{"vectors"'));
  if (line === undefined) throw new Error(`${command} ${args.join(" ")} printed no answer:\n${output}`);
  return JSON.parse(line.slice(line.indexOf('{"vectors"')));
}

/** @param {string} command @param {string[]} args @param {string} cwd @param {Record<string, string>} [env] */
export async function succeed(command, args, cwd, env = {}) {
  const { ok, output } = await run(command, args, { cwd, env });
  if (!ok) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`);
  return output;
}

/** The version of a package in a folder of tools. @param {string} peer @param {string} name */
export const versionIn = (peer, name) =>
  /** @type {string} */ (
    JSON.parse(readFileSync(`${peer}/node_modules/${name}/package.json`, "utf8")).version
  );
