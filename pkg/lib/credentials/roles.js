import { object } from "../core/check.js";
import { isTencentCloudError } from "../core/errors.js";
import { validateCredentials } from "../signing/credentials.js";
import { cachedSource } from "./cached.js";
import { readAssumeRole, readWebIdentity } from "./options.js";
import { checkText } from "./pair.js";
import { askSts } from "./sts.js";

/** @typedef {import("../../index.js").Credentials} Credentials */
/** @typedef {import("./options.js").Role} Role */
/** @typedef {typeof import("../../sign.js").signRequest} SignRequest */
/** @typedef {import("../../credentials.js").CachedSource} CachedSource */

const VERSION = "2018-08-13";
/** How long credentials last if sts is told nothing (AssumeRole page, `DurationSeconds`). */
const DEFAULT_SECONDS = 7_200;
/** What is refused for a key that may have been replaced meanwhile. */
const REPLACED = ["AuthFailure.TokenFailure", "AuthFailure.InvalidToken", "AuthFailure.SecretIdNotFound"];

/**
 * The sources that exchange a key or an identity for temporary credentials of a role.
 * @param {SignRequest} signRequest
 * @param {{shared: boolean}} place `shared`: several requests share this process, each in a context of its own
 */
export const roleSources = (signRequest, place) => ({
  /** @type {typeof import("../../credentials.js").assumeRole} */
  assumeRole(source, options) {
    if (typeof source !== "function") object("source", source);
    const given = readAssumeRole(options);
    const clock = { offsetMs: 0 };
    return cachedSource(() => assume(signRequest, source, given, clock), place);
  },

  /** @type {typeof import("../../credentials.js").assumeRoleWithWebIdentity} */
  assumeRoleWithWebIdentity(options) {
    const given = readWebIdentity(options);
    const clock = { offsetMs: 0 };
    return cachedSource(() => assumeByIdentity(given, clock), place);
  },
});

/**
 * @param {SignRequest} signRequest
 * @param {unknown} source
 * @param {ReturnType<typeof readAssumeRole>} given
 * @param {import("./sts.js").Clock} clock
 */
async function assume(signRequest, source, { role, reaching, externalId, policy }, clock) {
  const action = "AssumeRole";
  const payload = { ...payloadOf(role), ExternalId: externalId, Policy: policy };
  const api = { service: "sts", version: VERSION, action, language: /** @type {const} */ ("en-US"), payload };
  const { region, endpoint } = reaching;
  const ask = (/** @type {Credentials} */ key) => {
    const write = async (/** @type {number} */ timestamp) => {
      const {
        url,
        method,
        headers,
        body = "",
      } = signRequest({ ...api, region, endpoint }, key, { timestamp });
      return { url, method, headers, body };
    };
    return askSts(
      { action, durationSeconds: role.durationSeconds ?? DEFAULT_SECONDS, write },
      reaching,
      clock,
    );
  };
  const key = await keyOf(source);
  try {
    return await ask(key);
  } catch (failure) {
    const other = await replacementOf(key, source, failure);
    if (other === undefined) throw failure;
    return ask(other);
  }
}

/**
 * Another key, where this one was refused and the source has another.
 * @param {Credentials} key
 * @param {unknown} source
 * @param {unknown} failure
 */
async function replacementOf(key, source, failure) {
  if (typeof source !== "function") return undefined;
  if (!isTencentCloudError(failure) || !REPLACED.includes(failure.code)) return undefined;
  /** @type {Partial<CachedSource>} */ (source).forget?.(key.secretId);
  const other = await keyOf(source);
  const same =
    other.secretId === key.secretId && other.secretKey === key.secretKey && other.token === key.token;
  return same ? undefined : other;
}

/** @param {unknown} source @returns {Promise<Credentials>} */
async function keyOf(source) {
  const { secretId, secretKey, token } = validateCredentials(
    typeof source === "function" ? await source() : source,
  );
  return { secretId, secretKey, ...(token !== undefined && { token }) };
}

/**
 * Not signed: the identity provider's token stands for the caller.
 * @param {ReturnType<typeof readWebIdentity>} given
 * @param {import("./sts.js").Clock} clock
 */
async function assumeByIdentity({ role, reaching, providerId, webIdentityToken }, clock) {
  const action = "AssumeRoleWithWebIdentity";
  const token = typeof webIdentityToken === "function" ? await webIdentityToken() : webIdentityToken;
  checkText("webIdentityToken", token);
  const body = JSON.stringify({ ...payloadOf(role), ProviderId: providerId, WebIdentityToken: token });
  const write = async (/** @type {number} */ timestamp) => ({
    url: `${reaching.endpoint}/`,
    method: "POST",
    headers: {
      authorization: "SKIP",
      "content-type": "application/json",
      "x-tc-action": action,
      "x-tc-language": "en-US",
      "x-tc-region": reaching.region,
      "x-tc-timestamp": String(timestamp),
      "x-tc-version": VERSION,
    },
    body,
  });
  return askSts({ action, durationSeconds: role.durationSeconds ?? DEFAULT_SECONDS, write }, reaching, clock);
}

/** @param {Role} role */
const payloadOf = ({ roleArn, sessionName, durationSeconds }) => ({
  RoleArn: roleArn,
  RoleSessionName: sessionName,
  DurationSeconds: durationSeconds,
});
