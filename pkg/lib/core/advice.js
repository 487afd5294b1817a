import { CLIENT_CODES, RULES } from "../model.gen.js";

/** @typedef {import("./errors.js").Advice} Advice */

/** @param {string} code @param {string} prefix */
const begins = (code, prefix) =>
  // A prefix goes on with a dot; only the codes of the instance states go on without one.
  code === prefix || code.startsWith(prefix.endsWith("InstanceState") ? prefix : `${prefix}.`);

/** @type {typeof import("#advice").ruleOf} */
export function ruleOf(code) {
  const fitting = RULES.filter(([prefix = ""]) => begins(code, prefix));
  const [longest] = fitting.sort(([one = ""], [other = ""]) => other.length - one.length);
  return /** @type {ReturnType<typeof import("#advice").ruleOf>} */ (longest);
}

/** @type {typeof import("#advice").adviceIfKnown} */
export const adviceIfKnown = (code) =>
  /** @type {Record<string, Advice | undefined>} */ (CLIENT_CODES)[code] ?? ruleOf(code)?.[2];

/**
 * What to do about a code of the service, or of this package.
 * @param {string} code
 * @returns {Advice}
 */
export const adviceOf = (code) => adviceIfKnown(code) ?? "give-up";
