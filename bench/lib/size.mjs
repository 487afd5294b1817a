import { readdirSync, readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { AS_WORKER, builtIns } from "./bundles.mjs";
import { paths } from "./paths.mjs";
import { WORKERS } from "./workers.mjs";

/** @typedef {{job: string, name: string, raw: number, gzip: number, builtIns: number}} Size bytes; `builtIns`: how many
 *   modules of Node the worker asks its runtime for
 */

/** Every worker, bundled and minified with the same settings. @returns {Promise<Size[]>} */
export async function measureSizes() {
  /** @type {Size[]} */
  const sizes = [];
  for (const { job, name, code, ours } of WORKERS) {
    const outdir = `${paths.out}/size`;
    rmSync(outdir, { recursive: true, force: true });
    const { metafile } = await bundle({
      ...AS_WORKER,
      stdin: { contents: code, resolveDir: ours ? paths.root : paths.bench },
      outfile: `${outdir}/index.js`,
      minify: true,
      metafile: true,
      plugins: [wasmBeside(outdir), builtIns()],
    });
    const weights = readdirSync(outdir).map((file) => readFileSync(`${outdir}/${file}`));
    const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
    sizes.push({
      job,
      name,
      raw: weights.reduce((sum, bytes) => sum + bytes.length, 0),
      gzip: weights.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0),
      builtIns: new Set(imports.map(({ path }) => path).filter((path) => path.startsWith("node:"))).size,
    });
  }
  return sizes;
}
