import { integer, optionalFunction, requiredString, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { isLoopback } from "../core/loopback.js";
import { members } from "../core/members.js";

/**
 * How sts is reached.
 * @typedef {object} Reaching
 * @property {string} region
 * @property {string} endpoint an origin
 * @property {typeof globalThis.fetch | undefined} fetch
 * @property {number} timeoutMs of one attempt
 *
 * @typedef {{roleArn: string, sessionName: string, durationSeconds: number | undefined}} Role
 */

const REACHING = /** @type {const} */ (["region", "endpoint", "fetch", "timeoutMs"]);
const ROLE = /** @type {const} */ (["roleArn", "sessionName", "durationSeconds"]);
const ASSUME = /** @type {const} */ ([...REACHING, ...ROLE, "externalId", "policy"]);
const WEB_IDENTITY = /** @type {const} */ ([...REACHING, ...ROLE, "providerId", "webIdentityToken"]);

/** sts answers for every region, and wants to be told one. */
const ANY_REGION = "ap-guangzhou";
const STS = "https://sts.tencentcloudapi.com";

/** @param {unknown} options */
export function readAssumeRole(options) {
  const given = members("options", options, ASSUME);
  return {
    ...readRole(given),
    reaching: readReaching(given),
    externalId: text("externalId", given.externalId),
    policy: text("policy", given.policy),
  };
}

/** @param {unknown} options */
export function readWebIdentity(options) {
  const given = members("options", options, WEB_IDENTITY);
  const { webIdentityToken } = given;
  if (typeof webIdentityToken !== "function") requiredString("webIdentityToken", webIdentityToken);
  return {
    ...readRole(given),
    reaching: readReaching(given),
    providerId: requiredString("providerId", given.providerId),
    webIdentityToken: /** @type {string | (() => string | Promise<string>)} */ (webIdentityToken),
  };
}

/** @param {Record<(typeof ROLE)[number], unknown>} given @returns {{role: Role}} */
function readRole(given) {
  return {
    role: {
      roleArn: requiredString("roleArn", given.roleArn),
      sessionName: text("sessionName", given.sessionName) ?? "tencentcloud-edge",
      durationSeconds: integer("durationSeconds", given.durationSeconds, 1),
    },
  };
}

/** @param {Record<(typeof REACHING)[number], unknown>} given @returns {Reaching} */
function readReaching(given) {
  return {
    region: text("region", given.region) ?? ANY_REGION,
    endpoint: originOf("endpoint", text("endpoint", given.endpoint) ?? STS),
    fetch: /** @type {typeof globalThis.fetch | undefined} */ (optionalFunction("fetch", given.fetch)),
    timeoutMs: integer("timeoutMs", given.timeoutMs, 1) ?? 5_000,
  };
}

/**
 * An origin that secrets may be sent to: https, or this machine.
 * @param {string} name
 * @param {string} given
 */
export function originOf(name, given) {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || (url.pathname !== "/" && url.pathname !== "") || url.search || url.hash) {
    throw invalidArgument(name, "must be an origin, like https://sts.tencentcloudapi.com");
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.host))) return url.origin;
  throw invalidArgument(name, "must be https: plain http goes to this machine alone");
}
