import { type ApiRequest, type Credentials, signRequest } from "tencentcloud-edge";
import type { AssumeRole } from "../config/accounts";
import { isRecord, keyProblem } from "../config/validation";
import type { Clock } from "./clock";
import { type Exchange, rejectedPart, summarizeReply } from "./exchange";
import type { Transport } from "./transport";

const TIMEOUT_MS = 5_000;

/** A key and when it expires, Unix milliseconds of the local clock. */
export interface TemporaryKey {
  readonly credentials: Credentials;
  readonly endsAtMs: number;
}

/** Temporary credentials, or why there are none: a sentence that holds no secret. */
export type AssumeRoleResult = { readonly key: TemporaryKey } | { readonly failure: string };

export interface StsOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Origin of an emulator or of another host of the cloud; undefined: the service's own. */
  readonly endpoint?: string;
  /** Is told of every request, for the log. */
  readonly observe: (request: ApiRequest, exchange: Exchange, ms: number, attempt: number) => void;
}

/* sts has a host of its own beside that of cvm; an emulator answers for both. */
function stsEndpoint(endpoint: string | undefined): string | undefined {
  if (!endpoint?.startsWith("https:")) return endpoint;
  const { hostname } = new URL(endpoint);
  return hostname.startsWith("cvm.") ? `https://sts.${hostname.slice(4)}` : undefined;
}

function readKey(body: string, clock: Clock, durationSeconds: number): TemporaryKey | undefined {
  const { Response } = JSON.parse(body);
  const given = isRecord(Response) && isRecord(Response.Credentials) ? Response.Credentials : {};
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

function readResult(exchange: Exchange, clock: Clock, durationSeconds: number): AssumeRoleResult {
  if (!("reply" in exchange))
    return { failure: `sts AssumeRole: ${"lost" in exchange ? exchange.lost : exchange.notSent}` };
  const { code, requestId } = summarizeReply(exchange.reply);
  if (code !== "OK")
    return { failure: `sts AssumeRole: ${code}${requestId ? ` (RequestId ${requestId})` : ""}` };
  const key = readKey(exchange.reply.body, clock, durationSeconds);
  return key ? { key } : { failure: "sts AssumeRole: the reply holds no credentials" };
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
    const exchange = await transport.exchange(signed, TIMEOUT_MS);
    observe(request, exchange, clock.nowMs() - startMs, attempt);
    const isClockCorrected =
      attempt === 1 &&
      "reply" in exchange &&
      rejectedPart(exchange.reply) === "clock" &&
      clock.correct(exchange.reply.date, timestamp);
    if (!isClockCorrected) return readResult(exchange, clock, role.durationSeconds);
  }
}
