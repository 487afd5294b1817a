/**
 * Retry-After as a duration in milliseconds: seconds, or a date counted from the reply's own Date (RFC 9110).
 * @param {string | undefined} retryAfter
 * @param {number | undefined} fromMs the reply's Date, in Unix milliseconds
 * @returns {number | undefined} `undefined` for none, and for what is neither
 */
export function retryAfterMs(retryAfter, fromMs) {
  if (retryAfter === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const atMs = dateMs(retryAfter);
  return atMs === undefined ? undefined : Math.max(0, atMs - (fromMs ?? Date.now()));
}

/** A date as Unix milliseconds, `undefined` for what is none. @param {string | undefined} date */
export function dateMs(date) {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}
