import { withArticle } from "./check.js";
import { invalidArgument } from "./errors.js";
import { lossyKind } from "./lossy.js";

/** What shows that an object may have been written as less than it is: nothing, or a list of bytes. */
const SUSPICIOUS = ["{}", '{"0":'];

/**
 * An object as JSON. BigInts are written as the integers they are; what JSON would lose is refused by its path.
 * @param {object} payload
 */
export function writeJson(payload) {
  const json = plainJson(payload);
  if (json !== undefined && (json === "{}" || !SUSPICIOUS.some((sign) => json.includes(sign)))) return json;
  const read = writeWith(payload, () => 0);
  let mark = "$big";
  while (read.includes(mark)) mark += "_";
  return writeWith(payload, (integer) => mark + integer).replaceAll(
    new RegExp(`"${mark.replace("$", "\\$")}(-?\\d+)"`, "g"),
    "$1",
  );
}

/** What JSON.stringify writes; undefined where it throws, or would write a BigInt as what a program has made of it. @param {object} payload */
function plainJson(payload) {
  if ("toJSON" in BigInt.prototype) return undefined;
  try {
    return JSON.stringify(payload);
  } catch {
    return undefined;
  }
}

/**
 * @param {object} payload
 * @param {(integer: bigint) => unknown} bigInt
 * @returns {string}
 */
function writeWith(payload, bigInt) {
  /** @type {WeakMap<object, string>} */
  const paths = new WeakMap();
  const json = JSON.stringify(
    payload,
    /** @this {Record<string, unknown>} @param {string} key @param {unknown} value */
    function (key, value) {
      const own = this[key];
      if (typeof own === "bigint") return bigInt(own);
      if (typeof value !== "object" || value === null) return value;
      const path = pathOf(paths.get(this), key, Array.isArray(this));
      paths.set(value, path);
      const kind = lossyKind(value);
      if (kind !== undefined) throw invalidArgument(path, `is ${withArticle(kind)}, which JSON cannot hold`);
      return value;
    },
  );
  if (json === undefined) throw invalidArgument("payload", "is nothing that JSON can hold");
  return json;
}

/** @param {string | undefined} parent undefined of the payload itself @param {string} key @param {boolean} inList */
function pathOf(parent, key, inList) {
  if (parent === undefined) return "payload";
  return inList ? `${parent}[${key}]` : `${parent}.${key.slice(0, 60)}`;
}
