/** @typedef {import("../../../scripts/metadata/service.mjs").Field} Field */

/**
 * What is not in a reply as the metadata say: a field that they do not know, one that is missing, null or of another type.
 * @param {string} where
 * @param {unknown} value
 * @param {Field[]} fields
 * @param {Record<string, Field[]>} objects
 * @returns {string[]}
 */
export function unlike(where, value, fields, objects) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${where}: no object`];
  const unknown = Object.keys(value).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...unknown.map((name) => `${where}.${name}: not in the metadata`),
    ...fields.flatMap((field) =>
      unlikeField(`${where}.${field.name}`, Reflect.get(value, field.name), field, objects),
    ),
  ];
}

/**
 * @param {string} where
 * @param {unknown} value
 * @param {Field} field
 * @param {Record<string, Field[]>} objects
 */
function unlikeField(where, value, field, objects) {
  if (value === undefined) return field.optional ? [] : [`${where}: missing`];
  if (value === null) return field.nullable ? [] : [`${where}: null`];
  if (!field.list) return unlikeOne(where, value, field, objects);
  if (!Array.isArray(value)) return [`${where}: no list`];
  return value.flatMap((item) => unlikeOne(`${where}[]`, item, field, objects));
}

/** @type {Record<string, (value: unknown) => boolean>} */
const IS = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isSafeInteger(value),
};

/**
 * @param {string} where
 * @param {unknown} value
 * @param {Field} field
 * @param {Record<string, Field[]>} objects
 */
function unlikeOne(where, value, { type, values }, objects) {
  const is = IS[type];
  if (is === undefined) return unlike(where, value, objects[type] ?? [], objects);
  if (!is(value)) return [`${where}: no ${type}`];
  const isListed = values === undefined || values.includes(/** @type {string} */ (value));
  return isListed ? [] : [`${where}: "${value}" is not among the values`];
}
