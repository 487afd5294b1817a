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

const shortened = (text: string) => (text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text);

/** An error response as of RFC 9457. `detail` is shown to the caller: it must hold no secret. */
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
    const body = {
      type: "about:blank",
      title,
      status,
      code,
      detail: shortened(this.message),
      ...extras.members,
    };
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

/** 400, naming the field of the request. */
export function badField(field: string, detail: string): HttpProblem {
  return new HttpProblem(400, "Gateway.BadRequest", `${field}: ${detail}`, { members: { field } });
}

/** 400 for a member or parameter of the request that is not known; `detail` names it. */
export const unknownField = (name: string, detail: string): HttpProblem =>
  new HttpProblem(400, "Gateway.BadRequest", detail, { members: { field: name.slice(0, 100) } });

/** Text from outside as it may be shown: without control characters and the given secrets, and shortened. */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let shown = text.replace(/\p{Cc}+/gu, " ");
  for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, "[redacted]");
  return shortened(shown);
}

/** The status for codes of the package; for codes of the service it depends on their advice. */
const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ["Client.InvalidInstanceId", 400],
  ["Client.InvalidArgument", 400],
  ["Client.EmptyList", 400],
  ["Client.TooLarge", 400],
  ["Client.Timeout", 504],
]);

/* A refused key or missing permission of the gateway's own account is not the caller's fault: 502, not 401 or 403. */
const STATUS_OF_ADVICE: Record<TencentCloudError["advice"], number> = {
  retry: 502,
  wait: 503,
  "fix-request": 400,
  "fix-credentials": 502,
  "fix-permissions": 502,
  "give-up": 502,
};

/** The problem for an error of the cloud or of the connection to it. */
export function cloudProblem(
  error: TencentCloudError,
  secrets: readonly (string | undefined)[],
): HttpProblem {
  const client = error.code.startsWith("Client.");
  const status = STATUS_OF_CODE.get(error.code) ?? (client ? 502 : STATUS_OF_ADVICE[error.advice]) ?? 502;
  const { requestId, advice, invalidIds } = error;
  return new HttpProblem(status, error.code, redact(error.message, secrets), {
    ...(status === 503 && { headers: { "retry-after": "1" } }),
    members: { ...(requestId && { requestId }), advice, ...(invalidIds && { invalidIds }) },
  });
}
