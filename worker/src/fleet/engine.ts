import type { FleetJob } from "tencentcloud-edge";
import type { Cloud } from "../cloud/client";
import type { InstanceRow, JobState } from "../jobs/types";
import { log } from "../log";
import { CrashDetector } from "./crash-detector";
import { Loader } from "./loader";
import type { RateLimits } from "./rate-limits";
import { type QueuedRequest, type RunningJob, RunningJobs } from "./running-job";
import { Sender } from "./sender";
import type { Store } from "./store/store";

/* A slice stops sending after this long or this many requests (the smallest plan allows an invocation 50 subrequests),
   then waits for what is in flight. */
const SLICE_MS = 1_500;
const MAX_SLICE_REQUESTS = 45;
/* Simultaneous connections that an invocation may hold. */
const MAX_IN_FLIGHT = 6;
/* When every slot waits for a reply, that reply wakes the loop; if none comes, the loop looks again after this long. */
const NO_SLOT_MS = 1_000;
/* However short a wait a job asks for, the loop must not spin. */
const MIN_WAIT_MS = 5;

export interface EngineOptions {
  readonly store: Store;
  readonly cloud: Cloud;
  readonly rateLimits: RateLimits;
  /** Which release this is: a job that one release cannot continue, another may. */
  readonly release: string;
  readonly nowMs: () => number;
  /** Resolves when everything written is on disk. */
  readonly sync: () => Promise<void>;
  readonly changed: (jobId: string) => void;
  readonly finished: (jobId: string) => void;
}

