import type { ApiRequest } from "tencentcloud-edge";
import type { Cloud, Exchange, Reply } from "../cloud/client";
import type { RunningJob, Ticket } from "./running-job";

export const isThrottled = ({ status, body }: Reply) =>
  status === 429 || (body.length < 4_096 && body.includes('"RequestLimitExceeded'));

/* Longer than this no request is waited for, whatever a job asks: its slot's lease must outlast it. */
const MOST_TIMEOUT_MS = 10_000;

export interface SenderParts {
  readonly cloud: Cloud;
  readonly nowMs: () => number;
  /** Writes what changed in the job. */
  readonly save: (running: RunningJob) => void;
  /** Resolves when all that was written is on disk. */
  readonly sync: () => Promise<void>;
  readonly fault: (running: RunningJob, cause: unknown) => void;
  readonly changed: (jobId: string) => void;
}

/** Sends a job's requests and tells it what came of them. */
export class Sender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async deliver(ticket: Ticket, slot: number): Promise<void> {
    const { nowMs, fault } = this.#parts;
    try {
      const exchange = await this.#send(ticket).finally(() => ticket.turns.free(slot, nowMs()));
      if (exchange) this.#settle(ticket, exchange);
    } catch (cause) {
      fault(ticket.running, cause);
    }
  }

  /** An acting request leaves only after the disk holds that it is leaving. Undefined: it was not to leave any more. */
  async #send({ running, step, askedAtMs, again }: Ticket): Promise<Exchange | undefined> {
    const { cloud, nowMs, save, sync } = this.#parts;
    if (step.acting) {
      save(running);
      await sync();
    }
    if (running.ended) return undefined;
    const mayLeave = again
      ? running.job.repeated(step.ticket, nowMs())
      : running.job.sent(step.ticket, nowMs());
    running.dirty = true;
    running.dueMs = 0;
    if (!mayLeave) return undefined;
    const request: ApiRequest = { ...step.request, language: running.language as "en-US" };
    const timeoutMs = Math.min(MOST_TIMEOUT_MS, Math.max(1, step.replyByMs - askedAtMs));
    return cloud.exchange(request, timeoutMs, { job: running.id, attempt: again ? 2 : 1 });
  }

  #settle(ticket: Ticket, exchange: Exchange): void {
    const { running, step, turns } = ticket;
    const { nowMs, save, changed } = this.#parts;
    if (running.ended) return;
    const now = nowMs();
    running.dueMs = now;
    running.dirty = true;
    if ("reply" in exchange) {
      const { status, body, ...meta } = exchange.reply;
      if (isThrottled(exchange.reply)) turns.throttled(now);
      if (this.#isToRepeat(ticket, exchange.reply)) {
        running.queue.unshift({ ...ticket, again: true });
        return;
      }
      running.job.answered(step.ticket, now, status, body, meta);
    } else if ("notSent" in exchange) running.job.lost(step.ticket, now, `refused: ${exchange.notSent}`);
    else running.job.lost(step.ticket, now, exchange.lost);
    if (step.acting) save(running);
    changed(running.id);
  }

  #isToRepeat({ again }: Ticket, reply: Reply): boolean {
    return !again && this.#parts.cloud.signAgain(reply);
  }
}
