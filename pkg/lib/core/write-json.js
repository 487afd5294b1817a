import { tagOf, withArticle } from "./check.js";
import { invalidArgument } from "./errors.js";
import { isLiteral, isLostByToJson, lossyKind, unwritableKind } from "./lossy.js";

/** What is nested more deeply is looked at more closely. */
const MAX_DEPTH = 16;

/**
 * An object as JSON. BigInts are written as the integers they are; what JSON would lose is refused by its path.
 * @param {object} payload
 * @param {string} [name] what errors call it
 */
export function writeJson(payload, name = "payload") {
  if (isWrittenAsItIs(payload, 0)) return JSON.stringify(payload);
  const read = writeWith(payload, name, () => 0);
  let mark = "$big";
  while (read.includes(mark)) mark += "_";
  return writeWith(payload, name, (integer) => mark + integer).replaceAll(
    new RegExp(`"${mark.replace("$", "\\$")}(-?\\d+)"`, "g"),
    "$1",
  );
}

/**
 * Whether JSON.stringify loses nothing of a value; false where that is not known.
 * @param {unknown} value
 * @param {number} depth
 * @returns {boolean}
 */
function isWrittenAsItIs(value, depth) {
  if (typeof value === "string" || value === null) return true;
  if (typeof value !== "object") return typeof value !== "bigint" && unwritableKind(value) === undefined;
  // A circle is for JSON.stringify to find.
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      // Mostly ids: a call for each takes a tenth of the time of signing a hundred.
      if (typeof value[at] === "string") continue;
      if (value[at] === undefined || !isWrittenAsItIs(value[at], depth + 1)) return false;
    }
    return true;
  }
  if (!isLiteral(value)) return false;
  const members = /** @type {Record<string, unknown>} */ (value);
  for (const name in members) if (!isWrittenAsItIs(members[name], depth + 1)) return false;
  return true;
}

/**
 * @param {object} payload
 * @param {string} name
 * @param {(integer: bigint) => unknown} bigInt
 * @returns {string}
 */
function writeWith(payload, name, bigInt) {
  /** @type {WeakMap<object, string>} */
  const paths = new WeakMap();
  const json = JSON.stringify(
    payload,
    /** @this {Record<string, unknown>} @param {string} key @param {unknown} value */
    function (key, value) {
      const own = this[key];
      if (typeof own === "bigint") return bigInt(own);
      const inList = Array.isArray(this);
      const path = key === "" && !paths.has(this) ? name : pathOf(paths.get(this), key, inList);
      const kind = inList && own === undefined ? "undefined" : kindLost(own, value);
      if (kind !== undefined) throw invalidArgument(path, `is ${kind}, which JSON cannot hold`);
      if (typeof value === "object" && value !== null) paths.set(value, path);
      return value;
    },
  );
  if (json === undefined) throw invalidArgument(name, "is nothing that JSON can hold");
  return json;
}

/**
 * What JSON would lose, named for a message.
 * @param {unknown} own
 * @param {unknown} value what its toJSON makes of it, if it has one
 * @returns {string | undefined}
 */
function kindLost(own, value) {
  if (isLostByToJson(own, value)) return `${withArticle(tagOf(own))} without a value`;
  if (typeof value === "number") return unwritableKind(value);
  const kind =
    typeof own === "object" && own !== null ? (lossyKind(own) ?? lostOf(value)) : unwritableKind(value);
  return kind === undefined ? undefined : withArticle(kind);
}

/** @param {unknown} value */
const lostOf = (value) =>
  typeof value === "object" && value !== null ? lossyKind(value) : unwritableKind(value);

/** @param {string | undefined} parent @param {string} key @param {boolean} inList */
function pathOf(parent, key, inList) {
  return inList ? `${parent}[${key}]` : `${parent}.${key.slice(0, 60)}`;
}
