import { figure } from "./tables.mjs";

/** @typedef {import("../lib/measure.mjs").Results} Results */
/** @typedef {{what: string, wanted: string, found: string, reached: boolean}} Goal */

/** Which of ours a goal is about, by entry. */
const SIGNER = { sign: "ours /sign: createSigner", main: "ours: createSigner" };
const ONCE_A_TURN = "ours /sign: signRequest, once a turn";

/** @type {Array<[shape: string, contender: string, least: number]>} in Node, against its baseline */
const LEAST = [
  ["two actions in turn", SIGNER.sign, 4.5],
  ["three regions in turn", SIGNER.sign, 4.5],
  ["signed headers given", SIGNER.sign, 4.5],
  ["signed headers with the timestamp", SIGNER.sign, 4.5],
  ["one extra header", SIGNER.sign, 4.5],
  ["one extra header, another value each time", SIGNER.sign, 4.5],
  ["GET, another id each time", SIGNER.sign, 2],
  ["8 actions in 2 regions", SIGNER.sign, 4],
  ["1 id", ONCE_A_TURN, 1.5],
];
/** Shapes in which the main entry keeps up with /sign. */
const ENTRIES_ALIKE = [
  "two actions in turn",
  "three regions in turn",
  "signed headers given",
  "signed headers with the timestamp",
  "one extra header",
  "one extra header, another value each time",
];
const ALIKE = 0.8;

/** @param {Results} results @returns {Goal[]} */
export function shapeGoals({ shapes: { node } }) {
  if (node === undefined) return [];
  const ratioOf = (/** @type {string} */ shape, /** @type {string} */ contender) =>
    node.cases[shape]?.find(({ name }) => name === contender)?.ratio.median ?? Number.NaN;
  const least = LEAST.map(([shape, contender, wanted]) => {
    const found = ratioOf(shape, contender);
    return {
      what: `${contender}, ${shape}, in node, against ${node.baseline.name}, POST of ${node.baseline.caseName}`,
      wanted: `at least ${wanted} ×`,
      found: `${figure(found)} ×`,
      reached: found >= wanted,
    };
  });
  const alike = ENTRIES_ALIKE.map((shape) => {
    const found = ratioOf(shape, SIGNER.main) / ratioOf(shape, SIGNER.sign);
    return {
      what: `${SIGNER.main}, ${shape}, in node, against ${SIGNER.sign}`,
      wanted: `at least ${ALIKE} ×`,
      found: `${figure(found)} ×`,
      reached: found >= ALIKE,
    };
  });
  return [...least, ...alike];
}
