import type { Step } from "tencentcloud-edge";
import { ruleOf } from "#advice";
import { type Exchange, type Reply, summarizeReply } from "../cloud/exchange";
import type { Waiting, WaitingFor } from "../jobs/types";

/** What a request cannot leave without. */
type Missing = "credentials" | "connection";
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

/* The troubles for which a job waits by each cause. An instance that is refused for a while, and a describe that is
   throttled, wait until they are described again, like instances that are followed. */
const CAUSED_BY: Readonly<Record<Cause, readonly WaitingFor[]>> = {
  backoff: ["throttled", "cloud", "connection", "credentials"],
  confirm: ["refused", "throttled"],
  pace: [],
  preparation: ["connection", "credentials"],
  reply: ["connection", "credentials"],
  settle: [],
  slot: ["throttled"],
};

/* By the blame and advice of a code. Any other refusal is for good: it ends an instance or the job, and nothing waits. */
const REFUSALS: Readonly<Record<string, WaitingFor>> = {
  "account fix-credentials": "credentials",
  "instance wait": "refused",
  "rate wait": "throttled",
  "service retry": "cloud",
};

/** Of a code, by the longest rule it begins with, as the core judges it. */
function reasonOf(code: string): WaitingFor | undefined {
  if (code.startsWith("Gateway.")) return code === "Gateway.Http429" ? "throttled" : "cloud";
  const rule = ruleOf(code);
  return rule && REFUSALS[`${rule[1]} ${rule[2]}`];
}

function troubleOf(exchange: Exchange): Omit<Trouble, "atMs"> | undefined {
  if ("reply" in exchange) return refusalOf(exchange.reply);
  if ("lost" in exchange) return { reason: "cloud", code: "Gateway.Lost" };
  if ("notSent" in exchange) return { reason: "connection", code: "Gateway.NotSent" };
  if ("noKey" in exchange) return { reason: "credentials", code: exchange.noKey.code };
  return undefined;
}

function refusalOf(reply: Reply): Omit<Trouble, "atMs"> | undefined {
  const { code } = summarizeReply(reply);
  const reason = code === "OK" ? undefined : reasonOf(code);
  return reason && { code, reason };
}

/** Remembers why a job does not go on, for whoever asks. */
export class WaitState {
  #cause: Cause | undefined;
  #untilMs: number | undefined;
  readonly #troubles = new Map<"acting" | "describing", Trouble>();

  /** @param untilMs Infinity or undefined: not known */
  set(cause: Cause, untilMs?: number): void {
    this.#cause = cause;
    this.#untilMs = Number.isFinite(untilMs) ? untilMs : undefined;
  }

  /** A request has got this far. */
  note(exchange: Exchange, isActing: boolean, nowMs: number): void {
    if ("withheld" in exchange) return;
    const trouble = troubleOf(exchange);
    const kind = isActing ? "acting" : "describing";
    if (trouble) this.#troubles.set(kind, { ...trouble, atMs: nowMs });
    else this.#troubles.delete(kind);
    /* What was refused for a while has been described again. */
    if (!isActing && !trouble && this.#troubles.get("acting")?.reason === "refused")
      this.#troubles.delete("acting");
  }

  /** @param missing what a request cannot leave without */
  read(nowMs: number, missing: Missing | undefined): Waiting | undefined {
    if (this.#cause === undefined) return undefined;
    const trouble = this.#causing(this.#cause, missing, nowMs);
    const own = this.#cause === "preparation" && missing ? missing : REASONS[this.#cause];
    return {
      reason: trouble?.reason ?? own,
      ...(this.#untilMs !== undefined && this.#untilMs > nowMs && { untilMs: this.#untilMs }),
      ...(trouble && { code: trouble.code }),
    };
  }

  /** The latest trouble for which a job waits by this cause. */
  #causing(cause: Cause, missing: Missing | undefined, nowMs: number): Trouble | undefined {
    /* A job counts a request as under way from when it asks for it: without a key or a connection it has not left. */
    const isCause = (reason: WaitingFor) =>
      CAUSED_BY[cause].includes(reason) && (cause !== "reply" || reason === missing);
    return [...this.#troubles.values()]
      .filter(({ reason, atMs }) => isCause(reason) && nowMs < atMs + TROUBLE_MS)
      .sort((a, b) => b.atMs - a.atMs)[0];
  }
}
