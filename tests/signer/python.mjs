import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onLines } from "../../scripts/lib/child.mjs";
import { ours } from "./ours.mjs";
import { report } from "./report.mjs";
import { makeCase } from "./requests.mjs";

/** @typedef {import("./requests.mjs").Case} Case */
/** @typedef {import("tencentcloud-edge").SignedRequest} SignedRequest */

const SIGNER = fileURLToPath(new URL("signer.py", import.meta.url));
/** Lines are joined before they are written: a write for each would cost more than the signature. */
const CHUNK = 64 * 1024;
/** Enough to see what is wrong. */
const MOST_REPORTS = 5;

/**
 * Signs `count` cases from `first` on, here and in Python, and compares.
 * @param {object} range
 * @param {number} range.seed
 * @param {number} range.first
 * @param {number} range.count
 * @param {string} [range.python] the interpreter
 * @param {(compared: number) => void} [range.onProgress]
 * @returns {Promise<{compared: number, mismatches: number, reports: string[]}>}
 */
export async function compareWithPython({ seed, first, count, python = "python3", onProgress = () => {} }) {
  const child = spawn(python, [SIGNER], { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "close");
  const signer = ours(seed);
  /** @type {string[]} */
  const reports = [];
  let mismatches = 0;
  let compared = 0;
  onLines(child.stdout, (line) => {
    const said = JSON.parse(line);
    if (said.compared === undefined) fail(said.index, said);
    else {
      compared = said.compared;
      onProgress(compared);
    }
  });
  /** @param {number} index @param {{theirs?: object, rungs?: object, problem?: string}} found */
  function fail(index, found) {
    mismatches += 1;
    if (reports.length < MOST_REPORTS) reports.push(report(seed, index, found));
  }

  let chunk = "";
  for (let index = first; index < first + count; index++) {
    const it = makeCase(seed, index);
    const { signed, problem } = signer.sign(it, index);
    if (problem !== undefined) fail(index, { problem });
    chunk += lineOf(index, it, signed);
    if (chunk.length < CHUNK) continue;
    // A child that died reports itself below.
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, "drain"), closed]);
    chunk = "";
  }
  child.stdin.end(chunk);
  await closed;
  signer.free();
  return { compared, mismatches, reports };
}

/** @param {number} index @param {Case} it @param {SignedRequest} signed */
function lineOf(index, { request, credentials, options }, signed) {
  const { payload } = request;
  // The caller's own text or bytes came back as they were; what was written of an object is compared.
  const { body, ...rest } = signed;
  const written = typeof payload !== "string" && !(payload instanceof Uint8Array);
  const shown = written && body !== undefined ? { ...rest, body } : rest;
  const line = [index, { ...request, payload: tagged(payload) }, credentials, options, shown];
  return `${JSON.stringify(line)}\n`;
}

/** @param {unknown} payload */
function tagged(payload) {
  if (payload === undefined) return ["none", null];
  if (typeof payload === "string") return ["text", payload];
  return payload instanceof Uint8Array
    ? ["bytes", Buffer.from(payload).toString("base64")]
    : ["json", payload];
}
