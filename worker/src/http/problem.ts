import type { TencentCloudError } from "tencentcloud-edge";

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const MAX_DETAIL = 2_000;

interface Extras {
  readonly headers?: Record<string, string>;
  /** Further members of the problem document. */
  readonly members?: Record<string, unknown>;
}

/** A failed request as RFC 9457 shows it. `detail` reaches the caller: no secret may be in it. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly extras: Extras;

  constructor(status: number, code: string, detail: string, extras: Extras = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }

  toResponse(): Response {
    const { status, code, extras } = this;
    const title = TITLES[status] ?? "Error";
    const body = { type: "about:blank", title, status, code, detail: this.message, ...extras.members };
    return new Response(JSON.stringify(body), {
      status,
      headers: {
        "content-type": "application/problem+json; charset=utf-8",
        "cache-control": "no-store",
        ...extras.headers,
      },
    });
  }
}

/** 400 for a field of the request, named. */
export function badField(field: string, detail: string): HttpProblem {
  return new HttpProblem(400, "Gateway.BadRequest", `${field}: ${detail}`, { members: { field } });
}

/** Text from outside made fit to show: no control characters, no endless lines, none of the given secrets. */
export function tame(text: string, secrets: readonly (string | undefined)[]): string {
  let shown = text.replace(/\p{Cc}+/gu, " ");
  for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, "[redacted]");
  return shown.length > MAX_DETAIL ? `${shown.slice(0, MAX_DETAIL)}…` : shown;
}

/** HTTP status by the package's own code; the service's codes go by their advice. */
const STATUS_OF_CODE: Record<string, number> = {
  "Client.InvalidInstanceId": 400,
  "Client.InvalidArgument": 400,
  "Client.EmptyList": 400,
  "Client.TooLarge": 400,
  "Client.Timeout": 504,
};

/* A refused key or a missing permission of the gateway's own account is no fault of the caller: 502, not 401 or 403. */
const STATUS_OF_ADVICE: Record<TencentCloudError["advice"], number> = {
  retry: 502,
  wait: 503,
  "fix-request": 400,
  "fix-credentials": 502,
  "fix-permissions": 502,
  "give-up": 502,
};

/** What the cloud (or the way to it) answered, as a problem. */
export function cloudProblem(
  error: TencentCloudError,
  secrets: readonly (string | undefined)[],
): HttpProblem {
  const client = error.code.startsWith("Client.");
  const status = STATUS_OF_CODE[error.code] ?? (client ? 502 : STATUS_OF_ADVICE[error.advice]) ?? 502;
  const { requestId, advice, invalidIds } = error;
  return new HttpProblem(status, error.code, tame(error.message, secrets), {
    ...(status === 503 && { headers: { "retry-after": "1" } }),
    members: { ...(requestId && { requestId }), advice, ...(invalidIds && { invalidIds }) },
  });
}
