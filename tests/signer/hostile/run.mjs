import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { signRequest } from "tencentcloud-edge";
import { signerMemories } from "../memory.mjs";
import { places } from "./doors.mjs";
import { isOurs } from "./ours.mjs";
import { anyValue, HUGE, LARGEST } from "./values.mjs";

/** Calls with one value: making the value costs more than a call. */
const PLACES_A_VALUE = 10;
const VALUES_A_ROUND = 100;
export const PAGE = 65_536;

/**
 * @typedef {{calls: number, refused: number}} Tally `refused`: with an error of ours
 * @typedef {Tally & {grownBytes: number}} Outcome `grownBytes`: of both modules' memories
 */

/**
 * Makes `calls` calls with values of every kind, then two rounds with values of a megabyte. The memory is measured from the
 * first thousand calls on, which hold the largest of the values, and over the second of the two rounds: before the large
 * ones, because the room they leave behind could hide what is kept.
 * @param {{seed: number, calls: number, onProgress?: (calls: number) => void}} how
 * @returns {Promise<Outcome>}
 * @throws what a call threw that is no TencentCloudError, with fast-check's words to make it again
 */
export async function hostileCalls({ seed, calls, onProgress = () => {} }) {
  const tally = { calls: 0, refused: 0 };
  for (const make of LARGEST) everywhere(() => make, tally);
  let grownBytes = 0;
  let before = 0;
  for (let round = 0; tally.calls < calls; round++) {
    aRound(seed + round, tally);
    stillWorks();
    await collect();
    if (round === 0) before = memory();
    grownBytes = memory() - before;
    onProgress(tally.calls);
  }
  for (let pass = 0; pass < 2; pass++) {
    before = memory();
    everywhere((at) => /** @type {() => unknown} */ (HUGE[at % HUGE.length]), tally);
    stillWorks();
    await collect();
  }
  return { ...tally, grownBytes: Math.max(grownBytes, memory() - before) };
}

/** @param {number} seed @param {Tally} tally */
function aRound(seed, tally) {
  fc.assert(
    fc.property(anyValue, fc.nat(places.length - 1), (make, from) => {
      for (let step = 0; step < PLACES_A_VALUE; step++) {
        // The next places but 36, not neighbours: those are the members of one argument.
        const place = /** @type {typeof places[number]} */ (places[(from + 37 * step) % places.length]);
        attempt(place, make, tally);
      }
    }),
    { seed, numRuns: VALUES_A_ROUND },
  );
}

/** A call at each place. @param {(at: number) => () => unknown} makerOf @param {Tally} tally */
function everywhere(makerOf, tally) {
  for (const [at, place] of places.entries()) attempt(place, makerOf(at), tally);
}

/**
 * @param {import("./doors.mjs").Place} place
 * @param {() => unknown} make
 * @param {Tally} tally
 */
function attempt({ name, call }, make, tally) {
  const value = make();
  tally.calls += 1;
  try {
    call(value);
  } catch (thrown) {
    if (!isOurs(thrown)) throw new Error(`${name} threw ${shown(thrown)}`);
    tally.refused += 1;
  }
}

/** @param {unknown} thrown */
function shown(thrown) {
  try {
    return thrown instanceof Error ? thrown.stack : String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}

const memories = await signerMemories();
const memory = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const gc = runInNewContext("gc");

/** Paces have no free(): what they hold goes after the collector ran, in a task of its own. */
async function collect() {
  gc();
  await new Promise((resolve) => setImmediate(resolve));
}

const KNOWN = "71ef7694a3279330";

function stillWorks() {
  const request = { service: "cvm", version: "2017-03-12", action: "DescribeInstances" };
  const { headers } = signRequest(request, { secretId: "i", secretKey: "k" }, { timestamp: 0 });
  if (!headers.authorization?.includes(KNOWN)) throw new Error(`another signature: ${headers.authorization}`);
}