/** Runs the jobs of one object, a slice at a time. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #running = new RunningJobs();
  readonly #loader: Loader;
  readonly #sender: Sender;
  readonly #crashes: CrashDetector;
  readonly #inFlight = new Set<QueuedRequest>();
  #wake = () => {};
  /** A job has left memory, so that another one may be loaded. */
  #hasNewRoom = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { store, cloud, nowMs, sync, changed, release } = options;
    this.#loader = new Loader(store, this.#running, release);
    this.#sender = new Sender({
      cloud,
      nowMs,
      sync,
      changed,
      save: (running) => this.#save(running),
      fault: (running, cause) => this.#fault(running, cause),
    });
    this.#crashes = new CrashDetector(store.meta);
    const { crashedJob } = this.#crashes;
    if (crashedJob) {
      this.#loader.fault(crashedJob, "the isolate died of it, out of CPU time or memory", nowMs());
      this.#crashes.crashCounted();
    }
  }

  /** Takes over a new job if there is room for it; otherwise it waits in storage. */
  add(id: string, principal: string, language: string, job: FleetJob): void {
    if (this.#loader.hasRoom(principal, job.progress().total)) this.#loader.add(id, principal, language, job);
    else job.free();
    this.#wake();
  }

  cancel(id: string): void {
    const { store, nowMs } = this.#options;
    store.jobs.markCancelled(id);
    const running = this.#running.get(id);
    if (running)
      this.#guarded(running, () => {
        running.cancelled = true;
        running.queue.length = 0;
        running.job.cancel(nowMs());
        running.dueMs = 0;
        this.#save(running);
      });
    this.#wake();
  }

  /** Writes what changed in a job since it was last written, so that nothing reported of it is lost in a restart. */
  flush(id: string): void {
    const running = this.#running.get(id);
    if (running?.dirty) this.#guarded(running, () => this.#save(running));
  }

  /** The instances of an unfinished job, from index `from` on. */
  instances(id: string, from: number): Iterable<InstanceRow> {
    const running = this.#running.get(id);
    const rows = running ? running.job.result().instances : [...this.#loader.read(id)];
    return from === 0 ? rows : rows.slice(from);
  }

  /**
   * Works for about a second and a half.
   * @returns when the next slice is due, Infinity for none
   */
  async slice(): Promise<number> {
    const { nowMs } = this.#options;
    const isolated = this.#nextIsolated();
    this.#crashes.begin(isolated);
    const admitMs = await this.#work(isolated);
    for (const running of this.#running.all()) this.#guarded(running, () => this.#endSlice(running));
    this.#crashes.end(isolated);
    return this.#crashes.isIsolating ? nowMs() : Math.min(admitMs, this.#running.nextDueMs());
  }

  #nextIsolated(): string | undefined {
    if (!this.#crashes.isIsolating) return undefined;
    return this.#crashes.nextIsolated(this.#options.store.jobs.open().map(({ id }) => id));
  }

  /** Sends until the slice is over and nothing is in flight. @returns when to try loading further jobs */
  async #work(isolated: string | undefined): Promise<number> {
    const { nowMs } = this.#options;
    let admitMs = this.#loader.admit(nowMs(), isolated);
    const endMs = nowMs() + SLICE_MS;
    for (let sent = 0; ; ) {
      const now = nowMs();
      const open = now < endMs && sent < MAX_SLICE_REQUESTS;
      if (open && this.#hasNewRoom) admitMs = this.#loader.admit(now, isolated);
      this.#hasNewRoom = false;
      if (open) sent += this.#sendDue(now, MAX_SLICE_REQUESTS - sent);
      const full = this.#inFlight.size >= MAX_IN_FLIGHT;
      const dueMs = this.#running.nextDueMs();
      if (this.#inFlight.size === 0 && (!open || dueMs >= endMs)) return admitMs;
      await this.#waitForWork(!open || full ? Number.POSITIVE_INFINITY : Math.min(dueMs, endMs));
    }
  }

  #endSlice(running: RunningJob): void {
    if (running.dirty) this.#save(running);
    if (running.faults > 0) this.#options.store.jobs.setFaults(running.id, 0);
    running.faults = 0;
  }

  /** Sends what may leave now, `max` requests at most; returns how many left. */
  #sendDue(now: number, max: number): number {
    let sent = 0;
    while (sent < max && this.#inFlight.size < MAX_IN_FLIGHT) {
      const queued = this.#running.nextRoundRobin((running) => this.#nextRequest(running, now));
      if (!queued) break;
      sent += 1;
      const slot = queued.limiter.acquire(now, "job");
      this.#inFlight.add(queued);
      void this.#sender.deliver(queued, slot).finally(() => {
        this.#inFlight.delete(queued);
        this.#wake();
      });
    }
    return sent;
  }

  /** The next request of a job that may leave now, or undefined; `dueMs` then says when to ask again. */
  #nextRequest(running: RunningJob, now: number): QueuedRequest | undefined {
    if (running.dueMs > now || running.ended) return undefined;
    return this.#guarded(running, () => {
      const queued = running.queue.shift() ?? this.#nextStep(running, now);
      if (!queued) return undefined;
      const atMs = queued.limiter.readyAt(now, "job");
      if (atMs <= now) return queued;
      if (running.job.held(queued.step.ticket, now)) running.queue.unshift(queued);
      running.dueMs = Math.min(atMs, now + NO_SLOT_MS);
      return undefined;
    });
  }

  /** Asks the job what to do next: a request, or undefined when it waits or has ended. */
  #nextStep(running: RunningJob, now: number): QueuedRequest | undefined {
    const step = running.job.next(now);
    running.dirty = true;
    if (step.kind === "done") {
      this.#end(running);
      return undefined;
    }
    if (step.kind === "wait") {
      running.dueMs = Math.max(step.untilMs, now + MIN_WAIT_MS);
      return undefined;
    }
    const limiter = this.#options.rateLimits.of(step.request.action, step.acting);
    return { running, step, createdAtMs: now, limiter, isRetry: false };
  }

  #save(running: RunningJob): void {
    const { store, rateLimits, nowMs } = this.#options;
    running.dirty = false;
    const { id, job } = running;
    store.save(id, job.changes(), job.progress(), nowMs(), rateLimits.saveActing());
  }

  #end(running: RunningJob): void {
    const { store, nowMs, finished } = this.#options;
    const { id, job } = running;
    const result = job.result();
    const progress = job.progress();
    const state: JobState = running.cancelled ? "cancelled" : result.halted ? "halted" : "done";
    for (const [outcome, count] of Object.entries(progress.outcomes))
      if (count > 0) store.counters.add("instances", { outcome }, count);
    store.finish(id, state, nowMs(), progress, result.instances);
    this.#unload(running);
    log("job.finished", { job: id, state });
    finished(id);
  }

  /** Frees a job's memory; storage has what is needed. */
  #unload(running: RunningJob): void {
    running.ended = true;
    running.queue.length = 0;
    this.#running.remove(running);
    running.job.free();
    this.#hasNewRoom = true;
  }

  #fault(running: RunningJob, cause: unknown): void {
    if (running.ended) return;
    this.#unload(running);
    this.#loader.fault(running.id, cause, this.#options.nowMs());
    this.#options.changed(running.id);
  }

  /** Runs `work` on a job; what it throws is that job's fault and disturbs no other. */
  #guarded<T>(running: RunningJob, work: () => T): T | undefined {
    if (running.ended) return undefined;
    try {
      return work();
    } catch (cause) {
      this.#fault(running, cause);
      return undefined;
    }
  }

  /** Waits until a request settles, a job is added or cancelled, or `untilMs` (Infinity: only the others). */
  async #waitForWork(untilMs: number): Promise<void> {
    let timer: number | null = null;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (untilMs !== Number.POSITIVE_INFINITY)
        timer = setTimeout(resolve, Math.max(0, untilMs - this.#options.nowMs()));
    });
    clearTimeout(timer);
  }
}
