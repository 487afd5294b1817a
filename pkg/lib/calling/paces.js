/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {{slot: number, atMs: number, leaseMs: number}} TakenSlot a slot that no request has used yet */

/**
 * Somebody waiting for a slot.
 * @typedef {object} Waiter
 * @property {number} number order of arrival
 * @property {number} leaseMs
 * @property {number} dueMs when it polls next
 */

/**
 * Slots taken ahead and those who wait for them, first come first served.
 * @typedef {object} Queue
 * @property {Waiter[]} waiters
 * @property {TakenSlot[]} taken
 * @property {number} leasedUntilMs when the last lease of a slot ends that a request uses
 */

/** How often the first in the queue poll. A slot is reusable only a second after its reply, so nobody needs waking. */
const POLL_MS = 200;
/** Those too far back to get a slot within two seconds poll less often. */
const MAX_POLL_MS = 1_000;
/** A waiter this long overdue is taken for cancelled and loses its place; if it polls after all, it gets the place back. */
const ABSENT_AFTER_MS = 250;
/** How much later than planned a request may leave with its slot. */
const MAX_LATENESS_MS = 2_000;
/** How long after its timeout a request is given up at the latest. */
const GRACE_MS = 1_000;
/** The longest lease that a pace gives. */
const MAX_LEASE_MS = 86_400_000;
/** An unused pace is kept so long: by then each slot is free again and a throttled rate has recovered, one a second. */
const KEEP_MS = 60_000;
/** Resolved instead of a slot number when none was free in time. */
export const TOO_LATE = -2;

/**
 * The budgets of this process, one for each account, region and action.
 * @param {(perSecond: number) => Pace} create
 */
export function createPaceBook(create) {
  /** @type {Map<string, {pace: Pace, usedAtMs: number}>} */
  const entries = new Map();
  let sweptAtMs = Date.now();

  /** Temporary keys bring an account of their own each: their paces must not stay for ever. @param {number} now */
  function sweep(now) {
    if (Math.abs(now - sweptAtMs) < KEEP_MS) return;
    sweptAtMs = now;
    for (const [key, { pace, usedAtMs }] of entries) if (isUnused(pace, usedAtMs, now)) entries.delete(key);
  }

  return {
    /**
     * @param {string} account
     * @param {string} region
     * @param {string} action
     * @param {number} perSecond
     */
    of(account, region, action, perSecond) {
      const key = JSON.stringify([account, region, action]);
      const now = Date.now();
      sweep(now);
      const entry = entries.get(key) ?? { pace: create(perSecond), usedAtMs: now };
      entry.usedAtMs = now;
      entries.set(key, entry);
      return entry.pace;
    },
  };
}

/** @type {WeakMap<Pace, Queue>} */
const queues = new WeakMap();
let lastNumber = 0;

/** @param {Pace} pace @returns {Queue} */
function queueOf(pace) {
  const queue = queues.get(pace) ?? { waiters: [], taken: [], leasedUntilMs: 0 };
  queues.set(pace, queue);
  return queue;
}

/**
 * Nobody waits, no request is in flight, and a new pace would allow no more than this one.
 * @param {Pace} pace
 * @param {number} usedAtMs
 * @param {number} now
 */
function isUnused(pace, usedAtMs, now) {
  const { waiters, leasedUntilMs } = queueOf(pace);
  return waiters.length === 0 && now >= Math.max(usedAtMs, leasedUntilMs) + KEEP_MS;
}

/**
 * Waits for a slot. No waiter depends on another's promise or timer, because in workerd these end with the request that made
 * them: each polls with its own timer, and whoever stops polling loses its place.
 * @param {Pace} pace
 * @param {{timeoutMs: number, withinMs?: number, onPoll?: () => void}} how `timeoutMs` of the request that the slot is for;
 *   `onPoll` is called at each poll
 * @returns {{slot: Promise<number>, leave: () => void}} `slot`: resolves with its number when the request may go, or with
 *   TOO_LATE. `leave`: stops waiting
 */
