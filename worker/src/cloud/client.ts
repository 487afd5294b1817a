import { type ApiRequest, type SignedRequest, signRequest } from "tencentcloud-edge";
import type { CloudConfig } from "../config/config";
import { errorMessage } from "../log";
import { Clock } from "./clock";
import { fixedKey, type Key, type KeySource, RenewedKey } from "./credentials";
import { type Exchange, type Reply, redactKey, rejectedPart, summarizeReply } from "./exchange";
import { assumeRole } from "./sts";
import { Transport } from "./transport";

export type { Exchange, Reply } from "./exchange";

/** What a request is sent for; for the log. */
export interface RequestContext {
  readonly job?: string;
  /** 2 when it is signed again. */
  readonly attempt?: number;
}

/** A finished request to the cloud, for the log and the counters. Holds no secret. */
export interface RequestRecord {
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

/** The cloud as one account sees it: signs at the last moment and sends exactly what was signed. */
export interface Cloud {
  /** Never rejects. `timeoutMs` covers connection, headers and body, not the renewal of credentials. */
  exchange(request: ApiRequest, timeoutMs: number, context?: RequestContext): Promise<Exchange>;
  /** Whether the service refused the clock or the key, and signing again can help. To be asked once for each reply. */
  needsNewSignature(reply: Reply): boolean;
}

type Observe = (record: RequestRecord) => void;

function outcomeOf(exchange: Exchange): Pick<RequestRecord, "code" | "requestId" | "reason"> {
  if ("reply" in exchange) return summarizeReply(exchange.reply);
  return "lost" in exchange
    ? { code: "Gateway.Lost", reason: exchange.lost }
    : { code: "Gateway.NotSent", reason: exchange.notSent };
}

class CloudClient implements Cloud {
  readonly #config: CloudConfig;
  readonly #nowMs: () => number;
  readonly #observe: Observe;
  readonly #clock: Clock;
  readonly #transport = new Transport();
  readonly #keys: KeySource;
  readonly #signedWith = new WeakMap<Reply, { readonly key: Key; readonly timestamp: number }>();

  constructor(config: CloudConfig, nowMs: () => number, observe: Observe) {
    this.#config = config;
    this.#nowMs = nowMs;
    this.#observe = observe;
    this.#clock = new Clock(nowMs);
    this.#keys = this.#keySource();
  }

  async exchange(request: ApiRequest, timeoutMs: number, context: RequestContext = {}): Promise<Exchange> {
    const startMs = this.#nowMs();
    const exchange = await this.#send(request, timeoutMs);
    this.#report(request, exchange, this.#nowMs() - startMs, context);
    return exchange;
  }

  needsNewSignature(reply: Reply): boolean {
    const part = rejectedPart(reply);
    const used = this.#signedWith.get(reply);
    if (used === undefined) return false;
    if (part === "clock") return this.#clock.correct(reply.date, used.timestamp);
    return part === "key" && this.#keys.reject(used.key);
  }

  #keySource(): KeySource {
    const { credentials, endpoint, assumeRole: role } = this.#config;
    if (!role) return fixedKey(credentials);
    const options = {
      clock: this.#clock,
      transport: this.#transport,
      ...(endpoint && { endpoint }),
      observe: (request: ApiRequest, exchange: Exchange, ms: number, attempt: number) =>
        this.#report(request, exchange, ms, { attempt }),
    };
    return new RenewedKey((region) => assumeRole(role, credentials, region, options), this.#nowMs);
  }

  #report(request: ApiRequest, exchange: Exchange, ms: number, context: RequestContext): void {
    const { action, region = "" } = request;
    const { attempt = 1, job } = context;
    const { account } = this.#config;
    this.#observe({ account, region, action, ms, attempt, ...(job && { job }), ...outcomeOf(exchange) });
  }

  async #send(request: ApiRequest, timeoutMs: number): Promise<Exchange> {
    const found = await this.#keys.get(request.region ?? "");
    if ("failure" in found) return { notSent: `no credentials: ${found.failure}` };
    const timestamp = this.#clock.timestamp();
    const signed = this.#sign(request, found.key, timestamp);
    if (typeof signed === "string") return { notSent: signed };
    const exchange = await this.#transport.exchange(signed, timeoutMs);
    if (!("reply" in exchange)) return exchange;
    const reply = redactKey(exchange.reply, found.key.credentials);
    this.#signedWith.set(reply, { key: found.key, timestamp });
    return { reply };
  }

  /**
   * The signed request, or why it cannot be signed. No signer is kept: nothing tells an object that it is evicted, so
   * nothing would free its signer.
   */
  #sign(request: ApiRequest, key: Key, timestamp: number): SignedRequest | string {
    const { endpoint } = this.#config;
    try {
      return signRequest(endpoint ? { ...request, endpoint } : request, key.credentials, { timestamp });
    } catch (cause) {
      return `it cannot be signed: ${errorMessage(cause)}`;
    }
  }
}

/**
 * The cloud as one account sees it.
 * @param observe is told of every request, including those for credentials
 */
export const createCloud = (config: CloudConfig, nowMs: () => number, observe: Observe = () => {}): Cloud =>
  new CloudClient(config, nowMs, observe);
