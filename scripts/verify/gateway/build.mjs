import { mkdirSync, rmSync } from "node:fs";
import { bundle, wasmBeside } from "../../lib/bundle.mjs";
import { paths } from "../../lib/paths.mjs";

const INJECT = `${paths.root}/scripts/verify/gateway/inject`;

/**
 * Bundles a gateway with the faults of inject/ around it. The gateway's own code is what it is; only the module it imports
 * DurableObject from is another.
 * @param {string} root the checkout that holds worker/src and a built pkg
 * @param {string} name of the folder it goes to, under build/verify
 * @returns {Promise<string>} that folder
 */
export async function instrument(root, name) {
  const outdir = `${paths.build}/verify/${name}`;
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await bundle({
    absWorkingDir: root,
    entryPoints: [{ in: `${INJECT}/entry.mjs`, out: "index" }],
    outdir,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [aroundGateway(root), wasmBeside(outdir)],
  });
  return outdir;
}

/** @param {string} root @returns {import("esbuild").Plugin} */
const aroundGateway = (root) => ({
  name: "around-gateway",
  setup({ onResolve }) {
    onResolve({ filter: /^verified-gateway$/ }, () => ({ path: `${root}/worker/src/index.ts` }));
    onResolve({ filter: /^cloudflare:workers$/ }, ({ importer }) =>
      importer.startsWith(INJECT)
        ? { path: "cloudflare:workers", external: true }
        : { path: `${INJECT}/objects.mjs` },
    );
  },
});
