import { type ApiRequest, type SignedRequest, signRequest } from "tencentcloud-edge";
import type { CloudConfig } from "../config/config";
import { errorMessage } from "../log";
import { Clock } from "./clock";
import { fixedKey, type Key, type KeySource, RenewedKey } from "./credentials";
import {
  type Exchange,
  type KeyFailure,
  type Obstacle,
  type Reply,
  redactKey,
  rejectedPart,
  summarizeReply,
} from "./exchange";
import { assumeRole } from "./sts";
import { Transport } from "./transport";

export type { Exchange, Obstacle, Reply } from "./exchange";

/** What a request is sent for; for the log. */
export interface RequestContext {
  readonly job?: string;
  /** Which attempt at the same thing it is, from 1. */
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

export interface SendOptions {
  /** Covers the connection, headers and body. */
  readonly timeoutMs: number;
  readonly context?: RequestContext;
  /** It changes instances: one that is lost may have been executed. */
  readonly isActing?: boolean;
  /** Asked when everything else is there, immediately before the request leaves; false: it must not. */
  readonly mayLeave?: () => boolean;
}

/** The cloud as one account sees it: signs at the last moment and sends exactly what was signed. */
export interface Cloud {
  /** Connections tried and requests for credentials so far: what is sent besides the requests of exchange(). */
  readonly overhead: number;
  /** Whether a request can leave at once: there is a key, and the host takes connections. */
  isReady(region: string): boolean;
  /** What a request cannot leave without just now; undefined: it can leave at once. */
  missing(region: string): "credentials" | "connection" | undefined;
  /** Waits for a key and tries a connection, for this request. Never rejects. @returns undefined: ready */
  prepare(request: ApiRequest, context?: RequestContext): Promise<Obstacle | undefined>;
  /** Sends at once: waits for nothing but the reply. Never rejects. `withheld: "not-ready"`: prepare() has to come first. */
  exchange(request: ApiRequest, options: SendOptions): Promise<Exchange>;
  /** Whether the service refused the clock or the key, and signing again can help. To be asked once for each reply. */
  needsNewSignature(reply: Reply): boolean;
}

type Observe = (record: RequestRecord) => void;
/** What is worth a line in the log. */
type Outcome = Exclude<Exchange, { withheld: unknown }>;

function outcomeOf(outcome: Outcome): Pick<RequestRecord, "code" | "requestId" | "reason"> {
  if ("reply" in outcome) return summarizeReply(outcome.reply);
  if ("lost" in outcome) return { code: "Gateway.Lost", reason: outcome.lost };
  return {
    code: "Gateway.NotSent",
    reason: "notSent" in outcome ? outcome.notSent : outcome.noKey.message,
  };
}

class CloudClient implements Cloud {
  readonly #config: CloudConfig;
  readonly #nowMs: () => number;
  readonly #observe: Observe;
  readonly #clock: Clock;
  readonly #transport = new Transport();
  readonly #keys: KeySource;
  #stsRequests = 0;
  /** Where requests go, once one was signed. */
  #url: string | undefined;
  readonly #signedWith = new WeakMap<Reply, { readonly key: Key; readonly timestamp: number }>();

  constructor(config: CloudConfig, nowMs: () => number, observe: Observe) {
    this.#config = config;
    this.#nowMs = nowMs;
    this.#observe = observe;
    this.#clock = new Clock(nowMs);
    this.#keys = this.#keySource();
  }

  get overhead(): number {
    return this.#transport.connects + this.#stsRequests;
  }

  isReady(region: string): boolean {
    return this.missing(region) === undefined;
  }

  missing(region: string): "credentials" | "connection" | undefined {
    if (this.#keys.current(region) === undefined) return "credentials";
    return this.#url !== undefined && this.#transport.isReady(this.#url) ? undefined : "connection";
  }

  async prepare(request: ApiRequest, context: RequestContext = {}): Promise<Obstacle | undefined> {
    const startMs = this.#nowMs();
    const obstacle = await this.#prepare(request);
    // What is waited for is in the lines of the requests for credentials.
    if (obstacle && !("noKey" in obstacle && !obstacle.noKey.isFinal))
      this.#report(request, obstacle, this.#nowMs() - startMs, context);
    return obstacle;
  }

  async exchange(request: ApiRequest, options: SendOptions): Promise<Exchange> {
    const startMs = this.#nowMs();
    const exchange = await this.#send(request, options);
    if (!("withheld" in exchange))
      this.#report(request, exchange, this.#nowMs() - startMs, options.context ?? {});
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
      observe: (request: ApiRequest, outcome: Outcome, ms: number, attempt: number) => {
        this.#stsRequests += 1;
        this.#report(request, outcome, ms, { attempt });
      },
    };
    return new RenewedKey((region) => assumeRole(role, credentials, region, options), this.#nowMs);
  }

  #report(request: ApiRequest, outcome: Outcome, ms: number, context: RequestContext): void {
    const { action, region = "" } = request;
    const { attempt = 1, job } = context;
    const { account } = this.#config;
    this.#observe({ account, region, action, ms, attempt, ...(job && { job }), ...outcomeOf(outcome) });
  }

  async #prepare(request: ApiRequest): Promise<Obstacle | undefined> {
    const found = await this.#keys.get(request.region ?? "");
    if (!("key" in found)) return found;
    const signed = this.#sign(request, found.key, this.#clock.timestamp());
    if ("noKey" in signed) return signed;
    this.#url = signed.url;
    if (this.#transport.isReady(signed.url)) return undefined;
    const refusal = await this.#transport.connect(signed.url);
    return refusal === undefined ? undefined : { notSent: refusal };
  }

  async #send(request: ApiRequest, options: SendOptions): Promise<Exchange> {
    const { timeoutMs, isActing = false, mayLeave = () => true } = options;
    const region = request.region ?? "";
    const key = this.isReady(region) ? this.#keys.current(region) : undefined;
    if (!key) return { withheld: "not-ready" };
    const timestamp = this.#clock.timestamp();
    const signed = this.#sign(request, key, timestamp);
    if ("noKey" in signed) return signed;
    if (!mayLeave()) return { withheld: "not-wanted" };
    const exchange = await this.#transport.exchange(signed, { timeoutMs, isHarmless: !isActing });
    if (!("reply" in exchange)) return exchange;
    const reply = redactKey(exchange.reply, key.credentials);
    this.#signedWith.set(reply, { key, timestamp });
    return { reply };
  }

  /**
   * The signed request, or why it cannot be signed. No signer is kept: nothing tells an object that it is evicted, so
   * nothing would free its signer.
   */
  #sign(request: ApiRequest, key: Key, timestamp: number): SignedRequest | { readonly noKey: KeyFailure } {
    const { endpoint } = this.#config;
    try {
      return signRequest(endpoint ? { ...request, endpoint } : request, key.credentials, { timestamp });
    } catch (cause) {
      const message = `it cannot be signed: ${errorMessage(cause)}`;
      return { noKey: { code: "Client.CredentialsFailed", message, isFinal: true } };
    }
  }
}

/**
 * The cloud as one account sees it.
 * @param observe is told of every request, including those for credentials
 */
export const createCloud = (config: CloudConfig, nowMs: () => number, observe: Observe = () => {}): Cloud =>
  new CloudClient(config, nowMs, observe);
