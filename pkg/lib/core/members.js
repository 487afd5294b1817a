import { object, read } from "./check.js";
import { invalidArgument } from "./errors.js";

/** A member's name in an error is cut after this many characters. */
const MAX_SHOWN = 60;
/** Names less alike than this are not suggested. */
const MIN_LIKENESS = 0.55;

/**
 * The members of an object that is no list, read once each: a getter may answer otherwise the second time. Others are refused,
 * because an option that is misspelled and ignored can mean "all machines".
 * @template {string} K
 * @param {string} name
 * @param {unknown} value
 * @param {readonly K[]} known
 * @returns {Record<K, unknown>}
 */
export function members(name, value, known) {
  const found = pick(name, value, known);
  read(name, () => refuseUnknown(name, value, known));
  return found;
}

/**
 * The same of an object that may have others: one of the platform's or of another library.
 * @template {string} K
 * @param {string} name
 * @param {unknown} value
 * @param {readonly K[]} names
 * @returns {Record<K, unknown>}
 */
export function pick(name, value, names) {
  const given = object(name, value);
  const found = read(name, () => names.map((member) => [member, given[member]]));
  return Object.fromEntries(found);
}

/**
 * Refuses members that are not known. One that is `undefined` counts as absent.
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} known the usual ones first: signing calls this for every request
 */
export function refuseUnknown(name, value, known) {
  const given = /** @type {Record<string, unknown>} */ (value);
  for (const member in given) {
    if (!known.includes(member) && given[member] !== undefined) throw unknownMember(name, member, known);
  }
}

/** @param {string} name @param {string} member @param {readonly string[]} known */
function unknownMember(name, member, known) {
  const near = nearest(member, known);
  const hint = near === undefined ? `it has ${known.join(", ")}` : `did you mean \`${near}\`?`;
  return invalidArgument(member.slice(0, MAX_SHOWN), `is no member of \`${name}\`; ${hint}`);
}

/**
 * The name most like another, if one is.
 * @param {string} given
 * @param {readonly string[]} names
 */
export function nearest(given, names) {
  const rated = names.map((name) => ({ name, score: likeness(given.slice(0, MAX_SHOWN), name) }));
  const [best] = rated.sort((one, other) => other.score - one.score);
  return best !== undefined && best.score >= MIN_LIKENESS ? best.name : undefined;
}

/**
 * How alike two names are: the part of their letters that both have in the same order, and more if they begin alike.
 * @param {string} one
 * @param {string} other
 */
function likeness(one, other) {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  /** The lengths of the longest common subsequences with each beginning of `to`. */
  let row = Array(to.length + 1).fill(0);
  for (const letter of from) {
    const next = [0];
    for (let at = 1; at <= to.length; at++) {
      next.push(to[at - 1] === letter ? row[at - 1] + 1 : Math.max(row[at], next[at - 1] ?? 0));
    }
    row = next;
  }
  let prefix = 0;
  while (prefix < 4 && prefix < from.length && from[prefix] === to[prefix]) prefix++;
  return (2 * row[to.length]) / (from.length + to.length) + prefix / 20;
}
