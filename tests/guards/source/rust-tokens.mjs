/**
 * The tokens of Rust: what its lexer would find, as far as a module graph and the length of functions need it. Comments
 * are gone, literals are one token each, and `::` is one.
 * @typedef {{text: string, line: number}} Token
 */

/** In this order: a longer match before a shorter one that begins alike. */
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|//[^\n]*)`,
    String.raw`(?<block>/\*)`,
    String.raw`(?<literal>(?:br|cr|r)(?<hashes>#*)"[\s\S]*?"\k<hashes>|[bc]?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x[0-9a-fA-F]{2}|.)|[^'\\])')`,
    String.raw`(?<word>'\w+|(?:r#)?\w+|::|->|=>)`,
    String.raw`(?<other>[\s\S])`,
  ].join("|"),
  "uy",
);

/** @param {string} text @returns {Token[]} */
export function tokens(text) {
  /** @type {Token[]} */
  const found = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const match = /** @type {RegExpExecArray} */ (TOKEN.exec(text));
    if (match.groups?.block) TOKEN.lastIndex = endOfComment(text, start);
    else if (!match.groups?.space) found.push({ text: match[0], line });
    line += text.slice(start, TOKEN.lastIndex).split("\n").length - 1;
  }
  return found;
}

/** Block comments nest. @param {string} text @param {number} start */
function endOfComment(text, start) {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}

const OPEN = "([{";
const CLOSED = ")]}";

/**
 * Where the bracket that opens at `start` is closed.
 * @param {Token[]} list
 * @param {number} start
 */
export function closing(list, start) {
  let depth = 0;
  for (let at = start; at < list.length; at++) {
    const { text } = /** @type {Token} */ (list[at]);
    if (text.length !== 1) continue;
    if (OPEN.includes(text)) depth += 1;
    if (CLOSED.includes(text)) depth -= 1;
    if (depth === 0) return at;
  }
  return list.length - 1;
}
