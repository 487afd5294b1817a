import type { FleetJob, Step } from "tencentcloud-edge";
import type { Turns } from "./rate-limits";

/** One request of a job: asked for, then given a slot, then sent; sent a second time after a clock error. */
export interface Ticket {
  readonly running: RunningJob;
  readonly step: Extract<Step, { kind: "send" }>;
  readonly askedAtMs: number;
  readonly turns: Turns;
  readonly again: boolean;
}

/** A job in memory. */
export interface RunningJob {
  readonly id: string;
  readonly principal: string;
  readonly language: string;
  readonly total: number;
  readonly job: FleetJob;
  /** Asked for and waiting for a slot; sent before the job is asked for more. */
  readonly queue: Ticket[];
  /** When it is worth asking again. */
  dueMs: number;
  cancelled: boolean;
  /** No longer to be touched: its job is freed. */
  ended: boolean;
  /** How often in a row it failed before it was loaded. */
  faults: number;
  /** Changed since it was last written. */
  dirty: boolean;
}

/** The jobs in memory, in the order in which they are served: callers take turns, and so do the jobs of each. */
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

  /** The first answer of `ask` that is not undefined; whoever gave it is asked last the next time. */
  firstInTurn<T>(ask: (running: RunningJob) => T | undefined): T | undefined {
    for (const [principal, own] of [...this.#byPrincipal])
      for (const running of [...own.values()]) {
        const answer = ask(running);
        if (answer === undefined) continue;
        this.#toBack(principal, own, running);
        return answer;
      }
    return undefined;
  }

  #toBack(principal: string, own: Map<string, RunningJob>, running: RunningJob): void {
    if (own.delete(running.id)) own.set(running.id, running);
    if (this.#byPrincipal.delete(principal) && own.size > 0) this.#byPrincipal.set(principal, own);
  }

  nextDueMs(): number {
    return this.all().reduce((least, { dueMs }) => Math.min(least, dueMs), Number.POSITIVE_INFINITY);
  }
}
