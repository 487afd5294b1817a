import { tagOf, withArticle } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { asJsonHasIt, isLostByToJson, lossyKind, unwritableKind } from "../core/lossy.js";

/** Deeper nesting than the service has is a mistake, or a circle. */
const MAX_DEPTH = 16;

/**
 * An object as a query: `InstanceIds.0=ins-1&Filters.0.Name=zone`, in insertion order; members that are null or undefined
 * are left out, a list that would be is refused.
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
 * @returns {number} how many parameters it became
 */
function walk(value, path, depth, take) {
  if (value === null || value === undefined) return 0;
  if (depth > MAX_DEPTH) throw invalidArgument("payload", `is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === "object") return walkMembers(value, path, depth, take);
  const kind = unwritableKind(value);
  if (kind !== undefined) throw unwritable(typeof value === "number" ? kind : withArticle(kind), path);
  take(path, String(value));
  return 1;
}

/**
 * @param {object} value
 * @param {string} path
 * @param {number} depth
 * @param {(name: string, value: string) => void} take
 */
function walkMembers(value, path, depth, take) {
  let count = 0;
  for (const [name, member] of membersOf(value, path)) {
    const memberPath = path === "" ? name : `${path}.${name}`;
    const written = asJsonHasIt(member, name);
    if (isLostByToJson(member, written)) {
      throw unwritable(`${withArticle(tagOf(member))} without a value`, memberPath);
    }
    const taken = walk(written, memberPath, depth + 1, take);
    // Left out it would give the next one its number.
    if (taken === 0 && Array.isArray(value)) throw unwritable(emptyName(written), memberPath);
    count += taken;
  }
  return count;
}

/** What became of no parameter. @param {unknown} value */
const emptyName = (value) =>
  typeof value === "object" && value !== null ? "an empty object" : String(value);

/**
 * @param {object} value
 * @param {string} path
 * @returns {Array<[name: string, member: unknown]>}
 */
function membersOf(value, path) {
  const kind = lossyKind(value);
  if (kind !== undefined) throw unwritable(withArticle(kind), path);
  if (!Array.isArray(value)) return Object.entries(value);
  // As if it were not given, which can mean all.
  if (value.length === 0) throw unwritable("an empty list", path);
  return Array.from(value, (member, at) => [String(at), member]);
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
