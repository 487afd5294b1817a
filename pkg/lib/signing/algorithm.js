import { TencentCloudError } from "../core/errors.js";

export const TC3 = "TC3-HMAC-SHA256";
export const V1_ALGORITHMS = /** @type {const} */ (["HmacSHA256", "HmacSHA1"]);

/**
 * @param {string} algorithm
 * @param {string} problem goes on after the name
 */
const unsupported = (algorithm, problem) =>
  new TencentCloudError("Client.UnsupportedAlgorithm", `\`algorithm\` ${algorithm.slice(0, 40)} ${problem}`, {
    advice: "fix-request",
  });

/**
 * The error for an algorithm that this entry does not sign by.
 * @param {string} algorithm
 */
export function unsupportedAlgorithm(algorithm) {
  if (algorithm === TC3)
    return unsupported(algorithm, "is in the main entry: import from `tencentcloud-edge`");
  if (/** @type {readonly string[]} */ (V1_ALGORITHMS).includes(algorithm)) {
    return unsupported(
      algorithm,
      `is in an entry of its own: import from \`tencentcloud-edge/v1\`, or use ${TC3}`,
    );
  }
  return unsupported(algorithm, `is not an algorithm of the service; use ${TC3}`);
}
