import type { FleetJob, Step } from "tencentcloud-edge";
import type { Reply } from "../cloud/client";
import type { RateLimiter } from "./rate-limits";
import type { WaitState } from "./waiting";

/** One request of a job on its way from FleetJob.next() to the cloud. */
export interface QueuedRequest {
  readonly running: RunningJob;
  readonly step: Extract<Step, { kind: "send" }>;
  readonly createdAtMs: number;
  readonly limiter: RateLimiter;
  /** The reply that refused the clock or the key: it is sent a second time, signed anew. */
  readonly refusal?: Reply;
}

/** A job in memory. */
export interface RunningJob {
  readonly id: string;
  readonly principal: string;
  readonly language: string;
  readonly total: number;
  readonly job: FleetJob;
  /** Requests that wait for a key, a connection or a slot; they are sent before the job is asked for more. */
  readonly queue: QueuedRequest[];
  /** Why it is not further. */
  readonly wait: WaitState;
  /** When to ask the job for its next step. */
  dueMs: number;
  cancelled: boolean;
  /** The job is freed and must not be used any more. */
  ended: boolean;
  /** Faults in a row before it was loaded. */
  faults: number;
  /** Changed since it was last written. */
  dirty: boolean;
}

/** The jobs in memory, served round-robin: first among callers, then among the jobs of each. */
export class RunningJobs {
  readonly #byId = new Map<string, RunningJob>();
  readonly #byPrincipal = new Map<string, Map<string, RunningJob>>();

  add(running: RunningJob): void {
    this.#byId.set(running.id, running);
    const own = this.#byPrincipal.get(running.principal) ?? new Map<string, RunningJob>();
    this.#byPrincipal.set(running.principal, own.set(running.id, running));
  }

  remove({ id, principal }: RunningJob): void {
    this.#byId.delete(id);
    const own = this.#byPrincipal.get(principal);
    own?.delete(id);
    if (own?.size === 0) this.#byPrincipal.delete(principal);
  }

  get(id: string): RunningJob | undefined {
    return this.#byId.get(id);
  }

  all(): RunningJob[] {
    return [...this.#byId.values()];
  }

  /** How many jobs of this caller are in memory. */
  countOf(principal: string): number {
    return this.#byPrincipal.get(principal)?.size ?? 0;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Instances of all jobs in memory. */
  get instances(): number {
    return this.all().reduce((sum, { total }) => sum + total, 0);
  }

  /** The first result of `ask` that is not undefined; the job that gave it moves to the end of the rotation. */
  nextRoundRobin<T>(ask: (running: RunningJob) => T | undefined): T | undefined {
    for (const [principal, own] of [...this.#byPrincipal])
      for (const running of [...own.values()]) {
        const found = ask(running);
        if (found === undefined) continue;
        this.#moveToBack(principal, own, running);
        return found;
      }
    return undefined;
  }

  #moveToBack(principal: string, own: Map<string, RunningJob>, running: RunningJob): void {
    if (own.delete(running.id)) own.set(running.id, running);
    if (this.#byPrincipal.delete(principal) && own.size > 0) this.#byPrincipal.set(principal, own);
  }

  /** When the next job is due, Infinity for none. */
  nextDueMs(): number {
    return this.all().reduce((min, { dueMs }) => Math.min(min, dueMs), Number.POSITIVE_INFINITY);
  }
}
