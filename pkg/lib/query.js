import { argument } from "./errors.js";

/** Deeper nesting than the service has is a mistake, or a circle. */
const MAX_DEPTH = 16;

/**
 * An object as a query: `InstanceIds.0=ins-1&Filters.0.Name=zone`, in insertion order; null and undefined are left out.
 * @param {object} payload
 */
export function flatten(payload) {
  /** @type {string[]} */
  const pairs = [];
  walk(payload, "", 0, pairs);
  return pairs.join("&");
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {number} depth
 * @param {string[]} pairs
 */
function walk(value, path, depth, pairs) {
  if (value === null || value === undefined) return;
  if (depth > MAX_DEPTH) throw argument("payload", `is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === "object") {
    for (const [name, member] of Object.entries(value)) {
      walk(member, path === "" ? name : `${path}.${name}`, depth + 1, pairs);
    }
  } else if (typeof value === "function" || typeof value === "symbol") {
    throw argument("payload", `has a ${typeof value} at ${path}, which a query cannot hold`);
  } else {
    pairs.push(`${encode(path)}=${encode(String(value))}`);
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
    throw argument("payload", "holds half of a surrogate pair, which has no UTF-8", cause);
  }
}
