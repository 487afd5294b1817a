/** @typedef {import("./random.mjs").Random} Random */

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SINGLE = [...LETTERS];
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const TOKEN = [...LETTERS, ..."!#$%&'*+-.^_`|~"];
/** RFC 3986's reserved characters, and those that one encoder or another leaves as they are. */
const RESERVED = [..."!#$&'()*+,/:;=?@[]%\"<>\\^`{|}~ -_."];
const WIDE = [
  ..."é中文の𐍈🚀\u2028\u2029\u0000\u0007\b\t\n\f\r\u001f\u007f\u0080\ufeff\uffff",
  "e\u0301",
  "👩‍🚀",
];

/** @param {Random} of @param {number} most */
export const letters = (of, most) => word(of, LETTERS, most);

/** A header's name. @param {Random} of */
export const token = (of) => word(of, TOKEN, 14);

/** What a header may hold: printable ASCII with no space at either end. @param {Random} of @param {number} most */
export const printable = (of, most) => word(of, PRINTABLE, most).trim() || "x";

/** Printable ASCII without what `without` lists. @param {Random} of @param {number} most @param {string} without */
export const printableBut = (of, most, without) =>
  word(of, PRINTABLE, most)
    .split("")
    .filter((character) => !without.includes(character))
    .join("") || "x";

/** Any well-formed text, of zero to `most` characters. @param {Random} of @param {number} most */
export function anyText(of, most) {
  const alphabet = of.pick([SINGLE, PRINTABLE, RESERVED, WIDE, WIDE]);
  return of.times(of.below(most + 1), () => (of.chance(0.02) ? codePoint(of) : of.pick(alphabet))).join("");
}

/** Any scalar value of Unicode. @param {Random} of */
function codePoint(of) {
  const drawn = of.below(0x110000 - 0x800);
  return String.fromCodePoint(drawn < 0xd800 ? drawn : drawn + 0x800);
}

/** @param {Random} of @param {string | readonly string[]} alphabet @param {number} most */
function word(of, alphabet, most) {
  let text = "";
  for (let left = 1 + of.below(most); left > 0; left--) text += alphabet[of.below(alphabet.length)];
  return text;
}
