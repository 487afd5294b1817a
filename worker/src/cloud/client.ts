import { type ApiRequest, type SignedRequest, signRequest } from "tencentcloud-edge";
import type { CloudConfig } from "../config/config";
import { Clock } from "./clock";
import { fixedKey, type Key, type KeySource, RenewedKey } from "./credentials";
import { type Exchange, type Reply, refusedPart, verdictOf, withoutKey } from "./exchange";
import { assumeRole } from "./sts";
import { Transport } from "./transport";

export type { Exchange, Reply } from "./exchange";

/** For whom a request is sent; for the log. */
export interface Purpose {
  readonly job?: string;
  /** 2 when it is signed again. */
  readonly attempt?: number;
}

/** One request to the cloud, after it: what the log and the counters hold. Nothing in it is secret. */
export interface CloudEvent {
  readonly account: string;
  readonly region: string;
  readonly action: string;
  /** `OK`, the service's code, `Gateway.Http502` for what is no envelope, `Gateway.Lost`, or `Gateway.NotSent`. */
  readonly code: string;
  readonly requestId?: string;
  readonly ms: number;
  readonly attempt: number;
  readonly job?: string;
  /** Why there is no reply. */
  readonly reason?: string;
}

/** The way to the cloud: signs at the last moment and sends exactly what was signed. */
export interface Cloud {
  /** Never rejects. `timeoutMs` covers connection, headers and body, not the renewal of credentials. */
  exchange(request: ApiRequest, timeoutMs: number, purpose?: Purpose): Promise<Exchange>;
  /** Whether the service refused the clock or the key, and signing again can help. Ask once for each reply. */
  signAgain(reply: Reply): boolean;
}

function eventOf(exchange: Exchange): Pick<CloudEvent, "code" | "requestId" | "reason"> {
  if ("reply" in exchange) return verdictOf(exchange.reply);
  return "lost" in exchange
    ? { code: "Gateway.Lost", reason: exchange.lost }
    : { code: "Gateway.NotSent", reason: exchange.notSent };
}

/**
 * The cloud as one account sees it.
 * @param observe told of every request, and of those for credentials
 */
export function createCloud(
  config: CloudConfig,
  nowMs: () => number,
  observe: (event: CloudEvent) => void = () => {},
): Cloud {
  const { account, credentials, endpoint, assumeRole: role } = config;
  const clock = new Clock(nowMs);
  const transport = new Transport();
  const signedWith = new WeakMap<Reply, { readonly key: Key; readonly timestamp: number }>();

  function report(request: ApiRequest, exchange: Exchange, ms: number, purpose: Purpose): void {
    const { action, region = "" } = request;
    const { attempt = 1, job } = purpose;
    observe({ account, region, action, ms, attempt, ...(job && { job }), ...eventOf(exchange) });
  }

  const sts = {
    clock,
    transport,
    ...(endpoint && { endpoint }),
    observe: (request: ApiRequest, exchange: Exchange, ms: number, attempt: number) =>
      report(request, exchange, ms, { attempt }),
  };
  const keys: KeySource = role
    ? new RenewedKey((region) => assumeRole(role, credentials, region, sts), nowMs)
    : fixedKey(credentials);

  /**
   * What to send, or why it cannot be signed. No signer is kept: nothing tells an object that it is evicted, so nothing
   * would free its signer.
   */
  function sign(request: ApiRequest, key: Key, timestamp: number): SignedRequest | string {
    try {
      return signRequest(endpoint ? { ...request, endpoint } : request, key.credentials, { timestamp });
    } catch (cause) {
      return `it cannot be signed: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  }

  async function send(request: ApiRequest, timeoutMs: number): Promise<Exchange> {
    const found = await keys.get(request.region ?? "");
    if ("failure" in found) return { notSent: `no credentials: ${found.failure}` };
    const timestamp = clock.timestamp();
    const signed = sign(request, found.key, timestamp);
    if (typeof signed === "string") return { notSent: signed };
    const exchange = await transport.exchange(signed, timeoutMs);
    if (!("reply" in exchange)) return exchange;
    const reply = withoutKey(exchange.reply, found.key.credentials);
    signedWith.set(reply, { key: found.key, timestamp });
    return { reply };
  }

  return {
    async exchange(request, timeoutMs, purpose = {}) {
      const startMs = nowMs();
      const exchange = await send(request, timeoutMs);
      report(request, exchange, nowMs() - startMs, purpose);
      return exchange;
    },

    signAgain(reply) {
      const part = refusedPart(reply);
      const used = signedWith.get(reply);
      if (used === undefined) return false;
      if (part === "clock") return clock.correct(reply.date, used.timestamp);
      return part === "key" && keys.refused(used.key);
    },
  };
}
