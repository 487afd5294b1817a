import type { ApiRequest } from "tencentcloud-edge";
import type { Cloud, Exchange, Reply } from "../cloud/client";
import type { QueuedRequest, RunningJob } from "./running-job";

export const isThrottled = ({ status, body }: Reply) =>
  status === 429 || (body.length < 4_096 && body.includes('"RequestLimitExceeded'));

/* No reply is waited for longer than this, whatever a job asks: the lease of its slot must outlast it. */
const MAX_TIMEOUT_MS = 10_000;

export interface SenderOptions {
  readonly cloud: Cloud;
  readonly nowMs: () => number;
  /** Writes what changed in the job. */
  readonly save: (running: RunningJob) => void;
  /** Resolves when everything written is on disk. */
  readonly sync: () => Promise<void>;
  readonly fault: (running: RunningJob, cause: unknown) => void;
  readonly changed: (jobId: string) => void;
}

/** Sends the requests of jobs and reports the replies to them. */
export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async deliver(queued: QueuedRequest, slot: number): Promise<void> {
    const { nowMs, fault } = this.#options;
    try {
      const exchange = await this.#send(queued).finally(() => queued.limiter.release(slot, nowMs()));
      if (exchange) this.#settle(queued, exchange);
    } catch (cause) {
      fault(queued.running, cause);
    }
  }

  /**
   * An acting request leaves only after it is on disk that it leaves.
   * @returns undefined if the job no longer wanted it sent
   */
  async #send({ running, step, createdAtMs, isRetry }: QueuedRequest): Promise<Exchange | undefined> {
    const { cloud, nowMs, save, sync } = this.#options;
    if (step.acting) {
      save(running);
      await sync();
    }
    if (running.ended) return undefined;
    const maySend = isRetry
      ? running.job.repeated(step.ticket, nowMs())
      : running.job.sent(step.ticket, nowMs());
    running.dirty = true;
    running.dueMs = 0;
    if (!maySend) return undefined;
    const request: ApiRequest = { ...step.request, language: running.language as "en-US" };
    const timeoutMs = Math.min(MAX_TIMEOUT_MS, Math.max(1, step.replyByMs - createdAtMs));
    return cloud.exchange(request, timeoutMs, { job: running.id, attempt: isRetry ? 2 : 1 });
  }

  #settle(queued: QueuedRequest, exchange: Exchange): void {
    const { running, step } = queued;
    const { nowMs, save, changed } = this.#options;
    if (running.ended) return;
    const now = nowMs();
    running.dueMs = now;
    running.dirty = true;
    if ("notSent" in exchange) running.job.lost(step.ticket, now, `refused: ${exchange.notSent}`);
    else if ("lost" in exchange) running.job.lost(step.ticket, now, exchange.lost);
    else if (this.#takeReply(queued, exchange.reply, now) === "retry") return;
    if (step.acting) save(running);
    changed(running.id);
  }

  #takeReply(queued: QueuedRequest, reply: Reply, now: number): "retry" | "taken" {
    const { running, step, limiter, isRetry } = queued;
    if (isThrottled(reply)) limiter.throttled(now);
    if (!isRetry && this.#options.cloud.needsNewSignature(reply)) {
      running.queue.unshift({ ...queued, isRetry: true });
      return "retry";
    }
    const { status, body, ...headers } = reply;
    running.job.answered(step.ticket, now, status, body, headers);
    return "taken";
  }
}
