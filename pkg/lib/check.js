import { argument } from "./errors.js";

/**
 * A text, or undefined.
 * @param {string} name
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function text(name, value) {
  if (value === undefined || typeof value === "string") return value;
  throw argument(name, `must be a string, not ${kind(value)}`);
}

/**
 * A text that has to be there.
 * @param {string} name
 * @param {unknown} value
 */
export function needed(name, value) {
  const found = text(name, value);
  if (found === undefined) throw argument(name, "is missing");
  return found;
}

/**
 * One of some texts, or undefined.
 * @template {string} T
 * @param {string} name
 * @param {unknown} value
 * @param {readonly T[]} choices
 * @returns {T | undefined}
 */
export function choice(name, value, choices) {
  if (value === undefined) return undefined;
  const found = choices.find((known) => known === value);
  if (found === undefined) throw argument(name, `must be one of ${choices.join(", ")}`);
  return found;
}

/**
 * A whole number from `least` on, or undefined.
 * @param {string} name
 * @param {unknown} value
 * @param {number} [least]
 */
export function whole(name, value, least = 0) {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw argument(name, `must be a whole number, at least ${least}`);
}

/**
 * true, false or undefined.
 * @param {string} name
 * @param {unknown} value
 */
export function flag(name, value) {
  if (value === undefined || typeof value === "boolean") return value;
  throw argument(name, `must be true or false, not ${kind(value)}`);
}

/**
 * A function, or undefined.
 * @param {string} name
 * @param {unknown} value
 */
export function callable(name, value) {
  if (value === undefined || typeof value === "function") return /** @type {Function | undefined} */ (value);
  throw argument(name, `must be a function, not ${kind(value)}`);
}

/**
 * An object that is no list.
 * @param {string} name
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export function object(name, value) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return /** @type {Record<string, unknown>} */ (value);
  }
  throw argument(name, `must be an object, not ${kind(value)}`);
}

/**
 * The members of an iterable that is no text.
 * @param {string} name
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function list(name, value) {
  const iterable = /** @type {Iterable<unknown> | null | undefined} */ (value);
  if (typeof value === "object" && typeof iterable?.[Symbol.iterator] === "function") return [...iterable];
  throw argument(name, `must be a list, not ${kind(value)}`);
}

/** @param {unknown} value */
function kind(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}
