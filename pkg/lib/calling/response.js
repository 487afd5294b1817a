/**
 * A caller's fetch may come from a library or another realm: its reply is copied into a Response of this engine.
 * @param {Partial<Response> | null | undefined} reply
 */
export async function asResponse(reply) {
  if (reply instanceof Response) return reply;
  if (typeof reply?.status !== "number" || typeof reply.text !== "function") {
    throw new TypeError("fetch gave something that is not a Response");
  }
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of ["date", "retry-after"]) {
    const value = reply.headers?.get?.(name);
    if (typeof value === "string") headers[name] = value;
  }
  const text = await reply.text();
  const { status } = reply;
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}
