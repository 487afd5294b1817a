import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { paths } from "./paths.mjs";
import { Problem } from "./run.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

const SIGN_ENTRY = "pkg/dist/sign.entry.js";

/** Everything a bundle may be made of, besides its own folder. */
const SHARED_INPUTS = ["pkg", "package.json", "package-lock.json", "scripts/lib/bundle.mjs"];

/** Bundles the signer's entry into pkg/dist, where its sources changed. */
export const buildSignEntry = () =>
  unlessStamped(
    "sign-entry",
    {
      inputs: [
        "pkg/sign.js",
        "pkg/lib",
        "pkg/dist/sign.inline.js",
        "pkg/dist/sign.bytes.js",
        "scripts/lib/bundle.mjs",
      ],
      outputs: [SIGN_ENTRY],
    },
    () => step("bundling the signer", bundleSigner),
  );

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

/** One file is read and linked in a third of the time that the ten take that it is made of. */
async function bundleSigner() {
  await bundle({
    entryPoints: [`${paths.root}/pkg/sign.js`],
    outfile: `${paths.root}/${SIGN_ENTRY}`,
    plugins: [sharedErrors],
  });
  writeFileSync(`${paths.root}/${SIGN_ENTRY.replace(/js$/, "d.ts")}`, 'export * from "../sign.js";\n');
}

/** There is one class of errors, whichever entries a program imports. @type {import("esbuild").Plugin} */
const sharedErrors = {
  name: "shared-errors",
  setup({ onResolve }) {
    onResolve({ filter: /\/errors\.js$/ }, () => ({ path: "../lib/core/errors.js", external: true }));
  },
};

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
