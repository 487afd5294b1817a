/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("./contests.mjs").Run} Run */
/**
 * What runs inside a runtime, the same in all of them.
 * @typedef {ReturnType<typeof suite>} Suite
 */

/**
 * @template Case
 * @param {Runtime} runtime
 * @param {import("./contests.mjs").Contest<Case>} contest
 */
export function suite(runtime, contest) {
  const here = contest.contenders.filter(({ runsIn }) => runsIn.includes(runtime));
  const enter = entries(runtime, { ...contest, contenders: here });
  /** The last result, so that no engine leaves the work out. @type {unknown} */
  let last;
  return {
    list: () => here.map(({ name, signs }) => ({ name, signs })),

    /** Signs `count` times. @param {string} name @param {string} caseName @param {number} count */
    async batch(name, caseName, count) {
      const entry = await enter(name, caseName);
      const { run, turn } = entry;
      entry.turn += count;
      last = run(turn);
      if (last instanceof Promise) {
        last = await last;
        for (let done = 1; done < count; done += 1) last = await run(turn + done);
      } else {
        for (let done = 1; done < count; done += 1) last = run(turn + done);
      }
    },

    /**
     * Signs the next turn, and compares that with a cold signature of ours.
     * @param {string} name
     * @param {string} caseName
     */
    async compare(name, caseName) {
      const entry = await enter(name, caseName);
      const turn = entry.turn++;
      const result = await entry.run(turn);
      return contest.compare(result, entry.given, { signs: entry.signs, turn });
    },

    /** Never called: keeps the last result alive. */
    last: () => last,
  };
}

/**
 * Contenders as they are prepared for a case: made when they are first asked for, and kept.
 * @template Case
 * @param {Runtime} runtime
 * @param {import("./contests.mjs").Contest<Case>} contest
 */
function entries(runtime, { contenders, caseOf }) {
  /** @type {Map<string, Case>} */
  const cases = new Map();
  /** @type {Map<string, Promise<{run: Run, turn: number, given: Case, signs: string}>>} `turn`: of the next signature */
  const prepared = new Map();

  /** @param {string} name @param {string} caseName */
  async function prepare(name, caseName) {
    const contender = contenders.find((each) => each.name === name);
    if (contender === undefined) throw new Error(`${runtime} has no contender ${name}`);
    const given = cases.get(caseName) ?? caseOf(caseName);
    cases.set(caseName, given);
    return { run: await contender.prepare(given), turn: 0, given, signs: contender.signs };
  }

  /** @param {string} name @param {string} caseName */
  return (name, caseName) => {
    const key = `${name}\n${caseName}`;
    const found = prepared.get(key) ?? prepare(name, caseName);
    prepared.set(key, found);
    return found;
  };
}
