import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { installProblem, run } from "../../scripts/lib/run.mjs";
import { step } from "../../scripts/lib/steps.mjs";
import { paths } from "./paths.mjs";

/** Installs the peers into bench/node_modules, where the lock file has changed. */
export async function installPeers() {
  const lock = readFileSync(`${paths.bench}/package-lock.json`);
  const hash = createHash("sha256").update(lock).digest("hex");
  const stamp = `${paths.bench}/node_modules/.lock-hash`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await step("installing the peers", async (say) => {
    const { ok, output } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: paths.bench,
      onLine: say,
    });
    if (!ok) throw installProblem("the peers", "npm ci, in bench/", output);
  });
  writeFileSync(stamp, hash);
}

/** Name and version of each, as locked. @returns {Array<[string, string]>} */
export function peerVersions() {
  const { dependencies } = JSON.parse(readFileSync(`${paths.bench}/package.json`, "utf8"));
  return Object.entries(dependencies);
}
