import { aborted } from "./errors.js";

/** The longest timer an engine takes, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Promises that a signal and a time end. What has lost a race is left alone, whatever becomes of it.
 * @param {AbortSignal | undefined} signal
 * @param {string} message of `Client.Aborted`
 */
export function createRace(signal, message) {
  let abort = () => {};
  /** @type {Promise<never>} */
  const whenAborted = new Promise((_, reject) => {
    abort = () => reject(aborted(message));
  });
  whenAborted.catch(() => {});
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  return {
    /**
     * @template T
     * @param {Promise<T>} promise
     * @param {number} withinMs
     * @param {() => Error} late what it is rejected with after that
     */
    async run(promise, withinMs, late) {
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      /** @type {Promise<never>} */
      const whenLate = new Promise((_, reject) => {
        timer = setTimeout(() => reject(late()), Math.min(withinMs, LONGEST_TIMER_MS));
      });
      promise.catch(() => {});
      try {
        return await Promise.race([promise, whenLate, whenAborted]);
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => signal?.removeEventListener("abort", abort),
  };
}
