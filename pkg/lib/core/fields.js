/**
 * Several optional texts in one string: their lengths, a line feed, then the texts. A crossing of the boundary costs more
 * than the hash of a small request, so a call makes one; src/wasm/fields.rs reads it.
 * @param {ReadonlyArray<string | undefined>} texts
 */
export function pack(texts) {
  let lengths = "";
  let rest = "";
  for (const text of texts) {
    if (lengths !== "") lengths += " ";
    if (text === undefined) lengths += "-";
    else {
      lengths += text.length;
      rest += text;
    }
  }
  return `${lengths}\n${rest}`;
}

/**
 * Fields by their names, those that are `undefined` left out.
 * @param {Record<string, string | number | undefined>} values
 */
export const packNamed = (values) =>
  pack(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])));

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
