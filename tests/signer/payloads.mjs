import { anyText, letters, printable } from "./texts.mjs";

/** @typedef {import("./random.mjs").Random} Random */

/** A body that is well over a block of the hash, and over what one allocation usually holds. */
const BIG = 70_000;

/** The body of a POST: nothing, an object, a text, or bytes. @param {Random} of @returns {unknown} */
export function body(of) {
  switch (of.below(8)) {
    case 0:
      return undefined;
    case 1:
      return of.chance(0.3) ? JSON.stringify(tree(of, 2)) : anyText(of, 200);
    case 2:
      return of.bytes(of.chance(0.001) ? BIG : of.below(300));
    case 3:
      return multipart(of);
    case 4:
      return { InstanceIds: of.times(of.below(30), () => `ins-${letters(of, 8)}`) };
    default:
      return members(of, 3);
  }
}

/** The parameters of a GET. @param {Random} of */
export const parameters = (of) => queryable(members(of, 3));

/**
 * The same without the lists that a query cannot hold: an empty one, and one with a member that would be left out.
 * @template T
 * @param {T} value
 * @returns {T}
 */
function queryable(value) {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).map(([name, member]) => [name, queryable(member)]);
    return Object.fromEntries(entries);
  }
  const full = value.map(queryable).filter((member) => !isLeftOut(member));
  return /** @type {T} */ (full.length === 0 ? ["-"] : full);
}

/** @param {unknown} value @returns {boolean} */
const isLeftOut = (value) =>
  value === null ||
  (typeof value === "object" && !Array.isArray(value) && Object.values(value).every(isLeftOut));

/** Parameters of v1, where no name may be empty or come twice. @param {Random} of */
export function uniqueParameters(of) {
  const entries = of.times(of.below(6), () => [`p${anyText(of, 8)}`.replaceAll(".", "_"), tree(of, 2)]);
  return Object.fromEntries(entries.map(([name, value]) => [name, queryable(undotted(value))]));
}

/** A value whose members' names hold no dot: `{"a.b": 1, a: {b: 2}}` has one name twice. @param {unknown} value @returns {unknown} */
function undotted(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(undotted);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replaceAll(".", "_"), undotted(member)]),
  );
}

/** @param {Random} of @param {number} depth @returns {Record<string, unknown>} */
function members(of, depth) {
  return Object.fromEntries(of.times(of.below(5), () => [key(of), tree(of, depth)]));
}

/** A JSON value. @param {Random} of @param {number} depth @returns {unknown} */
function tree(of, depth) {
  const kind = of.below(depth === 0 ? 5 : 8);
  if (kind === 0) return of.pick([null, true, false]);
  if (kind === 1) return number(of);
  if (kind < 5) return anyText(of, 24);
  return kind === 5 ? of.times(of.below(4), () => tree(of, depth - 1)) : members(of, depth - 1);
}

/** Whole, or of eighths: numbers that every language writes alike. @param {Random} of */
function number(of) {
  const whole = of.below(2 ** 32) - of.below(2 ** 32);
  if (of.chance(0.1)) return of.pick([0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);
  return of.chance(0.5) ? whole : of.below(8_000_000) / 8;
}

/** @param {Random} of */
const key = (of) => (of.chance(0.6) ? letters(of, 10) : anyText(of, 8));

/** @param {Random} of */
function multipart(of) {
  const boundary = `--${letters(of, 20)}`;
  const part = (/** @type {string} */ value) =>
    `${boundary}\r\ncontent-disposition: form-data; name="${letters(of, 6)}"\r\n\r\n${value}\r\n`;
  const text = of.times(1 + of.below(3), () => part(printable(of, 60))).join("");
  return Buffer.concat([Buffer.from(text), of.bytes(of.below(80)), Buffer.from(`\r\n${boundary}--\r\n`)]);
}
