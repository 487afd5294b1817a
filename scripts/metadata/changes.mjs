import { actionNames } from "./index-of-services.mjs";

/** @typedef {import("./service.mjs").Service} Service */
/** @typedef {import("./service.mjs").Field} Field */

/**
 * What has changed in a service, a line each: "+" what is new, "-" what is gone, "~" what is different.
 * @param {Service | undefined} before
 * @param {Service} now
 * @returns {string[]}
 */
export function changes(before, now) {
  if (before === undefined)
    return [`+ ${now.service} ${now.version}: ${Object.keys(now.actions).length} actions`];
  return [
    ...rows(before.actions, now.actions, (name, old, action) => [
      ...fields(`${name} request`, old.request, action.request),
      ...fields(`${name} reply`, old.reply, action.reply),
      ...["page", "en", "zh"].flatMap((part) => different(`${name} ${part}`, old, action, part)),
    ]),
    ...rows(before.objects, now.objects, (name, old, object) => fields(name, old, object)),
    ...rows(named(before.codes), named(now.codes), () => []),
    ...(String(before.from) === String(now.from) ? [] : [`~ from: ${before.from} -> ${now.from}`]),
  ];
}

/** @param {string} where @param {Field[]} before @param {Field[]} now */
const fields = (where, before, now) =>
  rows(byName(before), byName(now), (name, old, field) =>
    [...new Set([...Object.keys(old), ...Object.keys(field)])].flatMap((part) =>
      different(`${where}.${name} ${part}`, old, field, part),
    ),
  ).map((line) => (line.includes(where) ? line : `${line.slice(0, 2)}${where}.${line.slice(2)}`));

/**
 * @template T
 * @param {Record<string, T>} before
 * @param {Record<string, T>} now
 * @param {(name: string, old: T, row: T) => string[]} compare
 */
const rows = (before, now, compare) => [
  ...Object.keys(now).flatMap((name) => (name in before ? [] : [`+ ${name}`])),
  ...Object.keys(before).flatMap((name) => (name in now ? [] : [`- ${name}`])),
  ...Object.entries(now).flatMap(([name, row]) => {
    const old = before[name];
    return old === undefined ? [] : compare(name, old, row);
  }),
];

/** @param {string} what @param {object} old @param {object} now @param {string} part */
function different(what, old, now, part) {
  const value = (/** @type {object} */ row) =>
    JSON.stringify(/** @type {Record<string, unknown>} */ (row)[part]) ?? "none";
  return value(old) === value(now) ? [] : [`~ ${what}: ${value(old)} -> ${value(now)}`];
}

/** @param {Field[]} fields @returns {Record<string, Field>} */
const byName = (fields) => Object.fromEntries(fields.map((field) => [field.name, field]));

/** @param {string[]} names @returns {Record<string, true>} */
const named = (names) => Object.fromEntries(names.map((name) => [name, true]));

/**
 * What has changed in the index of all services.
 * @param {import("./index-of-services.mjs").Index} before
 * @param {import("./index-of-services.mjs").Index} now
 */
export const indexChanges = (before, now) => rows(everyAction(before), everyAction(now), () => []);

/** @param {import("./index-of-services.mjs").Index} index */
const everyAction = (index) =>
  named(
    Object.entries(index).flatMap(([service, versions]) =>
      Object.entries(versions).flatMap(([version, verbs]) =>
        actionNames(verbs).map((action) => `${service} ${version} ${action}`),
      ),
    ),
  );
