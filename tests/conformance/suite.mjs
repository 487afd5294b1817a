import { identity } from "./identity.mjs";
import { instances } from "./instances.mjs";
import { operations } from "./operations.mjs";
import { parameters } from "./parameters.mjs";
import { protocol } from "./protocol.mjs";
import { sts } from "./sts.mjs";

/**
 * What every case is given: the endpoint, seen from outside.
 * @typedef {object} Context
 * @property {string} region
 * @property {import("./wire.mjs").Call["keys"] & object} keys
 * @property {string | undefined} role the RoleArn of a role that the key may assume
 * @property {(call: import("./wire.mjs").Call) => Promise<import("./wire.mjs").Reply>} send
 * @property {(call: import("./wire.mjs").Call) => Promise<any>} ask what stands inside `Response`
 * @property {() => Promise<any[]>} seen instances of the region, a page of them
 *
 * @typedef {object} Case
 * @property {string} group
 * @property {string} name
 * @property {"documented" | "recorded" | "assumed"} basis where the expectation is from
 * @property {"reads" | "dry" | "starts"} does "reads" and "dry" change nothing; "dry" sends acting requests that must be
 *   refused
 * @property {(context: Context) => Promise<void>} run throws what differs
 */

/** Every case, those first that do least. @type {Case[]} */
export const suite = [
  ...protocol(),
  ...identity(),
  ...instances(),
  ...parameters(),
  ...operations(),
  ...sts(),
].sort((one, other) => rank(one) - rank(other));

/** @param {Case} it */
function rank({ does }) {
  return ["reads", "dry", "starts"].indexOf(does);
}
