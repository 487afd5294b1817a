const START = "StartInstances";

/**
 * What goes wrong while 30 stopped instances are started, and how many of them can be started all the same.
 * @typedef {{name: string, rules?: object[], ids?: number, bad?: string[], can?: number}} Case
 */

/** @param {string} name @param {string} kind @returns {Case} */
const once = (name, kind) => ({ name, rules: [{ kind, action: START, nth: 1 }] });

/** @type {Case[]} */
export const CASES = [
  { name: "nothing" },
  once("RequestLimitExceeded", "throttle"),
  once("InternalError, not executed", "internal-error"),
  once("InternalError, executed", "accepted-but-internal-error"),
  once("a page with 502", "html-502"),
  once("a page with 200", "html-200"),
  once("429, Retry-After: 2", "http-429"),
  once("503", "http-503-bare"),
  once("half a JSON text, executed", "truncated"),
  once("an empty body", "empty"),
  once("`null`", "null"),
  once("`{}`", "no-envelope"),
  once("reset, not executed", "reset"),
  once("reset, executed", "accepted-but-reply-lost"),
  once("reset in the middle of the reply", "cut"),
  once("no reply, not executed", "hang"),
  once("no reply, executed", "accepted-but-hang"),
  once("half of the batch executed, InternalServerError", "half-done"),
  { name: "the clock is an hour off", rules: [{ kind: "clock-ahead", delayMs: 3_600_000 }] },
  { name: "one id of the 30 is unknown", bad: ["ins-zzzzzzzz"], can: 29 },
  {
    name: "one of the 30 is refused",
    rules: [
      { kind: "error", code: "InvalidInstance.NotSupported", action: START, instanceId: "ins-00000007" },
    ],
    can: 29,
  },
  { name: "250 instances, nothing else", ids: 250 },
];
