import { expectCode } from "./expect.mjs";

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

/**
 * The cases of a group, topic by topic.
 * @param {string} group
 * @param {Array<(cases: Cases) => void>} topics
 * @returns {Case[]}
 */
export function group(group, topics) {
  const { list, ...cases } = collector(group);
  for (const topic of topics) topic(cases);
  return list;
}

/** @typedef {Omit<ReturnType<typeof collector>, "list">} Cases what a topic adds its cases with */

/** @param {string} group */
function collector(group) {
  /** @type {Case[]} */
  const list = [];
  /**
   * @param {Case["basis"]} basis
   * @param {Case["does"]} does
   * @param {string} name
   * @param {Case["run"]} run
   */
  const add = (basis, does, name, run) => list.push({ group, name, basis, does, run });
  return {
    list,
    add,
    /**
     * A call that must be answered with a code, or "ok".
     * @param {Case["basis"]} basis
     * @param {Case["does"]} does
     * @param {string} name
     * @param {import("./wire.mjs").Call} call
     * @param {string | string[]} codes any of them
     */
    answers(basis, does, name, call, codes) {
      add(basis, does, name, async ({ ask }) => expectCode(await ask(call), codes));
    },
  };
}