export function acquire(pace, { timeoutMs, withinMs = Number.POSITIVE_INFINITY, onPoll }) {
  const queue = queueOf(pace);
  const untilMs = Date.now() + withinMs;
  const leaseMs = Math.min(timeoutMs + MAX_LATENESS_MS + GRACE_MS, MAX_LEASE_MS);
  lastNumber += 1;
  /** @type {Waiter} */
  const waiter = { number: lastNumber, leaseMs, dueMs: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const slot = new Promise((/** @type {(slot: number) => void} */ resolve, reject) => {
    function poll() {
      try {
        onPoll?.();
        const now = Date.now();
        const { slot, atMs } = tryTake(pace, queue, waiter, now);
        if (slot === undefined && now < untilMs) {
          waiter.dueMs = Math.min(atMs, untilMs);
          timer = setTimeout(poll, waiter.dueMs - now);
          return;
        }
        remove(queue, waiter);
        resolve(slot ?? TOO_LATE);
      } catch (thrown) {
        // A caller's own pace may throw.
        remove(queue, waiter);
        reject(thrown);
      }
    }
    poll();
  });
  return {
    slot,
    leave() {
      clearTimeout(timer);
      remove(queue, waiter);
    },
  };
}

/**
 * The slot a waiter may use now, or when it polls again.
 * @param {Pace} pace
 * @param {Queue} queue
 * @param {Waiter} waiter
 * @param {number} now
 * @returns {{slot?: number, atMs: number}}
 */
function tryTake(pace, queue, waiter, now) {
  waiter.dueMs = now;
  const place = enqueue(queue, waiter, now);
  takeSlots(pace, queue, place + 1, now);
  const mine = queue.taken[place];
  if (mine === undefined) {
    const seconds = Math.floor(place / (pace.perSecond || 1));
    return { atMs: now + Math.min(POLL_MS * (1 + 2 * seconds), MAX_POLL_MS) };
  }
  if (mine.atMs > now) return { atMs: mine.atMs };
  queue.taken.splice(place, 1);
  queue.leasedUntilMs = Math.max(queue.leasedUntilMs, mine.atMs + mine.leaseMs);
  return { slot: mine.slot, atMs: mine.atMs };
}

/**
 * Removes overdue waiters and puts this one at its place in the order of arrival.
 * @param {Queue} queue
 * @param {Waiter} waiter
 * @param {number} now
 */
function enqueue(queue, waiter, now) {
  queue.waiters = queue.waiters.filter((other) => other !== waiter && other.dueMs + ABSENT_AFTER_MS >= now);
  const behind = queue.waiters.findIndex((other) => other.number > waiter.number);
  const place = behind === -1 ? queue.waiters.length : behind;
  queue.waiters.splice(place, 0, waiter);
  return place;
}

/**
 * Takes slots ahead until there are `wanted`, in the order of their times. A slot belongs to whoever is first when it is due, so
 * that a cancelled waiter loses none.
 * @param {Pace} pace
 * @param {Queue} queue
 * @param {number} wanted
 * @param {number} now
 */
function takeSlots(pace, queue, wanted, now) {
  const leaseMs = Math.max(...queue.waiters.map((waiter) => waiter.leaseMs));
  const kept = queue.taken.filter((taken) => taken.atMs + MAX_LATENESS_MS >= now && taken.leaseMs >= leaseMs);
  for (const taken of queue.taken) if (!kept.includes(taken)) pace.freed(taken.slot, taken.atMs);
  queue.taken = kept;
  while (queue.taken.length < wanted) {
    const { slot, atMs } = pace.take(now, leaseMs);
    if (atMs === Number.POSITIVE_INFINITY) break;
    queue.taken.push({ slot, atMs, leaseMs });
  }
  queue.taken.sort((one, other) => one.atMs - other.atMs);
}

/** @param {Queue} queue @param {Waiter} waiter */
function remove(queue, waiter) {
  queue.waiters = queue.waiters.filter((other) => other !== waiter);
}
