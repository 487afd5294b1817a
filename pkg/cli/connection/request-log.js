import { printable } from "../output/printable.js";

/**
 * A fetch that writes a line for each request: its action, region, code, time and RequestId. Nothing of its headers or body.
 * @param {typeof globalThis.fetch} fetch
 * @param {import("../invocation.js").Invocation} invocation
 * @returns {typeof globalThis.fetch}
 */
export function logged(fetch, { warn, paint }) {
  return async (url, init) => {
    const began = performance.now();
    const headers = /** @type {Record<string, string>} */ (init?.headers ?? {});
    const [action, region] = ["x-tc-action", "x-tc-region"].map((name) => headerOf(headers, name));
    const line = (/** @type {string} */ said) => {
      const ms = Math.round(performance.now() - began);
      warn(
        paint("gray", printable([action ?? "request", region, said, `${ms} ms`].filter(Boolean).join("  "))),
      );
    };
    try {
      const reply = await fetch(url, init);
      if ((reply.headers.get("content-type") ?? "").includes("event-stream")) {
        line(`${reply.status} stream`);
        return reply;
      }
      const body = await reply.text();
      line(`${reply.status} ${outcomeOf(body)}`);
      return /** @type {Response} */ ({
        status: reply.status,
        headers: reply.headers,
        text: async () => body,
      });
    } catch (error) {
      line(`failed: ${/** @type {Error} */ (error)?.name ?? "error"}`);
      throw error;
    }
  };
}

/** @param {Record<string, string>} headers @param {string} wanted */
const headerOf = (headers, wanted) =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];

/** @param {string} body */
function outcomeOf(body) {
  try {
    const { Error: error, RequestId } = JSON.parse(body).Response;
    return `${error?.Code ?? "ok"}  ${RequestId}`;
  } catch {
    return "no reply of the API";
  }
}
