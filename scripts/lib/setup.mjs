import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ensureBindgen, ensureTestRunner } from "./bindgen.mjs";
import { browserProblem, findBrowser } from "./browser.mjs";
import { paths } from "./paths.mjs";
import { installProblem, Problem, run } from "./run.mjs";
import { step } from "./steps.mjs";
import { ensureRustLints, ensureToolchain } from "./toolchain.mjs";

/** How what is not an npm package is made ready, in this order. */
const TOOLS = {
  /** Rust, for the machine and for wasm. */
  compiler: ensureToolchain,
  /** What makes JavaScript for a wasm module: every build needs it. */
  generator: ensureBindgen,
  lints: ensureRustLints,
  /** What runs Rust's tests as wasm. */
  runner: ensureTestRunner,
  /** Chromium and its driver. */
  browser: async () => {
    if (findBrowser() === undefined) await installBrowser();
  },
};

/** @typedef {keyof typeof TOOLS} Tool */

/** @type {readonly Tool[]} */
export const FOR_BUILD = ["compiler", "generator"];
export const FOR_TESTS = /** @type {Tool[]} */ (Object.keys(TOOLS));

/**
 * Checks what the project needs and installs what is missing. Silent where there is nothing to do.
 * @param {readonly Tool[]} [tools] besides npm packages; default: what a build needs
 * @throws {Problem} one sentence that says what is missing and what to do
 */
export async function setup(tools = FOR_BUILD) {
  checkNode();
  await npmPackages();
  for (const tool of FOR_TESTS) if (tools.includes(tool)) await TOOLS[tool]();
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
