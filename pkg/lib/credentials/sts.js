import { adviceOf } from "../core/advice.js";
import { checkText } from "./pair.js";
import { requestFailed } from "./problems.js";

/** @typedef {import("./options.js").Reaching} Reaching */
/** @typedef {import("./cached.js").Temporary} Temporary */
/** @typedef {{url: string, method: string, headers: Record<string, string>, body: BodyInit}} Outgoing */
/**
 * A request of sts, written anew for each attempt.
 * @typedef {object} StsRequest
 * @property {string} action
 * @property {number} durationSeconds how long credentials last whose reply does not say so
 * @property {(timestamp: number) => Promise<Outgoing>} write
 *
 * @typedef {{error?: {code: string, message: string}, requestId?: string, fields: {Credentials?: Record<string, unknown>, ExpiredTime?: unknown}}} Reply
 */

/** Credentials of a role can be asked for twice: the first ones are never used. */
const ATTEMPTS = 3;
const BASE_MS = 100;
const CLOCK_CODE = "AuthFailure.SignatureExpire";
/** `Date` is that of the whole second. */
const CLOCK_TOLERANCE_MS = 2_000;

/** The service's clock less this one's, as the last reply showed it. @typedef {{offsetMs: number}} Clock */

/**
 * Asks sts for temporary credentials: again after a lost reply, and once at once with the service's own time.
 * @param {StsRequest} request
 * @param {Reaching} reaching
 * @param {Clock} clock
 * @returns {Promise<Temporary>}
 * @throws TencentCloudError with the service's code, or why there is no reply
 */
export async function askSts(request, reaching, clock) {
  let corrected = false;
  for (let attempt = 1; ; attempt++) {
    const before = clock.offsetMs;
    const outcome = await tryOnce(request, reaching, clock);
    if ("reply" in outcome && outcome.reply.error === undefined) {
      return readTemporary(outcome.reply, request, clock);
    }
    const wrongClock = "reply" in outcome && outcome.reply.error?.code === CLOCK_CODE;
    if (wrongClock && !corrected && before !== clock.offsetMs) {
      corrected = true;
      continue;
    }
    if (attempt >= ATTEMPTS || !mayRepeat(outcome)) throw failure(request.action, outcome);
    await new Promise((resolve) => setTimeout(resolve, BASE_MS * 2 ** attempt * Math.random()));
  }
}

/** @typedef {{reply: Reply} | {code: string, message: string, cause?: unknown}} Outcome the second: no reply of sts */

/** @param {Outcome} outcome */
const mayRepeat = (outcome) =>
  "message" in outcome || ["retry", "wait"].includes(adviceOf(outcome.reply.error?.code ?? ""));

/**
 * @param {StsRequest} request
 * @param {Reaching} reaching
 * @param {Clock} clock
 * @returns {Promise<Outcome>}
 */
async function tryOnce(request, { fetch = globalThis.fetch, timeoutMs }, clock) {
  const { url, ...init } = await request.write(Math.floor((Date.now() + clock.offsetMs) / 1000));
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: abort.signal });
    const text = await response.text();
    setClock(clock, response.headers?.get?.("date"));
    const reply = readReply(text);
    if (reply !== undefined) return { reply };
    return { code: "Client.BadReply", message: `HTTP ${response.status}, and no reply of sts` };
  } catch (cause) {
    return abort.signal.aborted
      ? { code: "Client.Timeout", message: `no reply within ${timeoutMs} ms` }
      : { code: "Client.Network", message: "sts was not reached; see the error's cause", cause };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Clock} clock @param {string | null | undefined} date */
function setClock(clock, date) {
  const ms = typeof date === "string" ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(ms)) return;
  const offsetMs = ms - Date.now();
  clock.offsetMs = Math.abs(offsetMs) <= CLOCK_TOLERANCE_MS ? 0 : offsetMs;
}

/** @param {string} text @returns {Reply | undefined} */
function readReply(text) {
  try {
    const { Response } = JSON.parse(text);
    const { Error: error, RequestId: requestId, ...fields } = Response;
    return {
      fields,
      requestId: typeof requestId === "string" ? requestId : undefined,
      ...(error && { error: { code: String(error.Code), message: String(error.Message) } }),
    };
  } catch {
    return undefined;
  }
}

/**
 * @param {Reply} reply
 * @param {StsRequest} request
 * @param {Clock} clock
 * @returns {Temporary}
 */
function readTemporary({ fields, requestId }, { action, durationSeconds }, { offsetMs }) {
  const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = fields.Credentials ?? {};
  try {
    checkText("TmpSecretId", secretId);
    checkText("TmpSecretKey", secretKey);
    checkText("Token", token);
  } catch (cause) {
    throw requestFailed("Client.BadReply", `sts ${action}: no usable credentials`, {
      action,
      requestId,
      cause,
    });
  }
  const seconds = Number(fields.ExpiredTime);
  const expiresAtMs = seconds > 0 ? seconds * 1000 - offsetMs : Date.now() + durationSeconds * 1000;
  const pair = /** @type {{secretId: string, secretKey: string, token: string}} */ ({
    secretId,
    secretKey,
    token,
  });
  return { ...pair, expiresAtMs };
}

/**
 * @param {string} action
 * @param {Outcome} outcome
 */
function failure(action, outcome) {
  if ("message" in outcome) {
    return requestFailed(outcome.code, `sts ${action}: ${outcome.message}`, { action, cause: outcome.cause });
  }
  const { error, requestId } = outcome.reply;
  const { code, message } = /** @type {NonNullable<Reply["error"]>} */ (error);
  return requestFailed(code, `sts ${action}: ${message}`, { action, requestId });
}
