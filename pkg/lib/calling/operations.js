/**
 * The operations under way where several requests share a process, each in a context of its own: workerd ends the context of
 * a request once it is answered or its client disconnects, and nothing of it runs any more, `finally` blocks included. So each
 * operation has a lease, and whoever begins one sweeps the expired ones.
 *
 * @typedef {object} Lease
 * @property {() => void} touch extends it: the operation has shown a sign of life
 * @property {() => void} end the operation has ended by itself
 *
 * @typedef {object} Operations
 * @property {(longestMs: number, maxSilenceMs: number, release: () => void) => Lease} begin `longestMs`: how long it may take;
 *   `maxSilenceMs`: how long it may go without a touch; `release`: gives back what it holds, called from another context
 */

/** An operation is swept only when found overdue twice, this far apart: one whose timer merely fires late is touched in between. */
const SUSPECT_MS = 2_000;
/** Tolerance for the end of an operation or of a wait being noticed late. */
const GRACE_MS = 2_000;

/**
 * @param {boolean} shared whether the contexts of several requests share this module. Elsewhere nothing is swept: a page in
 *   the background or a sleeping machine may be silent for any time
 * @returns {Operations}
 */
export function createOperations(shared) {
  /** @typedef {{endMs: number, maxSilenceMs: number, touchedMs: number, suspectedMs: number | undefined, release: () => void}} OpenOperation */
  /** @type {Set<OpenOperation>} */
  const open = new Set();

  /** @param {number} now */
  function sweep(now) {
    for (const operation of open) {
      const { endMs, maxSilenceMs, touchedMs, suspectedMs } = operation;
      const dueMs = Math.min(endMs, touchedMs + maxSilenceMs);
      if (now < dueMs + GRACE_MS) operation.suspectedMs = undefined;
      else if (suspectedMs === undefined || suspectedMs > now) operation.suspectedMs = now;
      else if (now - suspectedMs >= SUSPECT_MS) {
        open.delete(operation);
        operation.release();
      }
    }
  }

  return {
    begin(longestMs, maxSilenceMs, release) {
      const now = Date.now();
      if (shared) sweep(now);
      /** @type {OpenOperation} */
      const operation = {
        endMs: now + longestMs,
        maxSilenceMs,
        touchedMs: now,
        suspectedMs: undefined,
        release,
      };
      open.add(operation);
      return {
        touch() {
          operation.touchedMs = Date.now();
          operation.suspectedMs = undefined;
        },
        end: () => void open.delete(operation),
      };
    },
  };
}
