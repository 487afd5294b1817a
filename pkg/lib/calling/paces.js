/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {{slot: number, atMs: number, leaseMs: number}} Taken a slot that nobody has left with yet */

/**
 * Who waits for a slot.
 * @typedef {object} Waiter
 * @property {number} number in the order in which they came
 * @property {number} leaseMs
 * @property {number} dueMs when it is to look again
 */

/** Slots and those who wait for them, first come first served. @typedef {{waiters: Waiter[], taken: Taken[]}} Queue */

/** Those in front look this often. A slot that a reply frees is free a second later, so nobody has to be woken. */
const POLL_MS = 200;
/** Those for whom the slots of this second and the next cannot be enough look less often. */
const SLOWEST_POLL_MS = 1_000;
/** Who has not looked for this long after it was to look is gone: its request was cancelled. If not, it comes back to its place. */
const GONE_MS = 250;
/** A request leaves at most so much later than its slot was planned for. */
const LATE_MS = 2_000;
/** After its timeout a request is given up on within this. */
const GRACE_MS = 1_000;
/** The longest lease that a pace gives. */
const LONGEST_LEASE_MS = 86_400_000;
/** What is resolved with instead of a slot when there was none in time. */
export const TOO_LATE = -2;

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

/** @type {WeakMap<Pace, Queue>} */
const queues = new WeakMap();
let arrivals = 0;

/** @param {Pace} pace @returns {Queue} */
function queueOf(pace) {
  const queue = queues.get(pace) ?? { waiters: [], taken: [] };
  queues.set(pace, queue);
  return queue;
}

/**
 * Waits for a slot. Nobody waits for another's promise or timer, because in workerd these end with the request that made
 * them: each looks with a timer of its own, and whoever no longer looks loses its place.
 * @param {Pace} pace
 * @param {{timeoutMs: number, withinMs?: number, looks?: () => void}} how `timeoutMs` of the request that the slot is for;
 *   `looks` is told each time it looks
 * @returns {{slot: Promise<number>, leave: () => void}} `slot`: its number, at the moment the request may go, or TOO_LATE.
 *   `leave`: it is not needed any more
 */
export function acquire(pace, { timeoutMs, withinMs = Number.POSITIVE_INFINITY, looks }) {
  const queue = queueOf(pace);
  const untilMs = Date.now() + withinMs;
  const leaseMs = Math.min(timeoutMs + LATE_MS + GRACE_MS, LONGEST_LEASE_MS);
  arrivals += 1;
  /** @type {Waiter} */
  const waiter = { number: arrivals, leaseMs, dueMs: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const slot = new Promise((/** @type {(slot: number) => void} */ resolve, reject) => {
    function look() {
      try {
        looks?.();
        const now = Date.now();
        const { slot, atMs } = offer(pace, queue, waiter, now);
        if (slot === undefined && now < untilMs) {
          waiter.dueMs = Math.min(atMs, untilMs);
          timer = setTimeout(look, waiter.dueMs - now);
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
    look();
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
 * The slot a waiter may leave with now, or when it is to look again.
 * @param {Pace} pace
 * @param {Queue} queue
 * @param {Waiter} waiter
 * @param {number} now
 * @returns {{slot?: number, atMs: number}}
 */
function offer(pace, queue, waiter, now) {
  waiter.dueMs = now;
  const place = enter(queue, waiter, now);
  take(pace, queue, place + 1, now);
  const mine = queue.taken[place];
  if (mine === undefined) {
    const seconds = Math.floor(place / (pace.perSecond || 1));
    return { atMs: now + Math.min(POLL_MS * (1 + 2 * seconds), SLOWEST_POLL_MS) };
  }
  if (mine.atMs > now) return { atMs: mine.atMs };
  queue.taken.splice(place, 1);
  return { slot: mine.slot, atMs: mine.atMs };
}

/**
 * Those who are gone leave; the waiter has its place among those who stay.
 * @param {Queue} queue
 * @param {Waiter} waiter
 * @param {number} now
 */
function enter(queue, waiter, now) {
  queue.waiters = queue.waiters.filter((other) => other !== waiter && other.dueMs + GONE_MS >= now);
  const behind = queue.waiters.findIndex((other) => other.number > waiter.number);
  const place = behind === -1 ? queue.waiters.length : behind;
  queue.waiters.splice(place, 0, waiter);
  return place;
}

/**
 * Takes slots until there are `wanted`, in the order of their moments. They belong to whoever is in front when they are due,
 * so that one who is gone takes none along.
 * @param {Pace} pace
 * @param {Queue} queue
 * @param {number} wanted
 * @param {number} now
 */
function take(pace, queue, wanted, now) {
  const leaseMs = Math.max(...queue.waiters.map((waiter) => waiter.leaseMs));
  const kept = queue.taken.filter((taken) => taken.atMs + LATE_MS >= now && taken.leaseMs >= leaseMs);
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
