/**
 * JSON with a line for each object that holds no other, so that a change shows as the lines that changed.
 * @param {unknown} value
 */
export const lines = (value) => `${write(value, "")}\n`;

/** @param {unknown} value @param {string} indent @returns {string} */
function write(value, indent) {
  if (!isObject(value) || isFlat(value)) return JSON.stringify(value);
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => write(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${write(item, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** Without an object inside; a list of texts is none. @param {object} value */
const isFlat = (value) =>
  Object.values(value).every((item) => !isObject(item) || (Array.isArray(item) && !item.some(isObject)));

/** @param {unknown} value @returns {value is object} */
const isObject = (value) => typeof value === "object" && value !== null;
