import { prepareBody } from "../../pkg/lib/calling/large.js";
import { payloadOf } from "../contenders/job.mjs";
import { spread } from "./stats.mjs";

/** @typedef {{form: string, ratio: import("./stats.mjs").Spread}} Large the time of `call` over that of WebCrypto alone */

const SIZE = "1 MB";
const HASHES_A_TURN = 4;

/**
 * What `call()` does to hash a body of a megabyte, beside WebCrypto's digest of the same bytes and nothing else.
 * @param {number} rounds
 * @returns {Promise<Large[]>}
 */
export async function measureLarge(rounds) {
  const { text } = payloadOf(`${SIZE}, text`);
  const encoder = new TextEncoder();
  const bytes = encoder.encode(text);
  const { subtle } = globalThis.crypto;
  return [
    await compare("text", text, () => subtle.digest("SHA-256", encoder.encode(text)), rounds),
    await compare("bytes", bytes, () => subtle.digest("SHA-256", bytes), rounds),
  ];
}

/**
 * @param {string} form
 * @param {string | Uint8Array<ArrayBuffer>} body
 * @param {() => Promise<unknown>} alone
 * @param {number} rounds
 * @returns {Promise<Large>}
 */
async function compare(form, body, alone, rounds) {
  const ours = () => prepareBody({ body, view: body, query: "" });
  const ratios = [];
  for (let round = -1; round < rounds * 4; round += 1) {
    const first = round % 2 === 0;
    const before = await timed(first ? ours : alone);
    const after = await timed(first ? alone : ours);
    // The first round warms up.
    if (round >= 0) ratios.push(first ? before / after : after / before);
  }
  return { form, ratio: spread(ratios) };
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const began = performance.now();
  for (let left = HASHES_A_TURN; left > 0; left -= 1) await work();
  return performance.now() - began;
}
