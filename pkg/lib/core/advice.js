import { CLIENT_CODES, RULES } from "../model.gen.js";

/** @typedef {import("./errors.js").Advice} Advice */

/** @param {string} code @param {string} prefix */
const begins = (code, prefix) =>
  // A prefix goes on with a dot; only the codes of the instance states go on without one.
  code === prefix || code.startsWith(prefix.endsWith("InstanceState") ? prefix : `${prefix}.`);

/**
 * What to do about a code of the service, or of this package: that of the longest rule the code begins with, as in `judge`
 * of src/model.
 * @param {string} code
 * @returns {Advice}
 */
export function adviceOf(code) {
  const own = /** @type {Record<string, Advice | undefined>} */ (CLIENT_CODES)[code];
  if (own !== undefined) return own;
  const fitting = RULES.filter(([prefix]) => begins(code, prefix));
  const [longest] = fitting.sort(([one], [other]) => other.length - one.length);
  return longest === undefined ? "give-up" : /** @type {Advice} */ (longest[2]);
}
