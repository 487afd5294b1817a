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

/** The same reply with the headers every reply of the gateway carries. */
export function dress(request: Request, reply: Response, allowedOrigins: readonly string[]): Response {
  const dressed = new Response(reply.body, reply);
  for (const [name, value] of SECURITY_HEADERS) dressed.headers.set(name, value);
  if (new URL(request.url).protocol === "https:") dressed.headers.set("strict-transport-security", HSTS);
  dressed.headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (isOrigin(origin, allowedOrigins)) {
    dressed.headers.set("access-control-allow-origin", origin);
    dressed.headers.set("access-control-expose-headers", "Location, Retry-After, Server-Timing");
    dressed.headers.set("cross-origin-resource-policy", "cross-origin");
  }
  return dressed;
}

/** The answer to a CORS preflight; an origin that is not listed gets no permission. */
export function preflight(request: Request, allowedOrigins: readonly string[]): Response {
  const reply = new Response(null, { status: 204 });
  if (isOrigin(request.headers.get("origin"), allowedOrigins))
    for (const [name, value] of PREFLIGHT_HEADERS) reply.headers.set(name, value);
  return reply;
}
