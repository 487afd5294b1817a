/**
 * @typedef {object} Clock
 * @property {boolean} virtual
 * @property {() => number} now Unix milliseconds
 * @property {(ms: number) => void} advance
 * @property {(ms: number, signal: AbortSignal | undefined) => Promise<void>} wait Infinity: until aborted
 * @property {(reason: Error) => void} end rejects whoever still waits
 */

/** The longest that timers take. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @returns {Clock} */
export function realClock() {
  const { enter, end } = waitingRoom();
  return {
    virtual: false,
    now: () => Date.now(),
    advance() {
      throw new TypeError('advance() moves a virtual clock only: createEmulator({ clock: "virtual" })');
    },
    wait: (ms, signal) =>
      enter(signal, (done) => {
        if (ms === Number.POSITIVE_INFINITY) return () => {};
        const timer = setTimeout(done, Math.min(ms, MAX_TIMER_MS));
        return () => clearTimeout(timer);
      }),
    end,
  };
}

/**
 * @param {number} nowMs
 * @returns {Clock}
 */
export function virtualClock(nowMs) {
  const { enter, end } = waitingRoom();
  /** @type {Set<{dueMs: number, done: () => void}>} */
  const timers = new Set();
  return {
    virtual: true,
    now: () => nowMs,
    advance(ms) {
      if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0) {
        throw new RangeError("advance() takes a whole number of milliseconds from 0 up");
      }
      if (!Number.isSafeInteger(nowMs + ms))
        throw new RangeError("advance() would go past what a date can be");
      nowMs += ms;
      const due = [...timers].filter((timer) => timer.dueMs <= nowMs);
      for (const { done } of due.sort((a, b) => a.dueMs - b.dueMs)) done();
    },
    wait: (ms, signal) =>
      enter(signal, (done) => {
        const timer = { dueMs: nowMs + ms, done };
        timers.add(timer);
        return () => timers.delete(timer);
      }),
    end,
  };
}

/** Whoever waits, until the time comes, the signal is given or everything ends. */
function waitingRoom() {
  /** @type {Set<(reason: unknown) => void>} */
  const inside = new Set();
  return {
    /**
     * @param {AbortSignal | undefined} signal
     * @param {(done: () => void) => () => void} arm gives back what disarms it
     * @returns {Promise<void>}
     */
    enter: (signal, arm) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          inside.delete(fail);
          signal?.removeEventListener("abort", abort);
          disarm();
        };
        const fail = (/** @type {unknown} */ reason) => {
          leave();
          reject(reason);
        };
        const abort = () => fail(signal?.reason);
        const disarm = arm(() => {
          leave();
          resolve();
        });
        inside.add(fail);
        signal?.addEventListener("abort", abort);
      }),
    /** @param {Error} reason */
    end(reason) {
      for (const fail of [...inside]) fail(reason);
    },
  };
}
