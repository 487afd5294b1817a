import { type ApiRequest, type Credentials, signRequest } from "tencentcloud-edge";
import type { AssumeRole } from "../config/accounts";
import { isRecord, keyProblem } from "../config/validation";
import type { Clock } from "./clock";
import { type Exchange, refusedPart, verdictOf } from "./exchange";
import type { Transport } from "./transport";

const TIMEOUT_MS = 5_000;

/** A key with the moment at which the service stops taking it, Unix milliseconds of our clock. */
export interface TemporaryKey {
  readonly credentials: Credentials;
  readonly endsAtMs: number;
}

/** Temporary credentials, or why there are none: a sentence that holds no secret. */
export type Assumed = { readonly key: TemporaryKey } | { readonly failure: string };

export interface StsParts {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Origin of the service's stand-in, or of another host of the cloud; undefined: the service's own. */
  readonly endpoint?: string;
  /** Told of every request, for the log. */
  readonly observe: (request: ApiRequest, exchange: Exchange, ms: number, attempt: number) => void;
}

/* sts has a host of its own beside that of cvm; a stand-in on this machine answers for both. */
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
    endsAtMs: seconds > 0 ? clock.toOurs(seconds * 1_000) : clock.nowMs() + durationSeconds * 1_000,
  };
}

/**
 * Asks sts AssumeRole for temporary credentials of a role, a second time if our clock was off. Never rejects.
 * @param own the account's own key, which signs this request
 * @param region any region; sts wants one named
 */
export async function assumeRole(
  role: AssumeRole,
  own: Credentials,
  region: string,
  parts: StsParts,
): Promise<Assumed> {
  const { clock, transport, observe } = parts;
  const endpoint = stsEndpoint(parts.endpoint);
  const request: ApiRequest = {
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
  for (let attempt = 1; ; attempt++) {
    const startMs = clock.nowMs();
    const timestamp = clock.timestamp();
    const signed = signRequest(request, own, { timestamp });
    const exchange = await transport.exchange(signed, TIMEOUT_MS);
    observe(request, exchange, clock.nowMs() - startMs, attempt);
    if (!("reply" in exchange))
      return { failure: `sts AssumeRole: ${"lost" in exchange ? exchange.lost : exchange.notSent}` };
    const { reply } = exchange;
    if (attempt === 1 && refusedPart(reply) === "clock" && clock.correct(reply.date, timestamp)) continue;
    const { code, requestId } = verdictOf(reply);
    if (code !== "OK")
      return { failure: `sts AssumeRole: ${code}${requestId ? ` (RequestId ${requestId})` : ""}` };
    const key = readKey(reply.body, clock, role.durationSeconds);
    return key ? { key } : { failure: "sts AssumeRole: the reply holds no credentials" };
  }
}
