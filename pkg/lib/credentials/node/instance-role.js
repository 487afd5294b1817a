import { checkText } from "../pair.js";
import { credentialsFailed } from "../problems.js";

/**
 * Where a CVM asks for its own role (instance metadata page).
 * @typedef {{endpoint: string, fetch: typeof globalThis.fetch | undefined, timeoutMs: number}} Metadata
 */

export const METADATA = "http://metadata.tencentyun.com";
const PATH = "/latest/meta-data/cam/security-credentials/";
const ATTEMPTS = 3;

/**
 * The temporary key of this instance's role.
 * @param {string} name of the role, or `auto`: the one that is bound to the instance
 * @param {Metadata} metadata
 * @returns {Promise<import("../cached.js").Temporary>}
 */
export async function readInstanceRole(name, metadata) {
  const role = name === "auto" ? await boundRole(metadata) : name;
  const reply = await get(encodeURIComponent(role), metadata);
  const given = readJson(reply);
  if (given === undefined || given.Code !== "Success") {
    const code = given === undefined ? "no JSON" : String(given.Code);
    throw credentialsFailed(`the metadata of this instance gives no key for the role ${role}: ${code}`);
  }
  const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token, ExpiredTime } = given;
  for (const [member, text] of Object.entries({
    TmpSecretId: secretId,
    TmpSecretKey: secretKey,
    Token: token,
  })) {
    checkText(`${member} of this instance's metadata`, text);
  }
  const expiresAtMs = Number(ExpiredTime) * 1000;
  if (!(expiresAtMs > 0))
    throw credentialsFailed("the metadata of this instance does not say when its key ends");
  return {
    secretId: /** @type {string} */ (secretId),
    secretKey: /** @type {string} */ (secretKey),
    token: /** @type {string} */ (token),
    expiresAtMs,
  };
}

/** @param {Metadata} metadata */
async function boundRole(metadata) {
  const text = await get("", metadata);
  const role = text?.split("\n")[0]?.trim();
  if (role) return role;
  throw credentialsFailed(
    "this instance has no role: bind one to it in the CVM console, or name another source",
  );
}

/**
 * @param {string} path
 * @param {Metadata} metadata
 * @returns {Promise<string | undefined>} undefined for what the metadata does not have
 */
async function get(path, metadata) {
  /** @type {unknown} */
  let cause;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const reply = await getOnce(path, metadata);
      if (reply.status === 404) return undefined;
      if (reply.status === 200) return reply.text;
      cause = new Error(`HTTP ${reply.status}`);
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw credentialsFailed(`${metadata.endpoint} gave no answer: is this a CVM instance?`, cause);
}

/** @param {string} path @param {Metadata} metadata */
async function getOnce(path, { endpoint, fetch = globalThis.fetch, timeoutMs }) {
  const reply = await fetch(`${endpoint}${PATH}${path}`, {
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: reply.status, text: await reply.text() };
}

/** @param {string | undefined} text @returns {Record<string, unknown> | undefined} */
function readJson(text) {
  try {
    return JSON.parse(text ?? "") ?? undefined;
  } catch {
    return undefined;
  }
}
