import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ensureBindgen, ensureTestRunner } from "./bindgen.mjs";
import { browserProblem, findBrowser } from "./browser.mjs";
import { paths } from "./paths.mjs";
import { installProblem, Problem, run } from "./run.mjs";
import { step } from "./steps.mjs";
import { ensureRustLints, ensureToolchain } from "./toolchain.mjs";

/**
 * Checks what the project needs and installs what is missing. Silent where there is nothing to do.
 * @param {{forTests?: boolean}} [options] `forTests` adds what only tests need: linters of Rust, a runner for tests in wasm, a browser
 *   and its driver
 * @throws {Problem} one sentence that says what is missing and what to do
 */
export async function setup({ forTests = false } = {}) {
  checkNode();
  await npmPackages();
  await ensureToolchain();
  await ensureBindgen();
  if (forTests) {
    await ensureRustLints();
    await ensureTestRunner();
    if (findBrowser() === undefined) await installBrowser();
  }
}

function checkNode() {
  const { devEngines } = JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
  const wanted = /(\d+)\.(\d+)/.exec(devEngines.runtime.version)?.slice(1).map(Number) ?? [];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted;
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new Problem(
      `Node ${wantedMajor}.${wantedMinor} or newer is needed; this is ${process.versions.node}.`,
    );
  }
}

async function npmPackages() {
  const lock = readFileSync(`${paths.root}/package-lock.json`);
  const hash = createHash("sha256").update(lock).digest("hex");
  const stamp = `${paths.root}/node_modules/.lock-hash`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await step("installing npm packages (about 15 s)", async (say) => {
    const { ok, missing, output } = await run(
      "npm",
      ["ci", "--no-audit", "--no-fund", "--fetch-retry-mintimeout=2000"],
      { onLine: say },
    );
    if (missing) throw new Problem("npm is missing: install it (it comes with Node), then run this again.");
    if (!ok) throw installProblem("npm packages", "npm ci", output);
  });
  writeFileSync(stamp, hash);
}

async function installBrowser() {
  const installed = await step("installing Chromium and its driver (about 1 minute)", async (say) => {
    const { aptInstall, hasApt } = await import("./apt.mjs");
    return hasApt() && aptInstall(["chromium", "chromium-driver"], "Chromium", say);
  });
  if (!installed || findBrowser() === undefined) throw browserProblem();
}
