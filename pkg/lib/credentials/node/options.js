import { integer, optionalFunction, text } from "../../core/check.js";
import { members } from "../../core/members.js";
import { originOf } from "../options.js";
import { METADATA } from "./instance-role.js";
import { warner } from "./warnings.js";

/**
 * @typedef {object} ChainOptions
 * @property {string | undefined} profile
 * @property {string | undefined} role
 * @property {import("./warnings.js").Warn} warn
 * @property {{endpoint?: string | undefined, region?: string | undefined, fetch?: typeof globalThis.fetch | undefined,
 *   timeoutMs?: number | undefined}} sts
 * @property {import("./instance-role.js").Metadata} metadata
 */

const CHAIN = /** @type {const} */ ([
  "profile",
  "role",
  "region",
  "endpoint",
  "metadataEndpoint",
  "fetch",
  "timeoutMs",
  "onWarning",
]);
const METADATA_OPTIONS = /** @type {const} */ (["metadataEndpoint", "fetch", "timeoutMs"]);
const FILE_OPTIONS = /** @type {const} */ (["onWarning"]);

/** @param {unknown} options @returns {ChainOptions} */
export function readChainOptions(options = {}) {
  const given = members("options", options, CHAIN);
  const metadata = readMetadata(given);
  return {
    profile: name("profile", given.profile),
    role: name("role", given.role),
    warn: warner(optionalFunction("onWarning", given.onWarning)),
    sts: {
      endpoint: text("endpoint", given.endpoint),
      region: text("region", given.region),
      fetch: metadata.fetch,
      timeoutMs: integer("timeoutMs", given.timeoutMs, 1),
    },
    metadata,
  };
}

/** @param {unknown} options */
export const readMetadataOptions = (options = {}) =>
  readMetadata(members("options", options, METADATA_OPTIONS));

/** @param {unknown} options */
export function readFileOptions(options = {}) {
  const { onWarning } = members("options", options, FILE_OPTIONS);
  return { warn: warner(optionalFunction("onWarning", onWarning)) };
}

/**
 * The name of a profile or a role, or undefined.
 * @param {string} what
 * @param {unknown} value
 */
export const name = (what, value) => text(what, value) || undefined;

/** @param {Record<(typeof METADATA_OPTIONS)[number], unknown>} given @returns {import("./instance-role.js").Metadata} */
function readMetadata(given) {
  const endpoint = text("metadataEndpoint", given.metadataEndpoint);
  return {
    endpoint: endpoint === undefined ? METADATA : originOf("metadataEndpoint", endpoint),
    fetch: /** @type {typeof globalThis.fetch | undefined} */ (optionalFunction("fetch", given.fetch)),
    timeoutMs: integer("timeoutMs", given.timeoutMs, 1) ?? 2_000,
  };
}
