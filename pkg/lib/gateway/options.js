import {
  integer,
  object,
  oneOf,
  optionalBoolean,
  optionalFunction,
  requiredString,
  text,
} from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { isLoopback } from "../core/loopback.js";
import { members } from "../core/members.js";

/**
 * Checked `GatewayClientOptions`.
 * @typedef {object} Connection
 * @property {string} url without a slash at its end
 * @property {string | (() => string | Promise<string>) | undefined} token
 * @property {boolean} session
 * @property {string | undefined} account
 * @property {typeof globalThis.fetch | undefined} fetch
 * @property {number} timeoutMs
 * @property {"en-US" | "zh-CN"} language
 */

const OPTIONS = /** @type {const} */ ([
  "url",
  "token",
  "session",
  "account",
  "fetch",
  "timeoutMs",
  "language",
]);
const LANGUAGES = /** @type {const} */ (["en-US", "zh-CN"]);

/** @param {unknown} options @returns {Connection} */
export function readConnection(options) {
  const given = members("options", options, OPTIONS);
  const { token } = given;
  const session = optionalBoolean("session", given.session) ?? false;
  if (typeof token !== "function") text("token", token);
  if ((token === undefined) === !session)
    throw invalidArgument("token", "or `session: true` is needed, one of the two");
  return {
    url: baseOf(requiredString("url", given.url)),
    token: /** @type {Connection["token"]} */ (token),
    session,
    account: text("account", given.account),
    fetch: /** @type {Connection["fetch"]} */ (optionalFunction("fetch", given.fetch)),
    timeoutMs: integer("timeoutMs", given.timeoutMs, 1) ?? 20_000,
    language: oneOf("language", given.language, LANGUAGES) ?? "en-US",
  };
}

/** @param {string} given */
function baseOf(given) {
  const page = /** @type {{location?: {href?: string}}} */ (globalThis).location?.href;
  const url = URL.canParse(given, page) ? new URL(given, page) : undefined;
  if (url === undefined)
    throw invalidArgument("url", "must be the gateway's URL, like https://gateway.example.com");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.host))) {
    throw invalidArgument("url", "must be https: plain http goes to this machine alone");
  }
  if (url.search || url.hash || url.username) {
    throw invalidArgument("url", "must have no user, query or fragment");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** @param {unknown} options @returns {AbortSignal | undefined} */
export const signalOf = (options = {}) => readSignal(members("options", options, ["signal"]).signal);

/** @param {unknown} signal @returns {AbortSignal | undefined} */
export function readSignal(signal) {
  if (signal === undefined) return undefined;
  const given = object("signal", signal);
  if (typeof given.aborted === "boolean" && typeof given.addEventListener === "function") {
    return /** @type {AbortSignal} */ (signal);
  }
  throw invalidArgument("signal", "must be an AbortSignal");
}
