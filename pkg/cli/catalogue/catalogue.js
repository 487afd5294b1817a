import { readFileSync } from "node:fs";
import { nearest } from "../../lib/core/members.js";
import { usage } from "../exit.js";

/**
 * One field of a request or a reply, as the vendor's metadata has it.
 * @typedef {object} Field
 * @property {string} name
 * @property {string} type
 * @property {boolean} [list]
 * @property {boolean} [required]
 * @property {Array<string | number>} [values]
 * @property {unknown} [default]
 * @property {number} [least]
 * @property {number} [most]
 * @property {number} [mostItems]
 * @property {number} [mostLength]
 */
/** @typedef {{en: string, zh: string, page: string, request: Field[], reply: Field[]}} ActionFacts */
/** @typedef {{service: string, version: string, actions: Record<string, ActionFacts>, objects: Record<string, Field[]>, codes: string[]}} ServiceFacts */
/** By product, version and first word of an action: the rest of its names. @typedef {Record<string, Record<string, Record<string, string>>>} Index */

/** @param {string} name @returns {unknown} */
const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../metadata/${name}.json`, import.meta.url), "utf8"));

/** What is known of CVM's actions. */
export const cvm = () => /** @type {ServiceFacts} */ (read("cvm"));

/** Every product's actions, by name. */
export const index = () => /** @type {Index} */ (read("index"));

/** @param {Record<string, string>} words @returns {string[]} */
const namesIn = (words) =>
  Object.entries(words).flatMap(([first, rest]) => rest.split(" ").map((end) => `${first}${end}`));

/** @param {Index} all @param {string} service @returns {Array<{version: string, action: string}>} the newest version first */
export const actionsOf = (all, service) =>
  Object.entries(all[service] ?? {})
    .sort(([one], [other]) => (one < other ? 1 : -1))
    .flatMap(([version, words]) => namesIn(words).map((action) => ({ version, action })));

/**
 * The newest version of a product that has an action.
 * @param {string} service
 * @param {string} action
 * @throws {import("../exit.js").CliError} that names the nearest product or action
 */
export function versionOf(service, action) {
  const all = index();
  const known = Object.hasOwn(all, service) ? actionsOf(all, service) : undefined;
  if (known === undefined)
    throw unknown("product", "产品", service, Object.keys(all), "actions --service all");
  const found = known.find((one) => one.action === action);
  if (found !== undefined) return found.version;
  throw unknown(
    `action of ${service}`,
    `${service} 的接口`,
    action,
    known.map((one) => one.action),
    `actions --service ${service}`,
  );
}

/** @param {string} what @param {string} kind @param {string} given @param {string[]} names @param {string} see */
function unknown(what, kind, given, names, see) {
  const alike = names.find((name) => name.toLowerCase() === given.toLowerCase()) ?? nearest(given, names);
  const [en, zh] = alike === undefined ? ["", ""] : [` Did you mean ${alike}?`, `您是否想写 ${alike}？`];
  return usage(
    `The catalogue knows no ${what} called ${given}.${en} \`tencentcloud-edge ${see}\` lists what it knows; if it is newer, give --version.`,
    `目录中没有名为 ${given} 的${kind}。${zh}\`tencentcloud-edge ${see}\` 列出已知内容；若接口较新，请用 --version 指定版本。`,
  );
}
