import { createHash, createHmac } from "node:crypto";
import { stateAfter } from "./sha256-block.mjs";

/** What is looked for has at least this many bytes: shorter pieces occur by chance. */
export const WINDOW = 8;

/** Every window of bytes that must not be left behind, with what it is of. @typedef {Map<bigint, string>} Needles */
/** @typedef {[what: string, bytes: Uint8Array]} Sensitive */

/**
 * Whatever of a key pair must not be left: the secret, each derived key, and what HMAC makes of a key.
 * @param {string} secretKey
 * @param {ReadonlyArray<readonly [date: string, service: string]>} scopes
 * @returns {Sensitive[]}
 */
export function sensitive(secretKey, scopes) {
  const hmac = (/** @type {Uint8Array} */ key, /** @type {string} */ text) =>
    createHmac("sha256", key).update(text).digest();
  const first = Buffer.from(`TC3${secretKey}`);
  // v1 has the secret itself for its key.
  const keys = new Map([
    ["secret key", Buffer.from(secretKey)],
    ["first key", first],
  ]);
  for (const [date, service] of scopes) {
    const kDate = hmac(first, date);
    const kService = hmac(kDate, service);
    keys.set(`kDate ${date}`, kDate);
    keys.set(`kService ${date} ${service}`, kService);
    keys.set(`kSigning ${date} ${service}`, hmac(kService, "tc3_request"));
  }
  return [...keys].flatMap(([what, key]) => [[what, key], ...states(what, key)]);
}

/** The padded key of HMAC and the state of the hash after it, inner and outer. @param {string} what @param {Uint8Array} key @returns {Sensitive[]} */
function states(what, key) {
  const short = key.length > 64 ? createHash("sha256").update(key).digest() : key;
  return /** @type {const} */ ([
    ["inner", 0x36],
    ["outer", 0x5c],
  ]).flatMap(([side, pad]) => {
    const block = new Uint8Array(64).fill(pad);
    short.forEach((byte, at) => {
      block[at] = byte ^ pad;
    });
    const state = stateAfter(block);
    /** @type {Sensitive[]} */
    const both = [
      [`${what}, ${side} padded`, block.slice(0, short.length)],
      [`${what}, ${side} state`, new Uint8Array(state.buffer)],
    ];
    return both;
  });
}

/** @param {Iterable<Sensitive>} secrets @returns {Needles} */
export function needlesOf(secrets) {
  /** @type {Needles} */
  const needles = new Map();
  for (const [what, bytes] of secrets) {
    for (const { window } of windows(bytes)) needles.set(window, what);
  }
  return needles;
}

/**
 * Where a memory holds one of them. Windows that follow each other are one find.
 * @param {ArrayBuffer} memory
 * @param {Needles} needles
 * @returns {Array<{at: number, what: string}>}
 */
export function findLeaks(memory, needles) {
  const leaks = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, window } of windows(new Uint8Array(memory))) {
    const what = needles.get(window);
    if (what === undefined) continue;
    if (at > last + 1) leaks.push({ at, what });
    last = at;
  }
  return leaks;
}

/** @param {Uint8Array} bytes */
function* windows(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + WINDOW <= bytes.length; at++) yield { at, window: view.getBigUint64(at) };
}
