/**
 * Every service with its versions, the newest first, and their actions. It holds 16,000 names, which begin with few verbs: the
 * rest of the names stands behind the verb, with spaces between; whole names stand behind "".
 * @typedef {Record<string, Record<string, Record<string, string>>>} Index service, version, verb
 */

/** "Start" of "StartInstances"; a name of another form has none. */
const VERB = /^[A-Z][a-z]+(?=[A-Z0-9])/;

/** @param {import("./api.mjs").Api[]} apis @returns {Index} */
export function indexOf(apis) {
  /** @type {Map<string, Array<[version: string, actions: Record<string, string>]>>} */
  const services = new Map();
  for (const { metadata, actions } of apis) {
    const names = Object.keys(actions).filter((name) => actions[name]?.status !== "offline");
    const versions = services.get(metadata.serviceShortName) ?? [];
    services.set(metadata.serviceShortName, [...versions, [metadata.apiVersion, byVerb(names.sort())]]);
  }
  const sorted = [...services].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([service, versions]) => [
      service,
      Object.fromEntries(versions.sort(([a], [b]) => (a < b ? 1 : -1))),
    ]),
  );
}

/** @param {string} name */
const verbOf = (name) => VERB.exec(name)?.[0] ?? "";

/** A verb that only one action has saves nothing: that name stands whole, without a verb. @param {string[]} names */
function byVerb(names) {
  const verbs = names.map(verbOf);
  /** @type {Record<string, string>} */
  const rests = {};
  for (const [index, name] of names.entries()) {
    const own = verbs[index] ?? "";
    const verb = verbs.indexOf(own) === verbs.lastIndexOf(own) ? "" : own;
    const before = rests[verb];
    rests[verb] = `${before === undefined ? "" : `${before} `}${name.slice(verb.length)}`;
  }
  return rests;
}

/** The names of the actions of one version. @param {Record<string, string>} verbs */
export const actionNames = (verbs) =>
  Object.entries(verbs).flatMap(([verb, rest]) => rest.split(" ").map((part) => `${verb}${part}`));
