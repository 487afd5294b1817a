import { hintFor } from "./hints.js";

/** @typedef {import("../../index.js").TencentCloudError["advice"]} Advice */

/**
 * What is known of an error besides its code and message.
 * @typedef {object} Details
 * @property {Advice} advice
 * @property {string} [requestId]
 * @property {string} [action]
 * @property {number} [httpStatus]
 * @property {number} [attempts]
 * @property {unknown} [cause]
 * @property {ReadonlyArray<{index: number, value: string}>} [invalidIds]
 * @property {import("../../index.js").FleetResult} [result]
 */

/** The one error this package throws. Its documentation stands in types/error.d.ts. */
export class TencentCloudError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {Details} details
   */
  constructor(code, message, { advice, requestId, action, httpStatus, attempts, cause, invalidIds, result }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TencentCloudError";
    this.code = code;
    this.advice = advice;
    this.retryable = advice === "retry" || advice === "wait";
    const hint = hintFor(code, message);
    if (requestId !== undefined) this.requestId = requestId;
    if (action !== undefined) this.action = action;
    if (httpStatus !== undefined) this.httpStatus = httpStatus;
    if (attempts !== undefined) this.attempts = attempts;
    if (invalidIds !== undefined) this.invalidIds = invalidIds;
    if (result !== undefined) this.result = result;
    if (hint !== undefined) this.hint = hint;
  }

  /** The code first: it is what is searched for. @override */
  toString() {
    return `${this.code}: ${this.message}`;
  }

  /** Everything but the cause, which is not ours and may hold anything. */
  toJSON() {
    return { ...this, message: this.message };
  }
}

/**
 * Whether something thrown is an error of this package. It may be anything, a revoked proxy as well.
 * @param {unknown} thrown
 * @returns {thrown is TencentCloudError}
 */
export function isTencentCloudError(thrown) {
  try {
    const { name, code } = /** @type {Partial<TencentCloudError>} */ (thrown);
    // By its marks: it may come from another copy of this package, or from another realm.
    return name === "TencentCloudError" && typeof code === "string";
  } catch {
    return false;
  }
}

/**
 * `Client.InvalidArgument` about the named argument.
 * @param {string} name
 * @param {string} problem goes on after the name: "must be ..."
 * @param {unknown} [cause]
 */
export const invalidArgument = (name, problem, cause) =>
  new TencentCloudError("Client.InvalidArgument", `\`${name}\` ${problem}`, { advice: "fix-request", cause });

/** @param {string} message */
export const aborted = (message) => new TencentCloudError("Client.Aborted", message, { advice: "give-up" });

/** Optional first lines of an error: the indices of malformed ids; attempts and HTTP status of a call. */
const PREFIX = /^(?:ids ([\d,]+)\n)?(?:call (\d+) (\d*)\n)?/;

/**
 * The error for what a wasm module threw; anything but an error's text is returned as it is.
 * @param {unknown} thrown
 * @param {{action?: string, cause?: unknown, ids?: readonly unknown[]}} [known]
 */
export function fromWasm(thrown, { action, cause, ids = [] } = {}) {
  if (typeof thrown !== "string") return thrown;
  const [prefix = "", places, attempts, status] = PREFIX.exec(thrown) ?? [];
  const [code = "", advice, requestId, ...message] = thrown.slice(prefix.length).split("\n");
  return new TencentCloudError(code, message.join("\n"), {
    advice: /** @type {Advice} */ (advice),
    requestId: requestId || undefined,
    action,
    cause,
    attempts: attempts === undefined ? undefined : Number(attempts),
    httpStatus: status ? Number(status) : undefined,
    invalidIds: places
      ?.split(",")
      .map((place) => ({ index: Number(place), value: shown(ids[Number(place)]) })),
  });
}

/**
 * What `make` makes, with an error of ours for what a wasm module throws.
 * @template T
 * @param {() => T} make
 * @param {readonly unknown[]} [ids]
 */
export function translateErrors(make, ids) {
  try {
    return make();
  } catch (thrown) {
    throw fromWasm(thrown, { ids });
  }
}

/** @param {unknown} value of an id, of any type */
function shown(value) {
  if (typeof value === "string") return value;
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
