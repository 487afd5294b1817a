import { factsOf } from "./facts.mjs";

/**
 * What is known of a field: its facts and nothing of the vendor's words.
 * @typedef {import("./facts.mjs").Facts & {
 *   name: string,
 *   type: string,
 *   list?: true,
 *   required?: true,
 *   optional?: true,
 *   nullable?: true,
 *   deprecated?: true,
 *   secret?: true,
 * }} Field `type`: a kind of value, or the name of an object. `required`: as an input; `optional`: as an output
 */

/** @typedef {{en: string, zh: string}} Text */
/**
 * @typedef {object} Service
 * @property {string} service
 * @property {string} version
 * @property {string[]} from the packages
 * @property {Record<string, {en: string, zh: string, page: string, request: Field[], reply: Field[]}>} actions
 * @property {Record<string, Field[]>} objects what the fields refer to
 * @property {string[]} codes
 */

/** @type {Record<string, import("./facts.mjs").Kind>} */
const KINDS = { string: "string", binary: "string", int: "integer", float: "number", bool: "boolean" };
/** @type {Record<string, import("./facts.mjs").Kind>} */
const MEMBERS = { string: "string", int64: "integer", uint64: "integer", float: "number", bool: "boolean" };

/** What gives access to something: never stored, logged or shown. */
const SECRET = /Password$|^PrivateKey$/;

/** Said of some fields whose flag says otherwise. */
const NULL = /(?:返回|本项为)\s*null/;

/**
 * @param {import("./api.mjs").Api} api
 * @param {{summaries: Record<string, Text>, pageOf: (action: string) => string, codes: string[], from: string[]}} ours
 * @returns {Service}
 */
export function describeService(api, { summaries, pageOf, codes, from }) {
  const { apiVersion, serviceShortName } = api.metadata;
  const inputs = reached(
    api,
    Object.values(api.actions).map(({ input }) => input),
  );
  const roots = new Set(Object.values(api.actions).flatMap(({ input, output }) => [input, output]));
  const field = (/** @type {boolean} */ isInput) => (/** @type {import("./api.mjs").Member} */ member) =>
    fieldOf(member, isInput);
  const actions = Object.entries(api.actions).map(([name, { input, output }]) => [
    name,
    {
      .../** @type {Text} */ (summaries[name]),
      page: pageOf(name),
      request: membersOf(api, input).map(field(true)),
      reply: membersOf(api, output).map(field(false)),
    },
  ]);
  const objects = Object.entries(api.objects)
    .filter(([name]) => !roots.has(name))
    .map(([name, { members }]) => [name, members.map(field(inputs.has(name)))]);
  return {
    service: serviceShortName,
    version: apiVersion,
    from,
    actions: Object.fromEntries(actions.sort(byName)),
    objects: Object.fromEntries(objects.sort(byName)),
    codes,
  };
}

/** @param {unknown[]} a @param {unknown[]} b */
const byName = ([a], [b]) => (String(a) < String(b) ? -1 : 1);

/** @param {import("./api.mjs").Api} api @param {string} name */
const membersOf = (api, name) =>
  /** @type {{members: import("./api.mjs").Member[]}} */ (api.objects[name]).members;

/**
 * The objects that some objects lead to, themselves included.
 * @param {import("./api.mjs").Api} api
 * @param {string[]} names
 */
function reached(api, names) {
  const found = new Set(names);
  for (const name of found) {
    for (const { member } of membersOf(api, name)) if (member in api.objects) found.add(member);
  }
  return found;
}

/**
 * @param {import("./api.mjs").Member} member
 * @param {boolean} isInput limits are of use for what is sent
 * @returns {Field}
 */
function fieldOf(member, isInput) {
  const { name, document } = member;
  const list = member.type === "list";
  const scalar = list ? MEMBERS[member.member] : KINDS[member.type];
  const { values, ...limits } = factsOf(document, { name, kind: scalar ?? "object", list });
  const unsigned = member.member === "uint64" && !list && values === undefined && { least: 0 };
  return {
    name,
    type: scalar ?? member.member,
    ...(list && { list }),
    ...(member.required === true && { required: true }),
    ...(member.output_required === false && { optional: true }),
    ...((member.value_allowed_null === true || NULL.test(document)) && { nullable: true }),
    ...(member.disabled === true && { deprecated: true }),
    ...(SECRET.test(name) && { secret: true }),
    ...(values !== undefined && { values }),
    ...(isInput && { ...unsigned, ...limits }),
  };
}
