import { type FleetJob, restoreJob } from "tencentcloud-edge";
import type { InstanceRow, Waiting } from "../jobs/types";
import { errorMessage, log } from "../log";
import { hasRoom, nextToLoad } from "./admission";
import type { RunningJob, RunningJobs } from "./running-job";
import type { OpenJob } from "./store/jobs";
import type { Store } from "./store/store";
import { WaitState } from "./waiting";

/* After this many faults in a row a job is stuck. */
const MAX_FAULTS = 5;
/* How long a job is left alone after a fault, and how long once it is stuck. */
const FAULT_PAUSE_MS = 2_000;
const STUCK_PAUSE_MS = 10 * 60_000;
const MAX_REASON_CHARS = 500;

const reasonOf = (cause: unknown) => errorMessage(cause).slice(0, MAX_REASON_CHARS);

/** Loads jobs from storage into memory, as many as there is room for, and keeps those that cannot be continued. */
export class Loader {
  readonly #store: Store;
  readonly #running: RunningJobs;
  readonly #release: string;
  readonly #changed: (jobId: string) => void;
  readonly #pausedUntilMs = new Map<string, number>();
  /** Jobs wait for room, or run alone. */
  #isFull = false;

  /** @param changed is told of every job that becomes stuck, or is no more */
  constructor(store: Store, running: RunningJobs, release: string, changed: (jobId: string) => void) {
    this.#store = store;
    this.#running = running;
    this.#release = release;
    this.#changed = changed;
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
      wait: new WaitState(),
      dueMs: 0,
      cancelled: false,
      ended: false,
      faults: 0,
      dirty: false,
    };
    this.#running.add(running);
    return running;
  }

  /** Whether a new job may be loaded at once: there is room, and none waits for it. */
  takesNew(createdBy: string, total: number): boolean {
    return !this.#isFull && hasRoom(this.#running, { createdBy, total, cancelled: false });
  }

  /**
   * Loads jobs that are not in memory, as long as there is room for the next one.
   *
   * @param only the one job that may be loaded, while jobs run alone
   * @returns when to try again, Infinity if all are loaded or wait for others to end
   */
  admit(nowMs: number, only?: string): number {
    let againMs = Number.POSITIVE_INFINITY;
    const waiting: OpenJob[] = [];
    for (const open of this.#store.jobs.open()) {
      if (this.#running.get(open.id) || (only !== undefined && open.id !== only)) continue;
      const retryMs = this.#retryAtMs(open);
      if (retryMs > nowMs) againMs = Math.min(againMs, retryMs);
      else waiting.push(open);
    }
    let next = nextToLoad(this.#running, waiting);
    for (; next; next = nextToLoad(this.#running, waiting)) {
      waiting.splice(waiting.indexOf(next), 1);
      if (!this.#load(next, nowMs)) againMs = Math.min(againMs, this.#retryAtMs(next));
    }
    // While jobs run alone, a new one would be blamed for a crash of another, or another for its own.
    this.#isFull = waiting.length > 0 || only !== undefined;
    return againMs;
  }

  /** When a job may be tried: a stuck one at once by another release, by this one after a pause. */
  #retryAtMs({ id, stuck }: OpenJob): number {
    const pausedMs = this.#pausedUntilMs.get(id) ?? 0;
    if (!stuck || stuck.release !== this.#release) return pausedMs;
    return Math.max(pausedMs, stuck.atMs + STUCK_PAUSE_MS);
  }

  #load(open: OpenJob, nowMs: number): RunningJob | undefined {
    const job = this.#restore(open.id, nowMs);
    if (!job) return undefined;
    const running = this.add(open.id, open.createdBy, open.language, job);
    running.faults = open.faults;
    if (open.cancelled) {
      running.cancelled = true;
      job.cancel(nowMs);
    }
    if (open.stuck) this.#store.jobs.clearStuck(open.id, nowMs);
    else this.#store.jobs.bumpVersion(open.id, nowMs);
    this.#changed(open.id);
    log("job.restored", { job: open.id });
    return running;
  }

  #restore(id: string, nowMs: number): FleetJob | undefined {
    try {
      return restoreJob(this.#store.jobs.rows(id));
    } catch (cause) {
      this.#pausedUntilMs.set(id, nowMs + STUCK_PAUSE_MS);
      const reason = `this release cannot read the saved job: ${reasonOf(cause)}`;
      this.#setStuck(id, reason, nowMs);
      log("job.unreadable", { job: id, message: reasonOf(cause) });
      return undefined;
    }
  }

  /** What a job that is not in memory waits for. */
  waiting(id: string, nowMs: number): Waiting {
    const untilMs = this.#pausedUntilMs.get(id) ?? 0;
    return untilMs > nowMs ? { reason: "restart", untilMs } : { reason: "turn" };
  }

  /** The instances of a job that is not in memory. Reading changes nothing and counts no fault. */
  read(id: string): readonly InstanceRow[] {
    let job: FleetJob | undefined;
    try {
      job = restoreJob(this.#store.jobs.rows(id));
      return job.result().instances;
    } catch {
      return this.#store.jobs.ids(id).map((instanceId) => ({ instanceId, outcome: "pending" }));
    } finally {
      job?.free();
    }
  }

  /** A job that failed inside is paused and loaded from storage again, until it has failed MAX_FAULTS times in a row. */
  fault(id: string, cause: unknown, nowMs: number): void {
    const faults = (this.#store.jobs.open().find((open) => open.id === id)?.faults ?? 0) + 1;
    log("job.fault", { job: id, faults, message: reasonOf(cause) });
    this.#pausedUntilMs.set(id, nowMs + FAULT_PAUSE_MS);
    this.#store.jobs.setFaults(id, faults);
    if (faults >= MAX_FAULTS) this.#setStuck(id, `it failed ${faults} times: ${reasonOf(cause)}`, nowMs);
  }

  #setStuck(id: string, reason: string, nowMs: number): void {
    this.#store.jobs.setStuck(id, reason, this.#release, nowMs);
    this.#changed(id);
  }
}
