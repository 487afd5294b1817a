import { SIGNS, STARTS } from "../lib/workers.mjs";
import { shapeGoals } from "./shape-goals.mjs";

/** @typedef {import("../lib/measure.mjs").Results} Results */
/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("./shape-goals.mjs").Goal} Goal */

/** Which of ours a goal is about: the entry that does nothing but sign. */
const SIGNER = "ours /sign: createSigner";
const ONE_SHOT = "ours /sign: signRequest";

/** @type {Array<[Runtime, string, string, number]>} at least so many times as often as the baseline */
const RATIOS = [
  ["node", SIGNER, "1 id, object", 5],
  ["node", SIGNER, "100 ids, object", 3],
  ["node", SIGNER, "100 ids, text", 4],
  ["node", ONE_SHOT, "1 id, object", 3],
  ["node", ONE_SHOT, "100 ids, object", 2],
  ["workerd", SIGNER, "1 id, object", 2.7],
  ["chromium", SIGNER, "1 id, object", 2.7],
];

/** @type {Array<[job: string, name: string, kilobytes: number]>} at most, gzipped */
const SIZES = [
  [SIGNS, "ours /sign", 8.2],
  [SIGNS, "ours /sign", 7.7],
  [STARTS, "ours", 22.9],
];
const START_MS = 10;
const ACCEPTED_S = 10.5;
/** Of the platform's own time, at most so many times. */
const LARGE = 1.1;

/** What was aimed at, beside what was measured. @param {Results} results @returns {Goal[]} */
export function goals(results) {
  return [
    ...ratioGoals(results),
    ...shapeGoals(results),
    ...largeGoals(results),
    ...startGoals(results),
    ...sizeGoals(results),
    ...fleetGoals(results),
    ...faultGoals(results),
  ];
}

/** @param {Results} results @returns {Goal[]} */
function ratioGoals({ signing }) {
  return RATIOS.flatMap(([runtime, name, caseName, wanted]) => {
    const measured = signing[runtime];
    const row = measured?.cases[caseName]?.find((each) => each.name === name);
    if (measured === undefined || row === undefined) return [];
    const { median } = row.ratio;
    return {
      what: `${name}, ${caseName}, in ${runtime}, against ${measured.baseline.name}`,
      wanted: `at least ${wanted} ×`,
      found: `${median.toFixed(2)} ×`,
      reached: median >= wanted,
    };
  });
}

/** @param {Results} results @returns {Goal[]} */
function largeGoals({ large = [] }) {
  return large.map(({ form, ratio: { median } }) => ({
    what: `call, hashing a body of 1 MB given as ${form}, in node, against WebCrypto's digest alone`,
    wanted: `at most ${LARGE} × its time`,
    found: `${median.toFixed(2)} ×`,
    reached: median <= LARGE,
  }));
}

/** @param {Results} results @returns {Goal[]} */
function startGoals({ start = [], machine }) {
  return start
    .filter(({ name }) => name.startsWith("ours"))
    .map(({ name, cpu, wall }) => {
      const { median } = machine.cpuTime ? cpu : wall;
      return {
        what: `${name}, from start to first signature in node, over an empty script`,
        wanted: `at most ${START_MS} ms`,
        found: `${median.toFixed(1)} ms`,
        reached: median <= START_MS,
      };
    });
}

/** @param {Results} results @returns {Goal[]} */
function fleetGoals({ fleet = [] }) {
  return fleet
    .filter(({ instances }) => instances === 10_000)
    .flatMap(({ seconds, limited }) => [
      {
        what: "10,000 instances accepted, at 10 start requests a second",
        wanted: `at most ${ACCEPTED_S} s`,
        found: `${seconds.toFixed(1)} s`,
        reached: seconds <= ACCEPTED_S,
      },
      {
        what: "refusals for the rate while 10,000 instances are started",
        wanted: "none",
        found: String(limited),
        reached: limited === 0,
      },
    ]);
}

/** @param {Results} results @returns {Goal[]} */
function faultGoals({ faults = [] }) {
  const ours = faults.filter(({ contender }) => contender === "ours");
  if (ours.length === 0) return [];
  const recovered = ours.filter(({ started, can }) => started === can).length;
  const doubles = ours.reduce((sum, it) => sum + it.doubles, 0);
  return [
    {
      what: "faults after which every instance that can be started is started",
      wanted: `${ours.length}`,
      found: `${recovered}`,
      reached: recovered === ours.length,
    },
    {
      what: "instances started twice under those faults",
      wanted: "none",
      found: `${doubles}`,
      reached: doubles === 0,
    },
  ];
}

/** @param {Results} results @returns {Goal[]} */
function sizeGoals({ sizes = [] }) {
  return SIZES.flatMap(([job, name, wanted]) => {
    const size = sizes.find((each) => each.job === job && each.name === name);
    if (size === undefined) return [];
    const found = size.gzip / 1000;
    return {
      what: `a worker that ${job}, ${name}, gzipped`,
      wanted: `at most ${wanted} KB`,
      found: `${found.toFixed(1)} KB`,
      reached: found <= wanted,
    };
  });
}
