/**
 * Several texts in one string: their lengths, a line feed, then the texts. A crossing of the boundary costs more than the
 * hash of a small request, so a call makes one; src/wasm/fields.rs reads it.
 * @param {readonly string[]} texts
 */
export const pack = (texts) => `${texts.map((text) => text.length).join(" ")}\n${texts.join("")}`;

/** @typedef {readonly [name: string, value: string | number | undefined]} Field */

/**
 * Fields by their names, those that are `undefined` left out.
 * @param {Record<string, string | number | undefined>} values
 */
export const packNamed = (values) => packFields(Object.entries(values));

/**
 * The same of fields of which some may have the same name.
 * @param {readonly Field[]} fields
 */
export const packFields = (fields) =>
  pack(fields.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])));

/**
 * Names and values that are data themselves: fields called `what` and `value` in turn.
 * @param {string} what
 * @param {ReadonlyArray<readonly [name: string, value: string]>} pairs
 * @returns {Field[]}
 */
export const namedPairs = (what, pairs) =>
  pairs.flatMap(([name, value]) => [
    [what, name],
    ["value", value],
  ]);

/**
 * Fields that the wasm module packed, by their names.
 * @param {string} packed
 * @returns {Record<string, string>}
 */
export function unpackNamed(packed) {
  const texts = unpack(packed);
  return Object.fromEntries(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? ""]] : [])));
}

/**
 * The texts of what the wasm module packed.
 * @param {string} packed
 */
export function unpack(packed) {
  const end = packed.indexOf("\n");
  let at = end + 1;
  return packed
    .slice(0, end)
    .split(" ")
    .filter((length) => length !== "")
    .map((length) => {
      const from = at;
      at += Number(length);
      return packed.slice(from, at);
    });
}
