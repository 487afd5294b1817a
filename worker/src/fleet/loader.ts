import { type FleetJob, restoreJob } from "tencentcloud-edge";
import type { InstanceRow } from "../jobs/types";
import { log } from "../log";
import type { RunningJob, RunningJobs } from "./running-job";
import type { OpenJob } from "./store/jobs";
import type { Store } from "./store/store";

/* Jobs that fit in memory together. A caller with fewer than its share is let in although others fill it. */
const MOST_JOBS = 128;
const SHARE = 8;
/* Instances that fit in memory together: about 1 KB each while a job runs. */
const MOST_INSTANCES = 100_000;
/* After a job has failed this often in a row it is stuck. */
const MAX_FAULTS = 5;
/* A job that failed is left alone for this long; one that is stuck because of that, for the other. */
const FAULT_PAUSE_MS = 2_000;
const STUCK_PAUSE_MS = 10 * 60_000;

export const reasonOf = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, 500);

/** Brings jobs from storage into memory, as many as there is room for, and keeps those that can't be continued. */
export class Loader {
  readonly #store: Store;
  readonly #running: RunningJobs;
  readonly #release: string;
  readonly #pausedUntilMs = new Map<string, number>();

  constructor(store: Store, running: RunningJobs, release: string) {
    this.#store = store;
    this.#running = running;
    this.#release = release;
  }

  add(id: string, principal: string, language: string, job: FleetJob): RunningJob {
    const { total } = job.progress();
    const running: RunningJob = {
      id,
      principal,
      language,
      total,
      job,
      queue: [],
      dueMs: 0,
      cancelled: false,
      ended: false,
      faults: 0,
      dirty: false,
    };
    this.#running.add(running);
    return running;
  }

  hasRoom(principal: string, instances: number): boolean {
    const own = this.#running.countOf(principal);
    if (own === 0) return true;
    if (this.#running.instances + instances > MOST_INSTANCES) return false;
    return this.#running.size < MOST_JOBS || own < SHARE;
  }

  /**
   * Loads jobs that are not in memory, callers with the fewest first.
   *
   * @param only the one job that may be loaded, where jobs run alone
   * @returns when it is worth trying again, Infinity if all are loaded or wait for others to end
   */
  admit(nowMs: number, only?: string): number {
    let againMs = Number.POSITIVE_INFINITY;
    const waiting = new Map<string, OpenJob[]>();
    for (const open of this.#store.jobs.open()) {
      if (this.#running.get(open.id) || (only !== undefined && open.id !== only)) continue;
      const tryMs = this.#tryAtMs(open);
      if (tryMs > nowMs) againMs = Math.min(againMs, tryMs);
      else if (open.cancelled) this.load(open, nowMs);
      else waiting.set(open.createdBy, [...(waiting.get(open.createdBy) ?? []), open]);
    }
    while (waiting.size > 0) {
      const principal = [...waiting.keys()].reduce((a, b) => (this.#countOf(b) < this.#countOf(a) ? b : a));
      const open = waiting.get(principal)?.shift();
      if (!open || !this.hasRoom(principal, open.total)) waiting.delete(principal);
      else if (!this.load(open, nowMs)) againMs = Math.min(againMs, this.#tryAtMs(open));
    }
    return againMs;
  }

  #countOf(principal: string): number {
    return this.#running.countOf(principal);
  }

  /** When a job may be tried: a stuck one at once by another release, by this one after a pause. */
  #tryAtMs({ id, stuck }: OpenJob): number {
    const pausedMs = this.#pausedUntilMs.get(id) ?? 0;
    if (!stuck || stuck.release !== this.#release) return pausedMs;
    return Math.max(pausedMs, stuck.atMs + STUCK_PAUSE_MS);
  }

  load(open: OpenJob, nowMs: number): RunningJob | undefined {
    const job = this.#restore(open.id, nowMs);
    if (!job) return undefined;
    const running = this.add(open.id, open.createdBy, open.language, job);
    running.faults = open.faults;
    if (open.cancelled) {
      running.cancelled = true;
      job.cancel(nowMs);
    }
    if (open.stuck) this.#store.jobs.clearStuck(open.id, nowMs);
    else this.#store.jobs.renew(open.id, nowMs);
    log("job.restored", { job: open.id });
    return running;
  }

  #restore(id: string, nowMs: number): FleetJob | undefined {
    try {
      return restoreJob(this.#store.jobs.rows(id));
    } catch (cause) {
      this.#pausedUntilMs.set(id, nowMs + STUCK_PAUSE_MS);
      this.#store.jobs.setStuck(
        id,
        `this release cannot read the saved job: ${reasonOf(cause)}`,
        this.#release,
        nowMs,
      );
      log("job.unreadable", { job: id, message: reasonOf(cause) });
      return undefined;
    }
  }

  /** The instances of a job that is not in memory. Reading changes nothing and counts no fault. */
  *read(id: string): Generator<InstanceRow> {
    let job: FleetJob | undefined;
    try {
      job = restoreJob(this.#store.jobs.rows(id));
      yield* job.result().instances;
    } catch {
      for (const instanceId of this.#store.jobs.ids(id)) yield { instanceId, outcome: "pending" };
    } finally {
      job?.free();
    }
  }

  /** A job whose machine failed leaves memory and comes back from storage, a few times. */
  fault(id: string, cause: unknown, nowMs: number): void {
    const faults = (this.#store.jobs.open().find((open) => open.id === id)?.faults ?? 0) + 1;
    log("job.fault", { job: id, faults, message: reasonOf(cause) });
    this.#pausedUntilMs.set(id, nowMs + FAULT_PAUSE_MS);
    this.#store.jobs.setFaults(id, faults);
    if (faults >= MAX_FAULTS)
      this.#store.jobs.setStuck(id, `it failed ${faults} times: ${reasonOf(cause)}`, this.#release, nowMs);
  }
}
