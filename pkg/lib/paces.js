/** @typedef {import("../index.js").Pace} Pace */

/** How often a waiter looks for a slot. A slot is known this long and longer before it is free, so that none is lost. */
const POLL_MS = 250;
/** A waiter that has not looked for so long is taken for gone: the request it belongs to was cancelled. */
const SILENT_MS = 3_000;
/** How late a request may leave with its slot; the lease is longer by as much. */
const GRACE_MS = 1_000;
/** What `acquire` gives when it was told to stop, or its time was up. */
export const GAVE_UP = -2;

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

/**
 * One request that waits for a slot.
 * @typedef {object} Waiter
 * @property {number} place the order of arrival
 * @property {number} leaseMs
 * @property {number} seenMs when it looked last
 * @property {{slot: number, atMs: number} | undefined} granted
 */

/**
 * Who waits for a pace, in the order in which they came. An engine may stop running one request's code at any moment and
 * for ever, so nobody waits for another's promise: each looks for itself, and hands out slots in order while it does.
 * @type {WeakMap<Pace, {waiters: Waiter[], next: number}>}
 */
const queues = new WeakMap();

/** @param {Pace} pace */
function queueOf(pace) {
  const queue = queues.get(pace) ?? { waiters: [], next: 0 };
  queues.set(pace, queue);
  return queue;
}

/** What the requests of one operation have in common while they wait: one end. */
export function createWaiting() {
  /** @type {Set<() => void>} */
  const wakers = new Set();
  let over = false;
  return {
    isOver: () => over,
    /** Nothing of the operation waits any longer. */
    stop() {
      over = true;
      for (const wake of wakers) wake();
    },
    /** @param {number} ms */
    async sleep(ms) {
      await new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve(undefined);
        };
        const timer = setTimeout(wake, ms);
        wakers.add(wake);
      });
    },
  };
}

/**
 * Waits for a slot; resolves with its number at the moment the request may go, or with `GAVE_UP`.
 * @param {Pace} pace
 * @param {{leaseMs: number, untilMs: number, waiting: ReturnType<typeof createWaiting>}} options `leaseMs`: how long after
 *   it has left a request can be answered
 * @returns {Promise<number>}
 */
export async function acquire(pace, { leaseMs, untilMs, waiting }) {
  const queue = queueOf(pace);
  /** @type {Waiter} */
  const waiter = { place: queue.next++, leaseMs: leaseMs + GRACE_MS, seenMs: 0, granted: undefined };
  try {
    for (;;) {
      const now = Date.now();
      if (waiting.isOver() || now >= untilMs) return GAVE_UP;
      waiter.seenMs = now;
      join(queue.waiters, waiter);
      handOut(pace, queue.waiters, now);
      const { granted } = waiter;
      if (granted !== undefined && granted.atMs + GRACE_MS < now) {
        revoke(pace, waiter, now);
        continue;
      }
      if (granted !== undefined && granted.atMs <= now) {
        waiter.granted = undefined;
        return granted.slot;
      }
      await waiting.sleep(
        Math.min(POLL_MS, (granted?.atMs ?? Number.POSITIVE_INFINITY) - now, untilMs - now),
      );
    }
  } finally {
    leave(queue.waiters, waiter);
    revoke(pace, waiter, Date.now());
  }
}

/** Back to its place, if it was taken for gone. @param {Waiter[]} waiters @param {Waiter} waiter */
function join(waiters, waiter) {
  if (waiters.includes(waiter)) return;
  const at = waiters.findIndex((other) => other.place > waiter.place);
  waiters.splice(at < 0 ? waiters.length : at, 0, waiter);
}

/** @param {Waiter[]} waiters @param {Waiter} waiter */
function leave(waiters, waiter) {
  const at = waiters.indexOf(waiter);
  if (at >= 0) waiters.splice(at, 1);
}

/**
 * Whatever slots there are, to those who wait, in their order.
 * @param {Pace} pace
 * @param {Waiter[]} waiters
 * @param {number} now
 */
function handOut(pace, waiters, now) {
  for (const waiter of waiters.filter(({ seenMs }) => now - seenMs > SILENT_MS)) {
    leave(waiters, waiter);
    revoke(pace, waiter, now);
  }
  for (const waiter of waiters) {
    if (waiter.granted !== undefined) continue;
    const granted = pace.take(now, waiter.leaseMs);
    if (granted.atMs === Number.POSITIVE_INFINITY) return;
    waiter.granted = granted;
  }
}

/** Gives back a slot that was granted and not used. @param {Pace} pace @param {Waiter} waiter @param {number} now */
function revoke(pace, waiter, now) {
  const { granted } = waiter;
  waiter.granted = undefined;
  if (granted !== undefined) pace.freed(granted.slot, now);
}
