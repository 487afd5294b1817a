import type { Credentials } from "tencentcloud-edge";

/** A complete HTTP reply of the cloud. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string;
  readonly date?: string;
}

/** Why there are no credentials. Holds no secret. */
export interface KeyFailure {
  /** The code of the service that refused them, or `Client.CredentialsFailed`. */
  readonly code: string;
  readonly message: string;
  /** They will not come by themselves: somebody has to change something first. */
  readonly isFinal: boolean;
}

/** Why nothing can be sent. `notSent`: the host accepts no connection, with the reason, which holds no secret. */
export type Obstacle = { readonly notSent: string } | { readonly noKey: KeyFailure };

/**
 * The outcome of a request. `lost`: no complete reply, with the reason, which holds no secret; the service may have executed
 * it. `withheld`: it has not left, because its sender no longer wanted it to, or because something is to be prepared first.
 */
export type Exchange =
  | { readonly reply: Reply }
  | { readonly lost: string }
  | { readonly withheld: "not-wanted" | "not-ready" }
  | Obstacle;

/** A reply in brief, for logs and counters. */
export interface ReplySummary {
  /** `OK`, the service's code, or `Gateway.Http502` for what is no envelope of the API. */
  readonly code: string;
  readonly requestId?: string;
}

const CODE = /^[A-Za-z0-9.]{1,80}$/;
const REQUEST_ID = /^[0-9A-Za-z-]{8,64}$/;
/* A longer reply that is no error is a list of instances: it is not worth parsing for its RequestId alone. */
const MAX_PARSED_CHARS = 65_536;
const ENVELOPE = /^\s*\{\s*"Response"\s*:/;

/* A shorter text is no key, and could occur in a message by chance. */
const MIN_SECRET_CHARS = 8;

const lastRequestId = (body: string) =>
  /"RequestId":"([^"]*)"(?!.*"RequestId":")/s.exec(body.slice(-500))?.[1];

function parsed(body: string): { Error?: { Code?: unknown }; RequestId?: unknown } | undefined {
  try {
    const { Response } = JSON.parse(body);
    return typeof Response === "object" && Response !== null ? Response : undefined;
  } catch {
    return undefined;
  }
}

const isLongList = ({ status, body }: Reply) =>
  status === 200 && body.length > MAX_PARSED_CHARS && ENVELOPE.test(body) && !body.includes('"Error"');

export function summarizeReply(reply: Reply): ReplySummary {
  const { status, body } = reply;
  const found = isLongList(reply) ? { RequestId: lastRequestId(body) } : parsed(body);
  if (!found) return { code: `Gateway.Http${status}` };
  const { RequestId: id } = found;
  const requestId = typeof id === "string" && REQUEST_ID.test(id) ? id : undefined;
  const given = "Error" in found ? found.Error?.Code : "OK";
  const code = typeof given === "string" && CODE.test(given) ? given : "Gateway.Unreadable";
  return { code, ...(requestId && { requestId }) };
}

/* JSON may spell a character in several ways, so that a secret in it is found only in one spelling. */
function respelled(body: string): string {
  if (!body.includes("\\")) return body;
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

/** The same reply without the key that signed its request: the service's messages may repeat it. */
export function redactKey(reply: Reply, { secretId, secretKey, token }: Credentials): Reply {
  const secrets = [secretKey, token, secretId].filter(
    (secret): secret is string => secret !== undefined && secret.length >= MIN_SECRET_CHARS,
  );
  const text = respelled(reply.body);
  if (!secrets.some((secret) => text.includes(secret))) return reply;
  const body = secrets.reduce((shown, secret) => shown.replaceAll(secret, "[redacted]"), text);
  return { ...reply, body };
}

const CLOCK_CODE = "AuthFailure.SignatureExpire";
const KEY_CODES = new Set([
  "AuthFailure.TokenFailure",
  "AuthFailure.InvalidToken",
  "AuthFailure.SecretIdNotFound",
  "InvalidToken",
]);

/** The part of the signature that the service refused. Nothing was executed, so the request can be signed again. */
export function rejectedPart(reply: Reply): "clock" | "key" | undefined {
  const { code } = summarizeReply(reply);
  if (code === CLOCK_CODE) return "clock";
  return KEY_CODES.has(code) ? "key" : undefined;
}
