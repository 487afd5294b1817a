import { object, read } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";

/** @typedef {() => string} SecretSource lines of a name, a tab and a JSON value; throws what is wrong with what was given */

/**
 * The members of an object as names and JSON values; those that are `undefined` are left out. The module checks them against
 * the action's row.
 * @param {string} label
 * @param {unknown} value
 * @returns {Array<[name: string, json: string]>}
 */
export function parameterEntries(label, value) {
  if (value === undefined) return [];
  const own = object(label, value);
  const entries = read(label, () => Object.entries(own)).filter(([, value]) => value !== undefined);
  return entries.map(([name, value]) => {
    if (["string", "boolean", "number"].includes(typeof value)) return [name, JSON.stringify(value)];
    throw invalidArgument(`${label}.${name}`, "must be a string, a boolean or a number");
  });
}

/**
 * Secret parameters, or a function that gives them: read anew for every request, and kept nowhere.
 * @param {unknown} value
 * @returns {SecretSource}
 */
export const secretSource = (value) => () =>
  parameterEntries(
    "secretParameters",
    typeof value === "function" ? read("secretParameters", () => value()) : value,
  )
    .map((entry) => entry.join("\t"))
    .join("\n");
