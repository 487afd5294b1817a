const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join("; ");

const SECURITY_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

const HSTS = "max-age=31536000; includeSubDomains";

const PREFLIGHT_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["access-control-allow-methods", "GET, POST, DELETE"],
  ["access-control-allow-headers", "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"],
  ["access-control-max-age", "600"],
];

const isOrigin = (origin: string | null, allowed: readonly string[]): origin is string =>
  origin !== null && origin !== "null" && allowed.includes(origin);

/** The same reply with the headers that every reply of the gateway carries. */
export function withHeaders(request: Request, reply: Response, allowedOrigins: readonly string[]): Response {
  const result = new Response(reply.body, reply);
  for (const [name, value] of SECURITY_HEADERS) result.headers.set(name, value);
  if (new URL(request.url).protocol === "https:") result.headers.set("strict-transport-security", HSTS);
  result.headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (isOrigin(origin, allowedOrigins)) {
    result.headers.set("access-control-allow-origin", origin);
    result.headers.set("access-control-expose-headers", "Location, Retry-After, Server-Timing");
    result.headers.set("cross-origin-resource-policy", "cross-origin");
  }
  return result;
}

/** The answer to a CORS preflight; an origin that is not allowed gets no permission. */
export function preflight(request: Request, allowedOrigins: readonly string[]): Response {
  const reply = new Response(null, { status: 204 });
  if (isOrigin(request.headers.get("origin"), allowedOrigins))
    for (const [name, value] of PREFLIGHT_HEADERS) reply.headers.set(name, value);
  return reply;
}
