import { textOf } from "./packages.mjs";

/**
 * The vendor's description of a service, as it stands in the pinned package.
 * @typedef {object} Api
 * @property {{apiVersion: string, serviceShortName: string}} metadata
 * @property {Record<string, {input: string, output: string, status?: string}>} actions
 * @property {Record<string, {members: Member[], usage?: "in" | "out" | "both"}>} objects
 */

/**
 * @typedef {object} Member a field
 * @property {string} name
 * @property {string} type "list", "object" or what it is itself
 * @property {string} member of a list or an object: what is in it
 * @property {string} document HTML and Markdown
 * @property {boolean} [disabled] no longer to be used
 * @property {boolean} [required] as an input
 * @property {boolean} [output_required] as an output
 * @property {boolean} [value_allowed_null]
 */

/** @typedef {Map<string, () => Buffer>} Files */

const FILE = /^tccli\/services\/([^/]+)\/v\d{8}\/api\.json$/;

/** Every service of the package and each of its versions. @param {Files} files @returns {Api[]} */
export const allApis = (files) =>
  [...files.keys()].filter((name) => FILE.test(name)).map((name) => JSON.parse(textOf(files, name)));

/**
 * @param {Files} files
 * @param {{service: string, version: string}} which
 * @returns {Api}
 */
export const apiOf = (files, { service, version }) =>
  JSON.parse(textOf(files, `tccli/services/${service}/v${version.replaceAll("-", "")}/api.json`));

/** The codes that stand in the vendor's list. @param {Files} files @param {{service: string, version: string}} which */
export function codesOf(files, { service, version }) {
  const file = `tencentcloud/${service}/v${version.replaceAll("-", "")}/errorcodes.py`;
  const found = [...textOf(files, file).matchAll(/^[A-Z0-9_]+ = ["']([\w.]+)["']$/gm)];
  return found.map(([, code]) => /** @type {string} */ (code)).sort();
}
