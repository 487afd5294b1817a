import { existsSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { aptInstall, hasApt } from "./apt.mjs";
import { paths } from "./paths.mjs";
import { Problem } from "./run.mjs";
import { step } from "./steps.mjs";

const MAC = "/Applications";

/** Every place where a Chromium may lie, by name on PATH or by path. `CHROME` and `CHROMEDRIVER` come first. */
const BROWSERS = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  `${MAC}/Google Chrome.app/Contents/MacOS/Google Chrome`,
  `${MAC}/Chromium.app/Contents/MacOS/Chromium`,
];
const DRIVERS = ["chromedriver", "/usr/lib/chromium-browser/chromedriver"];

/**
 * What Chromium is started with: no sandbox (containers have no user namespaces) and nothing that reaches for the
 * network. wasm-bindgen's test runner reads the same file.
 * @type {string[]}
 */
export const browserArgs = JSON.parse(readFileSync(`${paths.root}/webdriver.json`, "utf8"))[
  "goog:chromeOptions"
].args;

/**
 * The Chromium and the driver that tests use.
 * @returns {{browser: string, driver: string} | undefined} undefined unless both are there
 */
export function findBrowser() {
  const browser = first([process.env.CHROME ?? "", ...BROWSERS]);
  const driver = first([process.env.CHROMEDRIVER ?? "", ...DRIVERS]);
  return browser !== undefined && driver !== undefined ? { browser, driver } : undefined;
}

/** Says which of the two is missing. */
export function browserProblem() {
  const missing = [
    ...(first([process.env.CHROME ?? "", ...BROWSERS]) === undefined
      ? ["Chrome or Chromium (or set CHROME)"]
      : []),
    ...(first([process.env.CHROMEDRIVER ?? "", ...DRIVERS]) === undefined
      ? ["chromedriver of the same version (or set CHROMEDRIVER)"]
      : []),
  ];
  return new Problem(`The browser tests need ${missing.join(" and ")}: install it, then run this again.`);
}

/** @param {string[]} candidates */
function first(candidates) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return candidates
    .filter((candidate) => candidate !== "")
    .flatMap((candidate) =>
      candidate.includes("/") ? [candidate] : folders.map((folder) => `${folder}/${candidate}`),
    )
    .find((path) => existsSync(path));
}

/** The Firefox of this machine; FIREFOX comes first. */
export const findFirefox = () => first([process.env.FIREFOX ?? "", "firefox-esr", "firefox"]);

/** Installs Firefox by apt where there is none. @throws {Problem} where apt has none */
export async function ensureFirefox() {
  if (findFirefox() !== undefined) return;
  if (hasApt()) await step("installing Firefox", (say) => aptInstall(["firefox-esr"], "Firefox", say));
  if (findFirefox() === undefined) {
    throw new Problem("Firefox is missing: install it (or set FIREFOX), then run this again.");
  }
}
