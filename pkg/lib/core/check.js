import { invalidArgument, isTencentCloudError } from "./errors.js";

/** More members than any list here can use, and few enough to hold: an iterator may never end. */
export const MAX_MEMBERS = 1_000_000;

/**
 * What `work` reads of a caller's object. Getters, proxies and iterators are code of the caller's: whatever they throw
 * becomes an error of ours that names the argument. Errors of ours pass as they are.
 * @template T
 * @param {string} name
 * @param {() => T} work
 */
export function read(name, work) {
  try {
    return work();
  } catch (thrown) {
    throw isTencentCloudError(thrown)
      ? thrown
      : invalidArgument(name, "cannot be read: it threw; see the error's cause", thrown);
  }
}

/**
 * A text, or undefined.
 * @param {string} name
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function text(name, value) {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalidArgument(name, `must be a string, not ${kind(value)}`);
  if (!isWellFormed(value)) throw invalidArgument(name, "holds half of a surrogate pair, which has no UTF-8");
  return value;
}

/** Browsers have `isWellFormed` since 2023. @type {(text: string) => boolean} */
const isWellFormed =
  "isWellFormed" in String.prototype ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);

/**
 * A text that has to be there.
 * @param {string} name
 * @param {unknown} value
 */
export function requiredString(name, value) {
  const found = text(name, value);
  if (found === undefined) throw invalidArgument(name, "is missing");
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
export function oneOf(name, value, choices) {
  if (value === undefined) return undefined;
  const found = choices.find((known) => known === value);
  if (found === undefined) throw invalidArgument(name, `must be one of ${choices.join(", ")}`);
  return found;
}

/**
 * A whole number from `least` on, or undefined.
 * @param {string} name
 * @param {unknown} value
 * @param {number} [least]
 */
export function integer(name, value, least = 0) {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw invalidArgument(name, `must be a whole number, at least ${least}`);
}

/**
 * A number used as a key; the module ignores unknown ones.
 * @param {string} name
 * @param {unknown} value
 */
export function anyNumber(name, value) {
  if (typeof value === "number") return value;
  throw invalidArgument(name, "must be a number");
}

/**
 * A moment in Unix milliseconds; the fraction that some clocks give is dropped.
 * @param {string} name
 * @param {unknown} value
 */
export function timestampMs(name, value) {
  if (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.floor(value);
  throw invalidArgument(name, "must be a moment in Unix milliseconds");
}

/**
 * The second to sign at, by default this one.
 * @param {unknown} timestamp Unix seconds
 */
export function signingTime(timestamp) {
  const given = integer("timestamp", timestamp);
  if (given !== undefined) return given;
  const now = Date.now();
  if (now > 0) return Math.floor(now / 1000);
  throw invalidArgument(
    "timestamp",
    "is missing where the clock stands still (a Worker's global scope): sign in a request",
  );
}

/**
 * true, false or undefined.
 * @param {string} name
 * @param {unknown} value
 */
export function optionalBoolean(name, value) {
  if (value === undefined || typeof value === "boolean") return value;
  throw invalidArgument(name, `must be true or false, not ${kind(value)}`);
}

/**
 * A function, or undefined.
 * @param {string} name
 * @param {unknown} value
 */
export function optionalFunction(name, value) {
  if (value === undefined || typeof value === "function") return /** @type {Function | undefined} */ (value);
  throw invalidArgument(name, `must be a function, not ${kind(value)}`);
}

/**
 * An object that is no list. Its members are still the caller's: see `members` in members.js.
 * @param {string} name
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export function object(name, value) {
  if (typeof value === "object" && value !== null && !isList(value)) {
    return /** @type {Record<string, unknown>} */ (value);
  }
  throw invalidArgument(name, `must be an object, not ${kind(value)}`);
}

/**
 * The members of an iterable that is no text.
 * @param {string} name
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function list(name, value) {
  const found = isContainer(value) ? read(name, () => taken(value)) : undefined;
  if (found === undefined) throw invalidArgument(name, `must be a list, not ${kind(value)}`);
  if (found.length > MAX_MEMBERS) throw tooManyMembers(name);
  return found;
}

/** Whether a value may have members that are no letters. @param {unknown} value @returns {value is object} */
const isContainer = (value) => typeof value === "object" && value !== null && kind(value) !== "a String";

/** @param {string} name */
export const tooManyMembers = (name) => invalidArgument(name, `has more than ${MAX_MEMBERS} members`);

/** The members of an iterable, and of one that is too long the first of them. @param {object} value */
function taken(value) {
  const iterable = /** @type {Iterable<unknown>} */ (value);
  if (typeof iterable[Symbol.iterator] !== "function") return undefined;
  const found = [];
  for (const member of iterable) {
    if (found.push(member) > MAX_MEMBERS) break;
  }
  return found;
}

/** What a view or a buffer really is and holds, whatever a subclass says of itself, and whichever realm it is of. */
const VIEW = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype));
const DATA_VIEW = Object.getOwnPropertyDescriptors(DataView.prototype);
const BUFFER = Object.getOwnPropertyDescriptors(ArrayBuffer.prototype);
const TAG = /** @type {Record<symbol, PropertyDescriptor>} */ (VIEW)[Symbol.toStringTag];

/**
 * A plain view of the bytes of a Uint8Array or a DataView, to be read now. The module trusts a view's length, and a subclass
 * may lie about it.
 * @param {string} name
 * @param {unknown} value
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytes(name, value) {
  return read(name, () => {
    const tag = TAG?.get?.call(value);
    if (tag !== undefined && tag !== "Uint8Array") {
      throw invalidArgument(name, `must be a Uint8Array, not ${tag}; its \`buffer\` holds its bytes`);
    }
    const [buffer, from, length] = (
      tag === undefined
        ? [DATA_VIEW.buffer, DATA_VIEW.byteOffset, DATA_VIEW.byteLength]
        : [VIEW.buffer, VIEW.byteOffset, VIEW.length]
    ).map((part) => part?.get?.call(value));
    return new Uint8Array(unshared(name, buffer), from, length);
  });
}

/**
 * A view of all the bytes of an ArrayBuffer.
 * @param {string} name
 * @param {unknown} value
 */
export const bytesOfBuffer = (name, value) => read(name, () => new Uint8Array(unshared(name, value)));

/**
 * What another thread may change is not what was signed; fetch refuses it too.
 * @param {string} name
 * @param {unknown} buffer
 */
function unshared(name, buffer) {
  try {
    BUFFER.byteLength?.get?.call(buffer);
  } catch {
    throw invalidArgument(name, "must not lie in shared memory");
  }
  return /** @type {ArrayBuffer} */ (buffer);
}

/** @param {unknown} value */
function isList(value) {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked proxy is nothing at all; reading it says so.
    return false;
  }
}

/** Whether it is an object without a name of its own, whichever realm it is of. @param {object} value */
export const isPlain = (value) => Object.prototype.toString.call(value) === "[object Object]";

/** What an object is by its name, whichever realm it is of: `Object`, `Map`, `Uint8Array`. @param {object} value */
export const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** @param {string} tag */
export const withArticle = (tag) => `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag.slice(0, 40)}`;

/** What a value is, to be named in an error. @param {unknown} value */
export function kind(value) {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  let tag = "Object";
  try {
    if (typeof value === "object") tag = tagOf(value);
  } catch {
    // A proxy may throw.
  }
  return tag === "Object" ? typeof value : withArticle(tag);
}
