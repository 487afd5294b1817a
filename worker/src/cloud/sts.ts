import { type ApiRequest, type Credentials, type SignedRequest, signRequest } from "tencentcloud-edge";
import type { AssumeRole } from "../config/accounts";
import { isRecord, keyProblem } from "../config/validation";
import type { Clock } from "./clock";
import { type Obstacle, rejectedPart, summarizeReply } from "./exchange";
import type { Transport } from "./transport";

const TIMEOUT_MS = 5_000;

/** A key and when it expires, Unix milliseconds of the local clock. */
export interface TemporaryKey {
  readonly credentials: Credentials;
  readonly endsAtMs: number;
}

/** Temporary credentials, or why there are none. */
export type AssumeRoleResult = { readonly key: TemporaryKey } | Obstacle;

/* What begins with one of these is refused until somebody changes the key, the role or the configuration. */
const FINAL = [
  "AuthFailure",
  "InvalidParameter",
  "InvalidParameterValue",
  "IpInBlacklist",
  "IpNotInWhitelist",
  "MissingParameter",
  "OperationDenied",
  "ResourceNotFound",
  "UnauthorizedOperation",
  "UnknownParameter",
];
/* A clock is corrected, by the next reply at the latest. */
const CLOCK_CODE = "AuthFailure.SignatureExpire";

const isFinal = (code: string) =>
  code !== CLOCK_CODE && FINAL.some((rule) => code === rule || code.startsWith(`${rule}.`));

type StsExchange = Awaited<ReturnType<Transport["exchange"]>>;

export interface StsOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Origin of an emulator or of another host of the cloud; undefined: the service's own. */
  readonly endpoint?: string;
  /** Is told of every request, for the log. */
  readonly observe: (request: ApiRequest, exchange: StsExchange, ms: number, attempt: number) => void;
}

/* sts has a host of its own beside that of cvm; an emulator answers for both. */
function stsEndpoint(endpoint: string | undefined): string | undefined {
  if (!endpoint?.startsWith("https:")) return endpoint;
  const { hostname } = new URL(endpoint);
  return hostname.startsWith("cvm.") ? `https://sts.${hostname.slice(4)}` : undefined;
}

function responseOf(body: string): Record<string, unknown> {
  try {
    const { Response } = JSON.parse(body);
    return isRecord(Response) ? Response : {};
  } catch {
    return {};
  }
}

function readKey(body: string, clock: Clock, durationSeconds: number): TemporaryKey | undefined {
  const Response = responseOf(body);
  const given = isRecord(Response.Credentials) ? Response.Credentials : {};
  const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = given;
  if ([secretId, secretKey, token].some((text) => keyProblem(text) !== undefined)) return undefined;
  const seconds = Number(Response.ExpiredTime);
  return {
    credentials: { secretId: String(secretId), secretKey: String(secretKey), token: String(token) },
    endsAtMs: seconds > 0 ? clock.toLocalMs(seconds * 1_000) : clock.nowMs() + durationSeconds * 1_000,
  };
}

function requestOf(role: AssumeRole, region: string, endpoint: string | undefined): ApiRequest {
  return {
    service: "sts",
    version: "2018-08-13",
    action: "AssumeRole",
    region,
    language: "en-US",
    payload: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      DurationSeconds: role.durationSeconds,
      ...(role.externalId && { ExternalId: role.externalId }),
    },
    ...(endpoint && { endpoint }),
  };
}

function readResult(exchange: StsExchange, clock: Clock, durationSeconds: number): AssumeRoleResult {
  if ("notSent" in exchange) return { notSent: `sts AssumeRole: ${exchange.notSent}` };
  if ("lost" in exchange) return noKey(exchange.lost);
  const { code, requestId } = summarizeReply(exchange.reply);
  if (code !== "OK") return noKey(`${code}${requestId ? ` (RequestId ${requestId})` : ""}`, code);
  const key = readKey(exchange.reply.body, clock, durationSeconds);
  return key ? { key } : noKey("the reply holds no credentials");
}

/** @param code of the service that refused, if it did */
function noKey(reason: string, code = ""): Obstacle {
  const final = isFinal(code);
  return {
    noKey: {
      code: final ? code : "Client.CredentialsFailed",
      message: `no credentials: sts AssumeRole: ${reason}`,
      isFinal: final,
    },
  };
}

async function send(signed: SignedRequest, transport: Transport): Promise<StsExchange> {
  const refusal = transport.isReady(signed.url) ? undefined : await transport.connect(signed.url);
  if (refusal !== undefined) return { notSent: refusal };
  return transport.exchange(signed, { timeoutMs: TIMEOUT_MS, isHarmless: true });
}

/**
 * Asks sts AssumeRole for temporary credentials of a role, a second time if the local clock was off. Never rejects.
 * @param own the account's own key, which signs this request
 * @param region any region; sts requires one
 */
export async function assumeRole(
  role: AssumeRole,
  own: Credentials,
  region: string,
  options: StsOptions,
): Promise<AssumeRoleResult> {
  const { clock, transport, observe } = options;
  const request = requestOf(role, region, stsEndpoint(options.endpoint));
  for (let attempt = 1; ; attempt++) {
    const startMs = clock.nowMs();
    const timestamp = clock.timestamp();
    const signed = signRequest(request, own, { timestamp });
    const exchange = await send(signed, transport);
    observe(request, exchange, clock.nowMs() - startMs, attempt);
    const isClockCorrected =
      attempt === 1 &&
      "reply" in exchange &&
      rejectedPart(exchange.reply) === "clock" &&
      clock.correct(exchange.reply.date, timestamp);
    if (!isClockCorrected) return readResult(exchange, clock, role.durationSeconds);
  }
}
