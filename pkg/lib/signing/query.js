import { withArticle } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { asJsonHasIt, lossyKind } from "../core/lossy.js";

/** Deeper nesting than the service has is a mistake, or a circle. */
const MAX_DEPTH = 16;

/**
 * An object as a query: `InstanceIds.0=ins-1&Filters.0.Name=zone`, in insertion order; null and undefined are left out.
 * @param {object} payload
 */
export function flatten(payload) {
  /** @type {string[]} */
  const pairs = [];
  forEachParameter(payload, (name, value) => pairs.push(`${encode(name)}=${encode(value)}`));
  return pairs.join("&");
}

/**
 * The members of an object by flat names, not encoded, in insertion order.
 * @param {object} payload
 * @param {(name: string, value: string) => void} take
 */
export function forEachParameter(payload, take) {
  walk(payload, "", 0, take);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {number} depth
 * @param {(name: string, value: string) => void} take
 */
function walk(value, path, depth, take) {
  if (value === null || value === undefined) return;
  if (depth > MAX_DEPTH) throw invalidArgument("payload", `is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === "object") {
    for (const [name, member] of membersOf(value, path)) {
      walk(asJsonHasIt(member, name), path === "" ? name : `${path}.${name}`, depth + 1, take);
    }
  } else if (isWritable(value)) {
    take(path, String(value));
  } else {
    throw unwritable(typeof value === "number" ? String(value) : `a ${typeof value}`, path);
  }
}

/** What JSON has a number or a text for. @param {unknown} value */
const isWritable = (value) =>
  typeof value === "number" ? Number.isFinite(value) : !["function", "symbol"].includes(typeof value);

/**
 * @param {object} value
 * @param {string} path
 * @returns {Array<[name: string, member: unknown]>}
 */
function membersOf(value, path) {
  const kind = lossyKind(value);
  if (kind !== undefined) throw unwritable(withArticle(kind), path);
  if (!Array.isArray(value)) return Object.entries(value);
  return Array.from(value, (member, at) => {
    // Left out it would give the next one its number.
    if (member === undefined) throw unwritable("undefined", `${path}.${at}`);
    return [String(at), member];
  });
}

/** @param {string} what @param {string} path */
const unwritable = (what, path) =>
  invalidArgument("payload", `has ${what} at ${path}, which a query cannot hold`);

/**
 * Everything outside `A-Za-z0-9-_.~` (Signature v3 page); encodeURIComponent leaves five more.
 * @param {string} text
 */
function encode(text) {
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch (cause) {
    throw invalidArgument("payload", "holds half of a surrogate pair, which has no UTF-8", cause);
  }
}
