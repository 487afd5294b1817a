import { readFilters } from "../calling/describe.js";
import { list, object, oneOf, read, requiredString } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { members } from "../core/members.js";
import { STATES } from "../model.gen.js";

/** @typedef {import("../../index.js").Instance} Instance */
/** @typedef {import("../../index.js").Filter} Filter */
/** @typedef {Array<{key: string, values: string[]}>} Tags */

/**
 * A checked `Select`. What is `undefined` does not narrow.
 * @typedef {object} Selection
 * @property {Tags} tags
 * @property {string[] | undefined} names
 * @property {string[] | undefined} zones
 * @property {string[] | undefined} types
 * @property {string[] | undefined} states
 * @property {Filter[]} filters
 * @property {{instanceIds: Set<string>, tags: Tags}} exclude
 */

/** The service takes so many filters and values (DescribeInstances page). Others are compared here alone. */
const MAX_FILTERS = 10;
const MAX_VALUES = 5;
const MEMBERS = /** @type {const} */ (["tags", "names", "zones", "types", "states", "filters", "exclude"]);

/**
 * @param {unknown} value
 * @returns {Selection}
 * @throws {import("../core/errors.js").TencentCloudError} `Client.InvalidArgument`, also for one that selects everything
 */
export function readSelect(value) {
  const given = members("select", value, MEMBERS);
  if (MEMBERS.every((name) => name === "exclude" || given[name] === undefined)) {
    throw invalidArgument(
      "select",
      'selects every instance of the region: say `names: ["*"]` if that is meant',
    );
  }
  const exclude = members("select.exclude", given.exclude ?? {}, ["instanceIds", "tags"]);
  return {
    tags: readTags("select.tags", given.tags),
    names: texts("select.names", given.names),
    zones: texts("select.zones", given.zones),
    types: texts("select.types", given.types),
    states: texts("select.states", given.states)?.map(
      (state) => oneOf("select.states", state, STATES) ?? state,
    ),
    filters: given.filters === undefined ? [] : readFilters("select.filters", given.filters),
    exclude: {
      instanceIds: new Set(texts("select.exclude.instanceIds", exclude.instanceIds)),
      tags: readTags("select.exclude.tags", exclude.tags),
    },
  };
}

/**
 * What the service can narrow by itself; `isSelected` looks at everything again.
 * @param {Selection} selection
 * @returns {Filter[]}
 */
export function filtersOf({ filters, tags, states }) {
  const narrowing = [
    ...tags.map(({ key, values }) => ({ Name: `tag:${key}`, Values: values })),
    ...(states === undefined ? [] : [{ Name: "instance-state", Values: states }]),
  ];
  const fitting = narrowing.filter(({ Values }) => Values.length <= MAX_VALUES);
  return [...filters, ...fitting.slice(0, Math.max(0, MAX_FILTERS - filters.length))];
}

/** @param {Selection} selection @param {Instance} instance */
export function isSelected({ tags, names, zones, types, states, exclude }, instance) {
  const { InstanceId, InstanceName, InstanceType, InstanceState, Placement } = instance;
  const has = (/** @type {Tags[number]} */ tag) => hasTag(instance, tag);
  return (
    tags.every(has) &&
    isIn(zones, Placement?.Zone) &&
    isIn(types, InstanceType) &&
    isIn(states, InstanceState) &&
    (names === undefined || names.some((glob) => matchesGlob(glob, InstanceName ?? ""))) &&
    !exclude.instanceIds.has(InstanceId) &&
    !exclude.tags.some(has)
  );
}

/** @param {string[] | undefined} wanted @param {string | undefined} value */
const isIn = (wanted, value) => wanted === undefined || (value !== undefined && wanted.includes(value));

/** @param {Instance} instance @param {Tags[number]} tag */
const hasTag = ({ Tags }, { key, values }) =>
  Array.isArray(Tags) && Tags.some(({ Key, Value }) => Key === key && values.includes(Value));

/**
 * Whether a whole text matches a pattern: `*` stands for any characters, `?` for one.
 * @param {string} glob
 * @param {string} text
 */
export function matchesGlob(glob, text) {
  const [pattern, letters] = [[...glob], [...text]];
  let [at, star, from] = [0, -1, 0];
  for (let next = 0; next < letters.length; next += 1) {
    if (pattern[at] === "*") {
      [star, from] = [at, next];
      at += 1;
      next -= 1;
    } else if (pattern[at] === "?" || (at < pattern.length && pattern[at] === letters[next])) {
      at += 1;
    } else if (star >= 0) {
      // The last star takes one letter more.
      [at, next] = [star + 1, from];
      from += 1;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((letter) => letter === "*");
}

/** @param {string} name @param {unknown} value @returns {string[] | undefined} */
function texts(name, value) {
  if (value === undefined) return undefined;
  const found = list(name, value).map((member) => requiredString(name, member));
  if (found.length === 0) throw invalidArgument(name, "is empty, which selects nothing");
  return found;
}

/** Each key with one value, or with a list of which any will do. @param {string} name @param {unknown} value @returns {Tags} */
function readTags(name, value) {
  if (value === undefined) return [];
  const given = object(name, value);
  const entries = read(name, () => Object.entries(given)).filter(([, values]) => values !== undefined);
  if (entries.length === 0) throw invalidArgument(name, "is empty, which selects nothing");
  return entries.map(([key, values]) => ({
    key,
    values: typeof values === "string" ? [values] : (texts(`${name}.${key}`, values) ?? []),
  }));
}
