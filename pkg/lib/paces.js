/** @typedef {import("../index.js").Pace} Pace */

/** Asked again after this long when no slot is free and no reply frees one: a caller's own pace may be freed elsewhere. */
const POLL_MS = 1_000;

/**
 * The budgets of this process, one for each account, region and action.
 * @param {(perSecond: number) => Pace} create
 */
export function createPaceBook(create) {
  /** @type {Map<string, Pace>} */
  const paces = new Map();
  return {
    /**
     * @param {string} account
     * @param {string} region
     * @param {string} action
     * @param {number} perSecond
     */
    of(account, region, action, perSecond) {
      const key = JSON.stringify([account, region, action]);
      const pace = paces.get(key) ?? create(perSecond);
      paces.set(key, pace);
      return pace;
    },
  };
}

/** Who waits for a pace, in the order in which they came. @type {WeakMap<Pace, {last: Promise<unknown>, wake: () => void}>} */
const queues = new WeakMap();

/** @param {Pace} pace */
function queueOf(pace) {
  const queue = queues.get(pace) ?? { last: Promise.resolve(), wake: () => {} };
  queues.set(pace, queue);
  return queue;
}

/**
 * Waits for a slot; resolves with its number at the moment the request may go.
 * @param {Pace} pace
 * @returns {Promise<number>}
 */
export function turn(pace) {
  const queue = queueOf(pace);
  const mine = queue.last.then(async () => {
    for (;;) {
      const now = Date.now();
      const { slot, atMs } = pace.take(now);
      if (atMs === Number.POSITIVE_INFINITY) {
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, POLL_MS);
          queue.wake = () => {
            clearTimeout(timer);
            resolve(undefined);
          };
        });
        continue;
      }
      if (atMs > now) await new Promise((resolve) => setTimeout(resolve, atMs - now));
      return slot;
    }
  });
  queue.last = mine.catch(() => {});
  return mine;
}

/**
 * Gives a slot back.
 * @param {Pace} pace
 * @param {number} slot
 */
export function freed(pace, slot) {
  pace.freed(slot, Date.now());
  queueOf(pace).wake();
}
