import { authorizationOf, payloadOf } from "../contenders/job.mjs";
import { oursSigning } from "../contenders/ours.mjs";
import { SIGNS } from "../contenders/tc3.mjs";
import { signedCold } from "../shapes/ours.mjs";
import { shapeOf } from "../shapes/shapes.mjs";

/** @typedef {import("../contenders/job.mjs").Contender} Contender */
/** @typedef {import("../contenders/job.mjs").Payload} Payload */
/** @typedef {import("../contenders/job.mjs").Result} Result */
/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("../shapes/shapes.mjs").Shape} Shape */
/** @typedef {import("../shapes/shapes.mjs").ShapeContender} ShapeContender */
/** @typedef {{made: string, expected: string}} Comparison */
/**
 * What is signed in one contest, and by whom.
 * @template Case
 * @typedef {object} Contest
 * @property {Array<{name: string, runsIn: Runtime[], signs: string,
 *   prepare: (given: Case) => Run | Promise<Run>}>} contenders
 * @property {(name: string) => Case} caseOf
 * @property {(result: Result, given: Case, how: {signs: string, turn: number}) => Comparison} compare a result with a
 *   cold signature of ours for the same signed headers
 */
/** @typedef {(turn: number) => Result | Promise<Result>} Run */

/** The same request with payloads of several sizes. @param {Contender[]} contenders @returns {Contest<Payload>} */
export const sizes = (contenders) => ({
  contenders,
  caseOf: payloadOf,
  compare: (result, { given }, { signs }) => ({
    made: authorizationOf(result),
    expected: authorizationOf(oursSigning(given, signs)),
  }),
});

/** Small requests that differ from one to the next. @param {ShapeContender[]} contenders @returns {Contest<Shape>} */
export const shapes = (contenders) => ({
  contenders: contenders.map((contender) => ({ signs: SIGNS, ...contender })),
  caseOf: shapeOf,
  compare(result, shape, { signs, turn }) {
    const expected = signedCold(shape, turn, signs === SIGNS ? shape.signs : signs);
    return typeof result === "string"
      ? { made: result, expected: authorizationOf(expected) }
      : { made: textOf(result), expected: textOf(expected) };
  },
});

/** All of a signed request; the order of headers means nothing. @param {Exclude<Result, string>} signed */
const textOf = ({ method, url, headers, body }) =>
  JSON.stringify([method, url, Object.entries(headers).sort(), body], undefined, 1);
