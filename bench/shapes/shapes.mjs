import { REGION, request, TIMESTAMP } from "../contenders/job.mjs";
import { SIGNS } from "../contenders/tc3.mjs";

/**
 * @typedef {object} ShapeRequest
 * @property {string} service
 * @property {string} version
 * @property {string} action
 * @property {string} region
 * @property {"GET"} [method]
 * @property {Record<string, unknown>} payload
 * @property {Record<string, string>} [headers]
 *
 * @typedef {object} Shape what requests a program signs, one after the other
 * @property {(turn: number) => ShapeRequest} request made anew for each signature, as callers do
 * @property {() => {timestamp: number, signedHeaders?: string[]}} options made anew too
 * @property {string} signs the signed headers, of all but the official SDK
 * @property {number} turns after so many, the requests repeat, or differ in an id alone
 *
 * @typedef {object} ShapeContender
 * @property {string} name
 * @property {import("../contenders/job.mjs").Runtime[]} runsIn
 * @property {string} [signs] the signed headers, where they are the same for every shape
 * @property {(shape: Shape) => Run} prepare what may be kept from call to call is made here
 *
 * @typedef {import("../contenders/job.mjs").Result} Result
 * @typedef {(turn: number) => Result | Promise<Result>} Run
 */

const { service, version, action } = request;
const ACTIONS = [
  "StartInstances",
  "StopInstances",
  "RebootInstances",
  "DescribeInstances",
  "DescribeZones",
  "DescribeRegions",
  "RunInstances",
  "ResetInstancesPassword",
];
const REGIONS = [REGION, "ap-singapore", "na-ashburn"];
const SERVICES = ["cvm", "cbs"];
const ID = "ins-00000001";
const HUNDRED = Array.from({ length: 100 }, (_, nth) => `ins-${nth.toString(36).padStart(8, "0")}`);
const WITH_TIME = `${SIGNS};x-tc-timestamp`;

/** @param {string[]} all @param {number} turn */
const inTurn = (all, turn) => /** @type {string} */ (all[turn % all.length]);
const plain = () => ({ timestamp: TIMESTAMP });

/** @type {Shape} */
const ONE_ID = {
  request: () => ({ service, version, action, region: REGION, payload: { InstanceIds: [ID] } }),
  options: plain,
  signs: SIGNS,
  turns: 1,
};
/** The shape that others are measured against. */
export const REFERENCE = "1 id";

/** @type {Record<string, Shape>} */
export const SHAPES = {
  [REFERENCE]: ONE_ID,
  "100 ids": {
    ...ONE_ID,
    request: () => ({ service, version, action, region: REGION, payload: { InstanceIds: HUNDRED } }),
  },
  "two actions in turn": {
    ...ONE_ID,
    request: (turn) => ({
      service,
      version,
      action: turn % 2 === 0 ? "StartInstances" : "StopInstances",
      region: REGION,
      payload: { InstanceIds: [ID] },
    }),
    turns: 2,
  },
  "three regions in turn": {
    ...ONE_ID,
    request: (turn) => ({
      service,
      version,
      action,
      region: inTurn(REGIONS, turn),
      payload: { InstanceIds: [ID] },
    }),
    turns: 3,
  },
  "signed headers given": {
    ...ONE_ID,
    options: () => ({ timestamp: TIMESTAMP, signedHeaders: ["content-type", "host", "x-tc-action"] }),
  },
  "signed headers with the timestamp": {
    ...ONE_ID,
    options: () => ({
      timestamp: TIMESTAMP,
      signedHeaders: ["content-type", "host", "x-tc-action", "x-tc-timestamp"],
    }),
    signs: WITH_TIME,
  },
  "one extra header": {
    ...ONE_ID,
    request: () => ({
      service,
      version,
      action,
      region: REGION,
      payload: { InstanceIds: [ID] },
      headers: { "X-Trace": "abc" },
    }),
  },
  "one extra header, another value each time": {
    ...ONE_ID,
    request: (turn) => ({
      service,
      version,
      action,
      region: REGION,
      payload: { InstanceIds: [ID] },
      headers: { "X-TC-TraceId": (turn % 65_536).toString(16).padStart(8, "0") },
    }),
  },
  "GET, another id each time": {
    ...ONE_ID,
    request: (turn) => ({
      service,
      version,
      action: "DescribeInstances",
      region: REGION,
      method: "GET",
      payload: {
        Offset: 0,
        Limit: 20,
        InstanceIds: [`ins-${(turn % 65_536).toString(16).padStart(8, "0")}`],
      },
    }),
  },
  "8 actions in 2 regions": {
    ...ONE_ID,
    request: (turn) => ({
      service,
      version,
      action: inTurn(ACTIONS, turn),
      region: inTurn(REGIONS, Math.floor(turn / ACTIONS.length) % 2),
      payload: { InstanceIds: [ID] },
    }),
    turns: 16,
  },
  "two services in turn": {
    ...ONE_ID,
    request: (turn) => ({
      service: inTurn(SERVICES, turn),
      version,
      action,
      region: REGION,
      payload: { InstanceIds: [ID] },
    }),
    turns: 2,
  },
};

/** @param {string} name @returns {Shape} @throws {Error} where there is none */
export function shapeOf(name) {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  return shape;
}
