import { fromWasm, invalidArgument, TencentCloudError } from "../core/errors.js";
import { pack } from "../core/fields.js";
import { readCredentials } from "../signing/signing.js";

/** Temporary credentials are renewed this long before they end. */
const RENEW_BEFORE_MS = 60_000;
/** As seconds these are the years from 1973 to 5138, as milliseconds the first years after 1970. */
const LOOKS_LIKE_SECONDS = { from: 100_000_000, to: 100_000_000_000 };
/** A source that keeps giving credentials about to end is not asked more often than this. */
const MIN_RENEW_INTERVAL_MS = 1_000;

/**
 * The signers of one operation, made from what its credential source gives.
 * @typedef {object} Keyring
 * @property {(failed: number) => Promise<number>} signer the number of the signer to use. `failed`: the number of one whose
 *   key was refused, or -1. The same number again means that there is no other
 * @property {() => string} secretId the first one the source gave, "" before that
 * @property {() => unknown} failure what the source threw, if it did
 * @property {() => void} end frees the signers; the source is not asked again
 */

/**
 * @param {Pick<typeof import("../../dist/client.js"), "key_new" | "key_free">} wasm
 * @param {unknown} source credentials, or a function that gives them
 * @returns {Keyring}
 */
export function createKeyring(wasm, source) {
  /** @type {{number: number, endsAtMs: number, renewedAtMs: number} | undefined} */
  let current;
  /** @type {Promise<number> | undefined} */
  let renewing;
  /** @type {number[]} */
  const opened = [];
  let firstId = "";
  let renewedAfterRefusal = false;
  let ended = false;
  /** @type {unknown} */
  let failure;

  async function renew() {
    const given = typeof source === "function" ? await callSource(source) : source;
    const { secretId, secretKey, token } = readCredentials(given);
    const endsAtMs = expiryOf(/** @type {{expiresAtMs?: unknown}} */ (given).expiresAtMs);
    const number = addKey(pack([secretId, secretKey, token]));
    if (ended) wasm.key_free(number);
    else opened.push(number);
    firstId ||= secretId;
    current = { number, endsAtMs, renewedAtMs: Date.now() };
    return number;
  }

  /** @param {string} packed */
  function addKey(packed) {
    try {
      return wasm.key_new(packed);
    } catch (thrown) {
      throw fromWasm(thrown);
    }
  }

  /** @param {Function} get */
  async function callSource(get) {
    try {
      return await get();
    } catch (cause) {
      failure = cause;
      throw cause instanceof TencentCloudError
        ? cause
        : invalidArgument("credentials", "threw; see the error's cause", cause);
    }
  }

  /** @param {number} failed */
  function isDue(failed) {
    if (current === undefined) return true;
    if (ended || typeof source !== "function") return false;
    if (failed === current.number) {
      const first = !renewedAfterRefusal;
      renewedAfterRefusal = true;
      return first;
    }
    const now = Date.now();
    return current.endsAtMs - now < RENEW_BEFORE_MS && now - current.renewedAtMs >= MIN_RENEW_INTERVAL_MS;
  }

  return {
    signer(failed) {
      if (renewing === undefined && isDue(failed)) {
        renewing = renew().finally(() => {
          renewing = undefined;
        });
      }
      return renewing ?? Promise.resolve(/** @type {NonNullable<typeof current>} */ (current).number);
    },
    secretId: () => firstId,
    failure: () => failure,
    end() {
      ended = true;
      for (const number of opened.splice(0)) wasm.key_free(number);
    },
  };
}

/**
 * When credentials end, checked: what is not understood would have them renewed all the time, or never.
 * @param {unknown} expiresAtMs
 */
function expiryOf(expiresAtMs) {
  if (expiresAtMs === undefined) return Number.POSITIVE_INFINITY;
  const name = "credentials.expiresAtMs";
  if (Object.prototype.toString.call(expiresAtMs) === "[object Date]") {
    throw invalidArgument(name, "is a Date: give its getTime()");
  }
  if (typeof expiresAtMs !== "number" || Number.isNaN(expiresAtMs)) {
    throw invalidArgument(name, "must be a number, the end in Unix milliseconds");
  }
  if (expiresAtMs >= LOOKS_LIKE_SECONDS.from && expiresAtMs < LOOKS_LIKE_SECONDS.to) {
    throw invalidArgument(name, "must be in Unix milliseconds and looks like seconds: multiply it by 1000");
  }
  return expiresAtMs;
}
