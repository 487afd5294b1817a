import type { ApiRequest } from "tencentcloud-edge";
import type { Cloud, Exchange, Obstacle, Reply } from "../cloud/client";
import type { QueuedRequest, RunningJob } from "./running-job";

export const isThrottled = ({ status, body }: Reply) =>
  status === 429 || (body.length < 4_096 && body.includes('"RequestLimitExceeded'));

/* No reply is waited for longer than this, whatever a job asks: the lease of its slot must outlast it. */
const MAX_TIMEOUT_MS = 10_000;
/* How often the job of a request that waits is told so, and looks at its deadline. */
const HELD_MS = 1_000;
export const NOT_READY = "credentials or a connection were waited for";

const requestOf = ({ running, step }: QueuedRequest): ApiRequest => ({
  ...step.request,
  language: running.language as "en-US",
});

const contextOf = ({ running, refusal }: QueuedRequest) => ({
  job: running.id,
  attempt: refusal ? 2 : 1,
});

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

  /** Waits for a key and a connection. The request holds no slot meanwhile, and has not left. Never rejects. */
  async prepare(queued: QueuedRequest): Promise<void> {
    const { cloud, fault } = this.#options;
    let timer: number | null = null;
    const givenUp = new Promise<"given-up">((resolve) => {
      timer = setInterval(() => {
        if (!this.#hold(queued, NOT_READY)) resolve("given-up");
      }, HELD_MS);
    });
    try {
      const obstacle = await Promise.race([cloud.prepare(requestOf(queued), contextOf(queued)), givenUp]);
      if (obstacle === undefined) this.requeue(queued);
      else if (obstacle !== "given-up") this.#hinder(queued, obstacle);
    } catch (cause) {
      fault(queued.running, cause);
    } finally {
      clearInterval(timer);
    }
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
   * @returns undefined if the job has ended meanwhile
   */
  async #send(queued: QueuedRequest): Promise<Exchange | undefined> {
    const { running, step, createdAtMs } = queued;
    const { cloud, save, sync } = this.#options;
    if (step.acting) {
      save(running);
      await sync();
    }
    if (running.ended) return undefined;
    return cloud.exchange(requestOf(queued), {
      timeoutMs: Math.min(MAX_TIMEOUT_MS, Math.max(1, step.replyByMs - createdAtMs)),
      context: contextOf(queued),
      isActing: step.acting,
      mayLeave: () => this.#leave(queued),
    });
  }

  #leave({ running, step, refusal }: QueuedRequest): boolean {
    const now = this.#options.nowMs();
    running.dirty = true;
    running.dueMs = 0;
    return refusal ? running.job.repeated(step.ticket, now) : running.job.sent(step.ticket, now);
  }

  /** Tells the job that the request still waits; `reason`: for what, if not for a slot. @returns false: it is not to be sent */
  #hold({ running, step }: QueuedRequest, reason?: string): boolean {
    const now = this.#options.nowMs();
    running.dirty = true;
    const wanted = !running.ended && running.job.held(step.ticket, now, reason);
    running.dueMs = now;
    return wanted;
  }

  /** Puts the request back, to be the next one of its job, `pauseMs` from now. */
  requeue(queued: QueuedRequest, pauseMs = 0, reason?: string): void {
    if (!this.#hold(queued, reason)) return;
    queued.running.queue.unshift(queued);
    queued.running.dueMs += pauseMs;
  }

  #hinder(queued: QueuedRequest, obstacle: Obstacle): void {
    const { running, step, refusal } = queued;
    const { nowMs, changed } = this.#options;
    if (running.ended) return;
    const now = nowMs();
    running.wait.note(obstacle, step.acting, now);
    running.dueMs = now;
    running.dirty = true;
    if ("notSent" in obstacle) running.job.lost(step.ticket, now, `refused: ${obstacle.notSent}`);
    else if (!obstacle.noKey.isFinal) this.requeue(queued, HELD_MS, obstacle.noKey.message);
    else if (refusal) this.#answer(queued, refusal, now);
    else {
      const { code, message } = obstacle.noKey;
      running.job.credentialsFailed(now, { code, message });
    }
    changed(running.id);
  }

  #settle(queued: QueuedRequest, exchange: Exchange): void {
    const { running, step } = queued;
    const { nowMs, save, changed } = this.#options;
    if (running.ended) return;
    const now = nowMs();
    running.wait.note(exchange, step.acting, now);
    running.dueMs = now;
    running.dirty = true;
    if ("withheld" in exchange) {
      if (exchange.withheld === "not-ready") this.requeue(queued);
      return;
    }
    if ("notSent" in exchange || "noKey" in exchange) this.#hinder(queued, exchange);
    else if ("lost" in exchange) running.job.lost(step.ticket, now, exchange.lost);
    else if (this.#takeReply(queued, exchange.reply, now) === "retry") return;
    if (step.acting && !running.ended) save(running);
    changed(running.id);
  }

  #takeReply(queued: QueuedRequest, reply: Reply, now: number): "retry" | "taken" {
    const { running, limiter, refusal } = queued;
    if (isThrottled(reply)) limiter.throttled(now);
    if (!refusal && this.#options.cloud.needsNewSignature(reply)) {
      running.queue.unshift({ ...queued, refusal: reply });
      return "retry";
    }
    this.#answer(queued, reply, now);
    return "taken";
  }

  #answer({ running, step }: QueuedRequest, reply: Reply, now: number): void {
    const { status, body, ...headers } = reply;
    running.job.answered(step.ticket, now, status, body, headers);
  }
}
