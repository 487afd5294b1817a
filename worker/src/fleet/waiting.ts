import type { Step } from "tencentcloud-edge";
import { type Exchange, type Reply, summarizeReply } from "../cloud/exchange";
import type { Waiting, WaitingFor } from "../jobs/types";

/** Why a job's next request is not sent: the job says so, there is no slot, or a key or a connection is missing. */
type Cause = Extract<Step, { kind: "wait" }>["why"] | "slot" | "preparation";

/** What a request met; it is forgotten with the next good reply to one of its kind. */
interface Trouble {
  readonly reason: WaitingFor;
  readonly code: string;
  readonly atMs: number;
}

/* No pause after a refusal is longer, so that older trouble no longer holds anything up. */
const TROUBLE_MS = 30_000;

const REASONS: Readonly<Record<Cause, WaitingFor>> = {
  backoff: "cloud",
  confirm: "instances",
  pace: "rate-limit",
  preparation: "connection",
  reply: "reply",
  settle: "settle",
  slot: "rate-limit",
};

const REFUSALS: ReadonlyArray<readonly [codes: RegExp, reason: WaitingFor]> = [
  [/^(RequestLimitExceeded|Gateway\.Http429$)/, "throttled"],
  [/^(InternalError|ServiceUnavailable|Gateway\.)/, "cloud"],
  [/^(AuthFailure|InvalidToken)/, "credentials"],
  [/./, "refused"],
];

function troubleOf(exchange: Exchange): Omit<Trouble, "atMs"> | undefined {
  if ("reply" in exchange) return refusalOf(exchange.reply);
  if ("lost" in exchange) return { reason: "cloud", code: "Gateway.Lost" };
  if ("notSent" in exchange) return { reason: "connection", code: "Gateway.NotSent" };
  if ("noKey" in exchange) return { reason: "credentials", code: exchange.noKey.code };
  return undefined;
}

function refusalOf(reply: Reply): Omit<Trouble, "atMs"> | undefined {
  const { code } = summarizeReply(reply);
  if (code === "OK") return undefined;
  return { code, reason: REFUSALS.find(([codes]) => codes.test(code))?.[1] ?? "refused" };
}

/** Remembers why a job does not go on, for whoever asks. */
export class WaitState {
  #cause: Cause | undefined;
  #untilMs: number | undefined;
  readonly #troubles = new Map<"acting" | "describing", Trouble>();

  set(cause: Cause, untilMs?: number): void {
    this.#cause = cause;
    this.#untilMs = untilMs;
  }

  /** A request has got this far. */
  note(exchange: Exchange, isActing: boolean, nowMs: number): void {
    if ("withheld" in exchange) return;
    const trouble = troubleOf(exchange);
    const kind = isActing ? "acting" : "describing";
    if (trouble) this.#troubles.set(kind, { ...trouble, atMs: nowMs });
    else this.#troubles.delete(kind);
  }

  /** @param missing what a request cannot leave without */
  read(nowMs: number, missing: "credentials" | "connection" | undefined): Waiting | undefined {
    if (this.#cause === undefined) return undefined;
    const trouble = [this.#troubles.get("acting"), this.#troubles.get("describing")].find(
      (known) => known && nowMs < known.atMs + TROUBLE_MS,
    );
    const own = this.#cause === "preparation" && missing ? missing : REASONS[this.#cause];
    const isSettling = this.#cause === "settle";
    return {
      reason: isSettling ? own : (trouble?.reason ?? own),
      ...(this.#untilMs !== undefined && this.#untilMs > nowMs && { untilMs: this.#untilMs }),
      ...(trouble && { code: trouble.code }),
    };
  }
}
