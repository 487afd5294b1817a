import { invalidArgument } from "../core/errors.js";

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
    for (const [name, member] of Object.entries(value)) {
      walk(member, path === "" ? name : `${path}.${name}`, depth + 1, take);
    }
  } else if (typeof value === "function" || typeof value === "symbol") {
    throw invalidArgument("payload", `has a ${typeof value} at ${path}, which a query cannot hold`);
  } else {
    take(path, String(value));
  }
}

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
