/** @typedef {import("./service.mjs").Field} Field */

/**
 * The comment over an action.
 * @param {string} action
 * @param {{en: string, zh: string, page: string}} texts
 * @param {string} [indent]
 */
export const about = (action, { en, zh, page }, indent = "") =>
  `${indent}/**\n${indent} * ${en}\n${indent} *\n${indent} * ${zh}\n${indent} *\n${indent} * @see {@link ${page} | ${action}}\n${indent} */\n`;

/**
 * The comment over a field: what its type does not say.
 * @param {Field} field
 * @param {{isInput: boolean}} side
 */
export function field(field, { isInput }) {
  const sentences = [...(isInput ? limits(field) : []), ...(field.secret ? [SECRET] : [])];
  const tags = field.deprecated ? ["@deprecated"] : [];
  const text = [...sentences, ...tags].join(" ");
  return text === "" ? "" : `  /** ${text} */\n`;
}

const SECRET = "Secret: keep it out of logs and storage.";

/** @param {Field} field */
const limits = (field) => [
  ...range(field.least, field.most, ""),
  ...range(field.leastLength, field.mostLength, " characters"),
  ...(field.mostItems === undefined ? [] : [`At most ${field.mostItems}.`]),
  ...(field.mostFilterValues === undefined ? [] : [`At most ${field.mostFilterValues} values a filter.`]),
  ...(field.filters === undefined
    ? []
    : [`Names: ${field.filters.map((name) => `\`${name}\``).join(", ")}.`]),
  ...(field.default === undefined ? [] : [`Default \`${field.default}\`.`]),
];

/**
 * @param {number | undefined} least
 * @param {number | undefined} most
 * @param {string} unit
 */
function range(least, most, unit) {
  if (least === undefined && most === undefined) return [];
  if (least === undefined) return [`At most ${most}${unit}.`];
  return [most === undefined ? `From ${least}${unit}.` : `From ${least} to ${most}${unit}.`];
}
