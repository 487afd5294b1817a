import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import { paths } from "./paths.mjs";
import { Problem } from "./run.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

/** Everything a bundle may be made of, besides its own folder. */
const SHARED_INPUTS = ["pkg", "package.json", "package-lock.json", "scripts/lib/bundle.mjs"];

/** Bundles the gateway into build/worker and the dashboard into build/www, where their sources changed. */
export async function buildBundles() {
  await unlessStamped(
    "worker",
    { inputs: ["worker/src", "worker/tsconfig.json", ...SHARED_INPUTS], outputs: ["build/worker/index.js"] },
    () => step("bundling the gateway", bundleWorker),
  );
  await unlessStamped(
    "www",
    { inputs: ["www", ...SHARED_INPUTS], outputs: ["build/www/main.js", "build/www/index.html"] },
    () => step("bundling the dashboard", bundleDashboard),
  );
}

async function bundleWorker() {
  rmSync(paths.worker, { recursive: true, force: true });
  mkdirSync(paths.worker, { recursive: true });
  await bundle({
    entryPoints: [`${paths.root}/worker/src/index.ts`],
    outdir: paths.worker,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [wasmBeside(paths.worker)],
  });
}

async function bundleDashboard() {
  rmSync(paths.www, { recursive: true, force: true });
  mkdirSync(paths.www, { recursive: true });
  await bundle({
    entryPoints: [`${paths.root}/www/src/main.ts`],
    outdir: paths.www,
    minify: true,
    // The page's first load must not carry what only one view needs: dynamic imports become files of their own.
    splitting: true,
    chunkNames: "[name]-[hash]",
  });
  for (const file of ["index.html", "style.css"])
    copyFileSync(`${paths.root}/www/${file}`, `${paths.www}/${file}`);
  if (existsSync(`${paths.root}/www/public`))
    cpSync(`${paths.root}/www/public`, paths.www, { recursive: true });
}

/**
 * @param {import("esbuild").BuildOptions} options
 */
export async function bundle(options) {
  const { build, stop } = await import("esbuild");
  try {
    return await build({
      absWorkingDir: paths.root,
      bundle: true,
      format: "esm",
      target: "es2022",
      platform: "neutral",
      mainFields: ["browser", "module", "main"],
      conditions: ["browser"],
      logLevel: "silent",
      legalComments: "none",
      ...options,
    });
  } catch (error) {
    const errors = /** @type {import("esbuild").BuildFailure} */ (error).errors;
    if (errors === undefined) throw error;
    const lines = errors.map(({ text, location }) =>
      location ? `${location.file}:${location.line}:${location.column} ${text}` : text,
    );
    throw new Problem(`esbuild failed:\n${lines.join("\n")}`);
  } finally {
    // Its service would otherwise stay for as long as this process.
    await stop();
  }
}

/**
 * Keeps `import module from "./x.wasm"` as it is and copies the file beside the bundle: workerd takes wasm as a module and
 * compiles none from bytes.
 * @param {string} outdir
 * @returns {import("esbuild").Plugin}
 */
export function wasmBeside(outdir) {
  return {
    name: "wasm-beside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const name = basename(path);
        mkdirSync(outdir, { recursive: true });
        copyFileSync(resolve(resolveDir, path), `${outdir}/${name}`);
        return { path: `./${name}`, external: true };
      });
    },
  };
}
