import type { FleetJob } from "tencentcloud-edge";
import type { Cloud } from "../cloud/client";
import type { InstanceRow, JobState, Waiting } from "../jobs/types";
import { CrashDetector } from "./crash-detector";
import { InstanceCache } from "./instance-cache";
import { Loader } from "./loader";
import type { RateLimits } from "./rate-limits";
import { type QueuedRequest, type RunningJob, RunningJobs } from "./running-job";
import { NOT_READY, Sender } from "./sender";
import type { Store } from "./store/store";
import { MAX_IN_FLIGHT, SubrequestBudget } from "./subrequest-budget";

/* A slice stops sending after this long, then waits for what is in flight. */
const SLICE_MS = 1_500;
/* What a request waits for (a slot, a key, a connection) wakes the loop; if it does not come, the loop looks again after
   this long, at the deadlines of the jobs too. */
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
  readonly #instances = new InstanceCache();
  readonly #inFlight = new Set<QueuedRequest>();
  #wake = () => {};
  /** A request waits for a key or a connection. */
  #isPreparing = false;
  /** A job has left memory, or waits newly, so that one may be loaded. */
  #mayLoad = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { store, cloud, nowMs, sync, changed, release } = options;
    this.#loader = new Loader(store, this.#running, release, changed);
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
    if (this.#loader.takesNew(principal, job.progress().total)) {
      this.#loader.add(id, principal, language, job);
    } else {
      job.free();
      this.#mayLoad = true;
    }
    this.#wake();
  }

  /** Ends a job that is marked as cancelled in storage. */
  cancel(id: string): void {
    const { nowMs } = this.#options;
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

  /** The instances of an unfinished job, from index `from` on. `version`: of the job as it is stored. */
  instances(id: string, version: number, from: number): readonly InstanceRow[] {
    const running = this.#running.get(id);
    /* The job's own version grows with what it learns, also where no outcome changes. */
    const rows = running
      ? this.#instances.get(id, running.job.progress().version, () => running.job.result().instances)
      : this.#instances.get(id, version, () => this.#loader.read(id));
    return from === 0 ? rows : rows.slice(from);
  }

  /** What an unfinished job waits for. */
  waiting(id: string, region: string): Waiting | undefined {
    const { cloud, nowMs } = this.#options;
    const running = this.#running.get(id);
    return running ? running.wait.read(nowMs(), cloud.missing(region)) : this.#loader.waiting(id, nowMs());
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
    if (this.#crashes.isIsolating) return nowMs();
    const preparedMs = this.#isPreparing ? nowMs() + NO_SLOT_MS : Number.POSITIVE_INFINITY;
    return Math.min(admitMs, this.#running.nextDueMs(), preparedMs);
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
    const budget = new SubrequestBudget(this.#options.cloud);
    for (;;) {
      const now = nowMs();
      const open = now < endMs && budget.left() > 0;
      if (open && this.#mayLoad) admitMs = this.#loader.admit(now, isolated);
      this.#mayLoad = false;
      if (open) this.#sendDue(now, budget);
      const full = this.#inFlight.size >= MAX_IN_FLIGHT;
      const dueMs = this.#running.nextDueMs();
      const isBusy = this.#inFlight.size > 0 || (open && this.#isPreparing);
      if (!isBusy && (!open || dueMs >= endMs)) return admitMs;
      await this.#waitForWork(!open || full ? Number.POSITIVE_INFINITY : Math.min(dueMs, endMs));
    }
  }

  #endSlice(running: RunningJob): void {
    if (running.dirty) this.#save(running);
    if (running.faults > 0) this.#options.store.jobs.setFaults(running.id, 0);
    running.faults = 0;
  }

  /** Sends what may leave now. */
  #sendDue(now: number, budget: SubrequestBudget): void {
    while (budget.left() > 0 && this.#inFlight.size < MAX_IN_FLIGHT) {
      const queued = this.#running.nextRoundRobin((running) => this.#nextRequest(running, now));
      if (!queued) return;
      if (!this.#isReadyFor(queued)) {
        queued.running.wait.set("preparation");
        this.#prepare(queued);
        continue;
      }
      queued.running.wait.set("reply");
      budget.spend();
      this.#inFlight.add(queued);
      void this.#sender.deliver(queued, queued.limiter.acquire(now, "job")).finally(() => {
        this.#inFlight.delete(queued);
        this.#wake();
      });
    }
  }

  #isReadyFor({ step }: QueuedRequest): boolean {
    return this.#options.cloud.isReady(step.request.region ?? "");
  }

  /** One request at a time waits for what all of them need. */
  #prepare(queued: QueuedRequest): void {
    this.#isPreparing = true;
    void this.#sender.prepare(queued).finally(() => {
      this.#isPreparing = false;
      this.#wake();
    });
  }

  /**
   * The next request of a job that may leave now, or that is to wait for a key or a connection; undefined: `dueMs` says when
   * to ask again. A slot is taken last, so that its lease covers nothing but the request itself.
   */
  #nextRequest(running: RunningJob, now: number): QueuedRequest | undefined {
    if (running.dueMs > now || running.ended) return undefined;
    return this.#guarded(running, () => {
      const queued = running.queue.shift() ?? this.#nextStep(running, now);
      if (!queued) return undefined;
      const isReady = this.#isReadyFor(queued);
      if (!isReady && !this.#isPreparing) return queued;
      const atMs = isReady ? queued.limiter.readyAt(now, "job") : now + NO_SLOT_MS;
      if (atMs <= now) return queued;
      running.wait.set(isReady ? "slot" : "preparation", isReady ? atMs : undefined);
      this.#sender.requeue(queued, Math.min(atMs - now, NO_SLOT_MS), isReady ? undefined : NOT_READY);
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
      running.wait.set(step.why, running.dueMs);
      return undefined;
    }
    const limiter = this.#options.rateLimits.of(step.request.action, step.acting);
    return { running, step, createdAtMs: now, limiter };
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
    finished(id);
  }

  /** Frees a job's memory; storage has what is needed. */
  #unload(running: RunningJob): void {
    running.ended = true;
    running.queue.length = 0;
    this.#running.remove(running);
    this.#instances.forget(running.id);
    running.job.free();
    this.#mayLoad = true;
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
