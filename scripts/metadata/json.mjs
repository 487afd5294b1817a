/**
 * JSON with a line for each object of a given depth, so that a change shows as the lines that changed.
 * @param {unknown} value
 * @param {number} depth how many levels are broken into lines
 * @returns {string}
 */
export const lines = (value, depth) => `${write(value, depth, "")}\n`;

/** @param {unknown} value @param {number} depth @param {string} indent @returns {string} */
function write(value, depth, indent) {
  if (depth === 0 || typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => write(item, depth - 1, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${write(item, depth - 1, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}
