import { isPlain, tagOf } from "./check.js";

/** Primitives in their objects, which JSON writes as the primitives. */
const PRIMITIVES = ["String", "Number", "Boolean"];
/** What JSON writes as it is. */
const WRITTEN = ["Object", "Array", "Arguments", ...PRIMITIVES];

/** A value as JSON has it: a Date as a text, a Number as a number. @param {unknown} value @param {string} name of the member */
export function asJsonHasIt(value, name) {
  if (typeof value !== "object" || value === null) return value;
  const { toJSON } = /** @type {{toJSON?: unknown}} */ (value);
  if (typeof toJSON === "function") return toJSON.call(value, name);
  return PRIMITIVES.includes(tagOf(value)) ? value.valueOf() : value;
}

/**
 * What an object is by name, if JSON would write it as something else or as nothing: a Map as `{}`, bytes as an object of
 * numbers, an Error without its message.
 * @param {object} value
 * @returns {string | undefined}
 */
export function lossyKind(value) {
  // Nearly always, and signing asks for every request.
  if (isPlain(value)) return undefined;
  const tag = tagOf(value);
  if (WRITTEN.includes(tag)) return undefined;
  const { toJSON } = /** @type {{toJSON?: unknown}} */ (value);
  if (typeof toJSON === "function") return undefined;
  return tag === "Error" || ArrayBuffer.isView(value) || Object.keys(value).length === 0 ? tag : undefined;
}
