import { authorizationOf, payloadOf } from "../contenders/job.mjs";
import { oursSigning } from "../contenders/ours.mjs";

/** @typedef {import("../contenders/job.mjs").Contender} Contender */
/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("../contenders/job.mjs").Run} Run */
/**
 * What runs inside a runtime, the same in all of them.
 * @typedef {ReturnType<typeof suite>} Suite
 */

/**
 * @param {Runtime} runtime
 * @param {Contender[]} contenders
 */
export function suite(runtime, contenders) {
  const here = contenders.filter(({ runsIn }) => runsIn.includes(runtime));
  /** @type {Map<string, ReturnType<typeof payloadOf>>} */
  const payloads = new Map();
  /** @type {Map<string, Promise<Run>>} */
  const prepared = new Map();
  /** The last result, so that no engine leaves the work out. @type {unknown} */
  let last;

  /** @param {string} name of a case */
  function payload(name) {
    const found = payloads.get(name) ?? payloadOf(name);
    payloads.set(name, found);
    return found;
  }

  /** @param {string} name @param {string} caseName */
  function runOf(name, caseName) {
    const key = `${name}\n${caseName}`;
    const contender = here.find((each) => each.name === name);
    if (contender === undefined) throw new Error(`${runtime} has no contender ${name}`);
    const found = prepared.get(key) ?? Promise.resolve(contender.prepare(payload(caseName)));
    prepared.set(key, found);
    return found;
  }

  return {
    list: () => here.map(({ name, signs }) => ({ name, signs })),

    /** Signs `count` times. @param {string} name @param {string} caseName @param {number} count */
    async batch(name, caseName, count) {
      const run = await runOf(name, caseName);
      last = run();
      if (last instanceof Promise) {
        last = await last;
        for (let done = 1; done < count; done += 1) last = await run();
      } else {
        for (let done = 1; done < count; done += 1) last = run();
      }
    },

    /** @param {string} name @param {string} caseName */
    async authorization(name, caseName) {
      return authorizationOf(await (await runOf(name, caseName))());
    },

    /** What ours answers when it signs these headers. @param {string} signs @param {string} caseName */
    expected: (signs, caseName) => authorizationOf(oursSigning(payload(caseName).given, signs)),

    /** Never called: keeps the last result alive. */
    last: () => last,
  };
}
