import { readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { bundle, wasmBeside } from "./bundle.mjs";
import { paths } from "./paths.mjs";
import { modules } from "./wasm.mjs";

/** @typedef {{raw: number, gzip: number}} Size in bytes */
/** @typedef {{imports: string[], exports: string[]}} Surface each as "name: kind" */

/** The workers whose size is watched: what they import, and use. */
const WORKERS = {
  "worker: /sign": `import { signRequest } from "tencentcloud-edge/sign";
export default { fetch: (request, env) => Response.json(signRequest({ service: "cvm" }, env)) };`,
  "worker: startInstances": `import { startInstances } from "tencentcloud-edge";
export default { fetch: async (request, env) => Response.json(await startInstances(["ins-00000000"], env)) };`,
  "worker: assumeRole": `import { assumeRole } from "tencentcloud-edge/credentials";
export default { fetch: async (request, env) => Response.json((await assumeRole(env, env)()).expiresAtMs) };`,
  "worker: gateway client": `import { createGatewayClient } from "tencentcloud-edge/gateway";
export default { fetch: async (request, env) => Response.json(await createGatewayClient(env).jobs.create(env)) };`,
};

/** The pages whose size is watched: one file of JavaScript, the module inside. */
const PAGES = {
  "page: /sign": `import { signRequest } from "tencentcloud-edge/sign";
console.log(signRequest({ service: "cvm" }, globalThis.key));`,
  "page: startInstances": `import { startInstances } from "tencentcloud-edge";
console.log(await startInstances(["ins-00000000"], globalThis.options));`,
  "page: startInstances and the emulator": `import { startInstances } from "tencentcloud-edge";
import { createEmulator } from "tencentcloud-edge/emulator";
console.log(await startInstances(["ins-00000000"], { ...globalThis.options, fetch: createEmulator().fetch }));`,
};

/**
 * What is built, weighed. Needs a build.
 * @returns {Promise<Record<string, Size>>}
 */
export async function sizes() {
  /** @type {Record<string, Size>} */
  const found = {};
  for (const { name } of modules) {
    for (const file of [`${name}.wasm`, `${name}.js`])
      found[file] = weigh(readFileSync(`${paths.dist}/${file}`));
  }
  for (const [name, code] of Object.entries(WORKERS))
    found[name] = await weighBundle(code, { conditions: ["workerd", "worker", "browser"] });
  for (const [name, code] of Object.entries(PAGES)) found[name] = await weighBundle(code, {});
  found["dashboard: main.js"] = weigh(readFileSync(`${paths.www}/main.js`));
  return found;
}

/**
 * @param {string} code
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<Size>} the bundle and the wasm beside it, if there is any
 */
async function weighBundle(code, options) {
  const outdir = `${paths.build}/measure`;
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await writeFile(`${outdir}/entry.mjs`, code);
  await bundle({
    entryPoints: [`${outdir}/entry.mjs`],
    outfile: `${outdir}/out/index.js`,
    external: ["cloudflare:*", "node:*"],
    minify: true,
    ...options,
    plugins: [wasmBeside(`${outdir}/out`)],
  });
  return readdirSync(`${outdir}/out`)
    .map((file) => weigh(readFileSync(`${outdir}/out/${file}`)))
    .reduce((sum, { raw, gzip }) => ({ raw: sum.raw + raw, gzip: sum.gzip + gzip }));
}

/** @param {Buffer} bytes @returns {Size} */
const weigh = (bytes) => ({ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length });

/**
 * What each module asks of its host and offers it, without the hashes that change with every compiler.
 * @returns {Record<string, Surface>}
 */
export function surfaces() {
  return Object.fromEntries(
    modules.map(({ name }) => {
      const module = new WebAssembly.Module(readFileSync(`${paths.dist}/${name}.wasm`));
      const list = (/** @type {Array<{name: string, kind: string}>} */ entries) =>
        [...new Set(entries.map((entry) => `${plain(entry.name)}: ${entry.kind}`))].sort();
      return [
        name,
        {
          imports: list(WebAssembly.Module.imports(module)),
          exports: list(WebAssembly.Module.exports(module)),
        },
      ];
    }),
  );
}

/**
 * A name without the hashes and mangled types in it: the callers of closures are one entry.
 * @param {string} name
 */
const plain = (name) =>
  name
    .replace(/^wasm_bindgen_+.*convert__closures_____invoke.*$/, "(callers of closures)")
    .replace(/(_+h?)[0-9a-f]{16}(?![0-9a-f])/g, "$1*")
    .replace(/(closure_wrapper)\d+/, "$1*");
