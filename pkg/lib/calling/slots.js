import { ignoreErrors } from "../core/callbacks.js";
import { isTencentCloudError } from "../core/errors.js";
import { acquire, TOO_LATE } from "./paces.js";

/** @typedef {import("../../index.js").Pace} Pace */

/** What the module is told when there is no slot to give back. */
const NO_SLOT = -1;

/**
 * The slots of one operation: part of the `Host` of src/drive/mod.rs.
 * @param {{paceOf: (action: string) => Pace | undefined, timeoutMs: number, touch: () => void}} operation `touch`: called
 *   whenever the operation shows a sign of life
 */
export function createSlots({ paceOf, timeoutMs, touch }) {
  /** @type {Set<() => void>} */
  const waiting = new Set();
  return {
    /** @param {string} action @param {number} [withinMs] */
    async acquire(action, withinMs) {
      const pace = paceOf(action);
      if (pace === undefined) return NO_SLOT;
      try {
        const { slot, leave } = acquire(pace, { timeoutMs, withinMs, onPoll: touch });
        waiting.add(leave);
        return await slot.finally(() => waiting.delete(leave));
      } catch (thrown) {
        // A caller's own pace that throws does not hold up the request, but one that was freed by mistake has to.
        return isTencentCloudError(thrown) ? TOO_LATE : NO_SLOT;
      }
    },

    cancelAcquire() {
      for (const leave of waiting) leave();
      waiting.clear();
    },

    /** @param {string} action @param {number} slot */
    release(action, slot) {
      touch();
      const pace = slot < 0 ? undefined : paceOf(action);
      if (pace !== undefined) ignoreErrors(() => pace.freed(slot, Date.now()));
    },

    /** @param {string} action */
    throttled(action) {
      ignoreErrors(() => paceOf(action)?.throttled(Date.now()));
    },
  };
}
