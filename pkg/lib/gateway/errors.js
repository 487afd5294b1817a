import { adviceOf } from "../core/advice.js";
import { isTencentCloudError, TencentCloudError } from "../core/errors.js";

/** @typedef {import("../core/errors.js").Advice} Advice */
/** @typedef {import("../../types/gateway.js").ProblemDocument} ProblemDocument */

/** Codes of the gateway in which the rows of the model have no part. @type {Record<string, Advice>} */
const ADVICE = {
  "Gateway.BadRequest": "fix-request",
  "Gateway.Forbidden": "fix-permissions",
  "Gateway.IdempotencyConflict": "fix-request",
  "Gateway.NotConfigured": "give-up",
  "Gateway.NotFound": "fix-request",
  "Gateway.Unauthorized": "fix-credentials",
};

/** The gateway refused a request. */
export class GatewayError extends TencentCloudError {
  /** @param {ProblemDocument} problem */
  constructor(problem) {
    const { code, detail, status, requestId } = problem;
    super(code, detail, {
      advice: adviceFor(problem),
      httpStatus: status,
      ...(typeof requestId === "string" && { requestId }),
    });
    this.status = status;
    this.problem = problem;
  }
}

/** @param {ProblemDocument} problem @returns {Advice} */
function adviceFor({ advice, code, status }) {
  if (advice !== undefined) return advice;
  const own = ADVICE[code];
  if (own !== undefined) return own;
  if (!code.startsWith("Gateway.")) return adviceOf(code);
  return status >= 500 || status === 429 ? "retry" : "fix-request";
}

/**
 * The problem in a reply that is none of success; of a proxy before the gateway only the status is known.
 * @param {Response} response
 */
export async function problemOf(response) {
  const { status } = response;
  /** @type {Partial<ProblemDocument>} */
  const given = (await response.json().catch(() => undefined)) ?? {};
  const isProblem = typeof given.code === "string" && typeof given.detail === "string";
  return new GatewayError({
    type: "about:blank",
    title: `HTTP ${status}`,
    ...(isProblem && given),
    status,
    code: isProblem ? /** @type {string} */ (given.code) : "Client.BadReply",
    detail: isProblem ? /** @type {string} */ (given.detail) : `HTTP ${status}, and no answer of a gateway`,
  });
}

/** Whether the gateway itself refused, so that it is known what became of the request. @param {unknown} failure */
export const isOwnAnswer = (failure) =>
  isTencentCloudError(failure) && "problem" in failure && failure.code !== "Client.BadReply";

/**
 * No answer came.
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
export const noAnswer = (code, message, cause) =>
  new TencentCloudError(code, message, { advice: adviceOf(code), cause });
