/**
 * The operations under way in a place where requests come and go, each with a context of its own: workerd ends the context of
 * a request whose client resets, or that is answered, and nothing of it runs any more, no `finally` either. So each operation
 * has a lease, and whoever begins one sweeps those that are past their end.
 *
 * @typedef {object} Lease
 * @property {() => void} lives it was heard of
 * @property {() => void} end it is over by itself
 *
 * @typedef {object} Operations
 * @property {(longestMs: number, silentMs: number, letGo: () => void) => Lease} begin `longestMs`: how long it may take;
 *   `silentMs`: how long it may not be heard of; `letGo`: gives back what it holds, from the context of another
 */

/** An operation that is late is found late twice, so far apart: a timer that only fires late shows a sign in between. */
const SUSPECT_MS = 2_000;
/** How late the end of an operation or of a wait may be noticed. */
const GRACE_MS = 2_000;

/**
 * @param {boolean} shared whether the contexts of several requests share this module. Elsewhere nobody is swept: a page in the
 *   background or a machine asleep may be silent for as long as it likes
 * @returns {Operations}
 */
export function createOperations(shared) {
  /** @typedef {{endMs: number, silentMs: number, heardMs: number, suspectMs: number | undefined, letGo: () => void}} Open */
  /** @type {Set<Open>} */
  const open = new Set();

  /** @param {number} now */
  function sweep(now) {
    for (const one of open) {
      const { endMs, silentMs, heardMs, suspectMs } = one;
      const dueMs = Math.min(endMs, heardMs + silentMs);
      if (now < dueMs + GRACE_MS) one.suspectMs = undefined;
      else if (suspectMs === undefined || suspectMs > now) one.suspectMs = now;
      else if (now - suspectMs >= SUSPECT_MS) {
        open.delete(one);
        one.letGo();
      }
    }
  }

  return {
    begin(longestMs, silentMs, letGo) {
      const now = Date.now();
      if (shared) sweep(now);
      /** @type {Open} */
      const one = { endMs: now + longestMs, silentMs, heardMs: now, suspectMs: undefined, letGo };
      open.add(one);
      return {
        lives() {
          one.heardMs = Date.now();
          one.suspectMs = undefined;
        },
        end: () => void open.delete(one),
      };
    },
  };
}
