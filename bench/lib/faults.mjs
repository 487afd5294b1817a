import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { findPython, pythonSdk } from "../../scripts/lib/peers.mjs";
import { CASES } from "../faults/cases.mjs";
import { paths } from "./paths.mjs";

/**
 * What one contender made of one case.
 * @typedef {object} Outcome
 * @property {string} name of the case
 * @property {string} contender
 * @property {number} requests of any kind that reached the service
 * @property {number} started instances that went from STOPPED to STARTING
 * @property {number} can instances that could be started
 * @property {number} doubles instances that were started more than once
 * @property {number} seconds until it was done
 * @property {string} says what the caller learns
 */

/** @typedef {(url: string, ids: string[]) => {command: string, args: string[], env?: Record<string, string>}} Contender */

const REGION = "ap-guangzhou";
/** A contender that waits uses little of the machine, so many run at a time. */
const AT_ONCE = 6;
/** Whoever is not done after this long is ended. */
const LONGEST_MS = 120_000;
/** What was taken is under way before it is counted. */
const AFTER_MS = 300;

/** @returns {Promise<Record<string, Contender>>} */
async function contenders() {
  const python = findPython();
  const folder = await pythonSdk(python);
  const { demoCredentials } = await import("../../pkg/emulator.js");
  const { secretId, secretKey } = demoCredentials;
  /** @param {string} file @returns {Contender} */
  const node = (file) => (url, ids) => ({
    command: process.execPath,
    args: [`${paths.bench}/faults/${file}.mjs`, url, REGION, JSON.stringify(ids)],
  });
  /** @param {string} retries @returns {Contender} */
  const py = (retries) => (url, ids) => ({
    command: python,
    args: [
      `${paths.bench}/faults/python_sdk.py`,
      url,
      REGION,
      JSON.stringify(ids),
      secretId,
      secretKey,
      retries,
    ],
    env: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return {
    "Node SDK": node("node-sdk"),
    "Python SDK": py("none"),
    "Python SDK, StandardRetryer": py("retry"),
    ours: node("ours"),
  };
}

/**
 * Every contender in every case, each with a service of its own.
 * @param {import("../../scripts/lib/steps.mjs").Say} say
 * @returns {Promise<Outcome[]>}
 */
export async function measureFaults(say) {
  const all = Object.entries(await contenders());
  const runs = CASES.flatMap((it) => all.map(([contender, program]) => ({ it, contender, program })));
  /** @type {Outcome[]} */
  const found = [];
  let next = 0;
  const lane = async () => {
    while (next < runs.length) {
      const place = next;
      next += 1;
      const run = runs[place];
      if (run === undefined) return;
      say(`${place + 1} of ${runs.length}`);
      found[place] = await play(run.it, run.contender, run.program);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return found;
}

/** @param {import("../faults/cases.mjs").Case} it @param {string} contender @param {Contender} program @returns {Promise<Outcome>} */
async function play({ name, rules = [], ids: count = 30, bad = [], can = count }, contender, program) {
  const known = Array.from({ length: count - bad.length }, (_, nth) => `ins-${String(nth).padStart(8, "0")}`);
  const dir = mkdtempSync(join(tmpdir(), "bench-faults-"));
  writeFileSync(
    `${dir}/fleet.json`,
    JSON.stringify(known.map((InstanceId) => ({ InstanceId, InstanceState: "STOPPED" }))),
  );
  writeFileSync(`${dir}/faults.json`, JSON.stringify(rules));
  const args = [
    "--fleet",
    `${dir}/fleet.json`,
    "--faults",
    `${dir}/faults.json`,
    "--boot",
    "1000,3000",
    "--quiet",
  ];
  const server = await startEmulator({ args });
  try {
    const began = performance.now();
    const says = await ended(program(server.url, [...known, ...bad]));
    const seconds = (performance.now() - began) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
    const { requests, starts } = await server.snapshot();
    const times = /** @type {number[]} */ (Object.values(starts));
    const doubles = times.filter((starts) => starts > 1).length;
    return { name, contender, requests: requests.length, started: times.length, can, doubles, seconds, says };
  } finally {
    await server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {ReturnType<Contender>} program @returns {Promise<string>} what it says */
function ended({ command, args, env }) {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
    timeout: LONGEST_MS,
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const line = said.trim().split("\n").at(-1) ?? "";
      if (line.startsWith("{")) return resolve(JSON.parse(line).says);
      resolve(code === null ? "nothing for two minutes" : `ended with status ${code}`);
    });
  });
}
