import { adviceOf } from "../core/advice.js";
import { TencentCloudError } from "../core/errors.js";

/**
 * No credentials can be had: `Client.CredentialsFailed`. The message never holds what was found, only where.
 * @param {string} message
 * @param {unknown} [cause]
 */
export const credentialsFailed = (message, cause) =>
  new TencentCloudError("Client.CredentialsFailed", message, { advice: "fix-credentials", cause });

/**
 * What became of a request for temporary credentials.
 * @param {string} code the service's, or of this package
 * @param {string} message
 * @param {{action: string, cause?: unknown, requestId?: string | undefined}} known
 */
export const requestFailed = (code, message, { action, cause, requestId }) =>
  new TencentCloudError(code, message, {
    advice: adviceOf(code),
    action,
    cause,
    ...(requestId !== undefined && { requestId }),
  });
