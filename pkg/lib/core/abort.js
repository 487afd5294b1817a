import { aborted } from "./errors.js";

/**
 * Calls `end` when the signal aborts, until the returned function is called.
 * @param {AbortSignal | undefined} signal
 * @param {() => void} end
 * @throws {import("./errors.js").TencentCloudError} `Client.Aborted` when it is aborted already
 */
export function onAbort(signal, end) {
  if (signal?.aborted) throw aborted("the operation was aborted before its first request");
  signal?.addEventListener("abort", end, { once: true });
  return () => signal?.removeEventListener("abort", end);
}
