/** @typedef {import("../options/parse.js").Values} Values */
/** @typedef {import("../../index.js").Select} Select */

/**
 * The options that select, as the package takes them. Different options narrow one another.
 * @param {Values} values
 * @returns {Select | undefined} undefined where none is given
 */
export function selectOf(values) {
  const { tag, name, zone, type, state, filter, exclude, "exclude-tag": excludeTag } = values;
  const narrowing = {
    ...(tag && { tags: tagsOf(tag) }),
    ...(name && { names: name }),
    ...(zone && { zones: zone }),
    ...(type && { types: type }),
    ...(state && { states: state }),
    ...(filter && { filters: filter }),
  };
  if (Object.keys(narrowing).length === 0 && !values.all) return undefined;
  const excluded = {
    ...(exclude && { instanceIds: exclude }),
    ...(excludeTag && { tags: tagsOf(excludeTag) }),
  };
  return /** @type {Select} */ ({
    ...(Object.keys(narrowing).length === 0 ? EVERYTHING : narrowing),
    ...(Object.keys(excluded).length > 0 && { exclude: excluded }),
  });
}

/** How the package is told that everything is meant. */
export const EVERYTHING = { names: ["*"] };

/** @param {Array<{key: string, value: string}>} pairs @returns {Record<string, string[]>} */
function tagsOf(pairs) {
  /** @type {Map<string, string[]>} */
  const tags = new Map();
  for (const { key, value } of pairs) tags.set(key, [...(tags.get(key) ?? []), value]);
  return Object.fromEntries(tags);
}
