/** A text, or a number. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Shorter integers are exact in a double. */
const LONG = /^-?\d{16,}$/;

/**
 * Parses JSON; integers that a double cannot hold become BigInt.
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError}
 */
export function parseJson(text) {
  const value = JSON.parse(text);
  if (!/\d{16}/.test(text)) return value;
  let mark = "$big";
  while (text.includes(mark)) mark += "_";
  let found = false;
  const marked = text.replace(TOKENS, (token) => {
    if (!LONG.test(token) || Number.isSafeInteger(Number(token))) return token;
    found = true;
    return `{"${mark}":"${token}"}`;
  });
  if (!found) return value;
  return JSON.parse(marked, (_, member) => (member?.[mark] === undefined ? member : BigInt(member[mark])));
}
