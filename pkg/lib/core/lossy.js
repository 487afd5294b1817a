import { isPlain, tagOf } from "./check.js";

/** Primitives in their objects, which JSON writes as the primitives. */
const PRIMITIVES = ["String", "Number", "Boolean"];
/** What JSON writes as it is. */
const WRITTEN = ["Object", "Array", "Arguments", ...PRIMITIVES];

/** Whether an object is of this realm and of no class, as a program writes one. @param {object} value */
export const isLiteral = (value) => Object.getPrototypeOf(value) === Object.prototype;

/** @param {object} value */
const hasToJson = (value) => typeof (/** @type {{toJSON?: unknown}} */ (value).toJSON) === "function";

/** A value as JSON has it: a Date as a text, a Number as a number. @param {unknown} value @param {string} name of the member */
export function asJsonHasIt(value, name) {
  // An error stays one, to be refused: what it says of itself is no parameter.
  if (typeof value !== "object" || value === null || tagOf(value) === "Error") return value;
  if (hasToJson(value)) return /** @type {{toJSON: (name: string) => unknown}} */ (value).toJSON(name);
  return PRIMITIVES.includes(tagOf(value)) ? value.valueOf() : value;
}

/**
 * What an object is by name, if JSON would write it as something else or as nothing: a Map as `{}`, bytes as an object of
 * numbers, an Error without its message, a stream of Node's as its innards.
 * @param {object} value
 * @returns {string | undefined}
 */
export function lossyKind(value) {
  // Nearly always, and signing asks for every request.
  if (isLiteral(value)) return undefined;
  if (isPlain(value)) return streamKind(value) ?? emptyClassKind(value);
  const tag = tagOf(value);
  if (tag === "Error") return tag;
  if (WRITTEN.includes(tag) || hasToJson(value)) return undefined;
  return ArrayBuffer.isView(value) || Object.keys(value).length === 0 ? tag : undefined;
}

/**
 * What an object without a name of its own is, if its members come one after the other, or later.
 * @param {object} value
 * @returns {string | undefined}
 */
function streamKind(value) {
  const { then, pipe } = /** @type {{then?: unknown, pipe?: unknown}} */ (value);
  const isStream =
    typeof then === "function" ||
    typeof pipe === "function" ||
    Symbol.asyncIterator in value ||
    Symbol.iterator in value;
  return isStream && !hasToJson(value) ? classOf(value, "stream or promise") : undefined;
}

/**
 * What an object of a class is that keeps everything in private fields or behind accessors, and so would be written as `{}`.
 * @param {object} value
 * @returns {string | undefined}
 */
function emptyClassKind(value) {
  const prototype = Object.getPrototypeOf(value);
  // Of any realm's Object the prototype has none.
  const isOfClass = prototype !== null && Object.getPrototypeOf(prototype) !== null;
  if (!isOfClass || Object.keys(value).length > 0 || hasToJson(value)) return undefined;
  return classOf(value, "class instance without members");
}

/** @param {object} value @param {string} otherwise where the class has no name */
function classOf(value, otherwise) {
  const { name } = /** @type {{name?: unknown}} */ (Object(value.constructor));
  return typeof name === "string" && name !== "" && name !== "Object" ? name : otherwise;
}

/** What JSON leaves out or writes as null, by name. @param {unknown} value @returns {string | undefined} */
export function unwritableKind(value) {
  if (typeof value === "function" || typeof value === "symbol") return typeof value;
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : undefined;
}

/**
 * Whether an object makes nothing of itself for JSON, as an invalid Date does.
 * @param {unknown} own
 * @param {unknown} asJson
 * @returns {own is object}
 */
export const isLostByToJson = (own, asJson) =>
  typeof own === "object" && own !== null && (asJson === null || asJson === undefined);
