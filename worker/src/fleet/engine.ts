import type { FleetJob } from "tencentcloud-edge";
import type { Cloud } from "../cloud/client";
import type { InstanceRow, JobState } from "../jobs/types";
import { log } from "../log";
import { SliceMark } from "./crash-detector";
import { Loader } from "./loader";
import type { Paces } from "./rate-limits";
import { type RunningJob, RunningJobs, type Ticket } from "./running-job";
import { Sender } from "./sender";
import type { Store } from "./store/store";

/* A slice stops sending after this long or this many requests (50 subrequests are allowed an invocation on the
   smallest plan), then waits for what is in flight. */
const SLICE_MS = 1_500;
const SLICE_SENDS = 45;
/* Simultaneous connections an invocation may hold. */
const MOST_IN_FLIGHT = 6;
/* When every slot of a pace waits for its reply the reply wakes the loop; this is the answer for when none comes. */
const NO_SLOT_MS = 1_000;
/* However short a wait a job asks for, the loop must not spin. */
const MIN_WAIT_MS = 5;

export interface EngineParts {
  readonly store: Store;
  readonly cloud: Cloud;
  readonly paces: Paces;
  /** Which release this is: what one can't continue, another may. */
  readonly release: string;
  readonly nowMs: () => number;
  /** Resolves when all that was written is on disk. */
  readonly sync: () => Promise<void>;
  readonly changed: (jobId: string) => void;
  readonly finished: (jobId: string) => void;
}

/** Runs the jobs of one object, a slice at a time. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #running = new RunningJobs();
  readonly #loader: Loader;
  readonly #sender: Sender;
  readonly #mark: SliceMark;
  readonly #inFlight = new Set<Ticket>();
  #wake = () => {};
  #freed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { store, cloud, nowMs, sync, changed } = parts;
    this.#loader = new Loader(store, this.#running, parts.release);
    this.#sender = new Sender({
      cloud,
      nowMs,
      sync,
      changed,
      save: (running) => this.#save(running),
      fault: (running, cause) => this.#fault(running, cause),
    });
    this.#mark = new SliceMark(store.meta);
    const { diedAlone } = this.#mark;
    if (diedAlone) {
      this.#loader.fault(diedAlone, "the isolate died of it, out of CPU time or memory", nowMs());
      this.#mark.blamed();
    }
  }

  /** Takes a new job if there is room for it; otherwise it waits in storage. */
  adopt(id: string, principal: string, language: string, job: FleetJob): void {
    if (this.#loader.hasRoom(principal, job.progress().total)) this.#loader.add(id, principal, language, job);
    else job.free();
    this.#wake();
  }

  cancel(id: string): void {
    const { store, nowMs } = this.#parts;
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

  /** Writes what changed in a job since it was last written, so that what is said of it is never taken back. */
  flush(id: string): void {
    const running = this.#running.get(id);
    if (running?.dirty) this.#guarded(running, () => this.#save(running));
  }

  /** The instances of a job that has not ended, from the one numbered `from` on. */
  instances(id: string, from: number): Iterable<InstanceRow> {
    const running = this.#running.get(id);
    const rows = running ? running.job.result().instances : [...this.#loader.read(id)];
    return from === 0 ? rows : rows.slice(from);
  }

  /** Works for about a second and a half. Resolves with the moment of the next slice, Infinity for none. */
  async slice(): Promise<number> {
    const { store, nowMs } = this.#parts;
    const alone = this.#mark.isCareful
      ? this.#mark.nextAlone(store.jobs.open().map(({ id }) => id))
      : undefined;
    this.#mark.begin(alone);
    let admitMs = this.#loader.admit(nowMs(), alone);
    const endMs = nowMs() + SLICE_MS;
    for (let sends = 0; ; ) {
      const now = nowMs();
      const open = now < endMs && sends < SLICE_SENDS;
      if (open && this.#freed) admitMs = this.#loader.admit(now, alone);
      this.#freed = false;
      if (open) sends += this.#sendDue(now, SLICE_SENDS - sends);
      const full = this.#inFlight.size >= MOST_IN_FLIGHT;
      const dueMs = this.#running.nextDueMs();
      if (this.#inFlight.size === 0 && (!open || dueMs >= endMs)) break;
      await this.#waitForWork(!open || full ? Number.POSITIVE_INFINITY : Math.min(dueMs, endMs));
    }
    for (const running of this.#running.all()) this.#guarded(running, () => this.#endSlice(running));
    this.#mark.end(alone);
    return this.#mark.isCareful ? nowMs() : Math.min(admitMs, this.#running.nextDueMs());
  }

  #endSlice(running: RunningJob): void {
    if (running.dirty) this.#save(running);
    if (running.faults > 0) this.#parts.store.jobs.setFaults(running.id, 0);
    running.faults = 0;
  }

  /** Sends what may leave now; returns how many requests left. */
  #sendDue(now: number, most: number): number {
    let sends = 0;
    while (sends < most && this.#inFlight.size < MOST_IN_FLIGHT) {
      const ticket = this.#running.firstInTurn((running) => this.#nextTicket(running, now));
      if (!ticket) break;
      sends += 1;
      const slot = ticket.turns.take(now, "job");
      this.#inFlight.add(ticket);
      void this.#sender.deliver(ticket, slot).finally(() => {
        this.#inFlight.delete(ticket);
        this.#wake();
      });
    }
    return sends;
  }

  /** The next request of a job that may leave now, or undefined; then dueMs says when to ask again. */
  #nextTicket(running: RunningJob, now: number): Ticket | undefined {
    if (running.dueMs > now || running.ended) return undefined;
    return this.#guarded(running, () => {
      const ticket = running.queue.shift() ?? this.#ask(running, now);
      if (!ticket) return undefined;
      const atMs = ticket.turns.readyAt(now, "job");
      if (atMs <= now) return ticket;
      if (running.job.held(ticket.step.ticket, now)) running.queue.unshift(ticket);
      running.dueMs = Math.min(atMs, now + NO_SLOT_MS);
      return undefined;
    });
  }

  #ask(running: RunningJob, now: number): Ticket | undefined {
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
    const turns = this.#parts.paces.of(step.request.action, step.acting);
    return { running, step, askedAtMs: now, turns, again: false };
  }

  #save(running: RunningJob): void {
    const { store, paces, nowMs } = this.#parts;
    running.dirty = false;
    store.save(running.id, running.job.changes(), running.job.progress(), nowMs(), paces.saveActing());
  }

  #end(running: RunningJob): void {
    const { store, nowMs, finished } = this.#parts;
    const { id, job } = running;
    const result = job.result();
    const progress = job.progress();
    const state: JobState = running.cancelled ? "cancelled" : result.halted ? "halted" : "done";
    for (const [outcome, count] of Object.entries(progress.outcomes))
      if (count > 0) store.counters.add("instances", { outcome }, count);
    store.finish(id, state, nowMs(), progress, result.instances);
    this.#release(running);
    log("job.finished", { job: id, state });
    finished(id);
  }

  /** Out of memory with it; storage has what is needed. */
  #release(running: RunningJob): void {
    running.ended = true;
    running.queue.length = 0;
    this.#running.remove(running);
    running.job.free();
    this.#freed = true;
  }

  #fault(running: RunningJob, cause: unknown): void {
    if (running.ended) return;
    this.#release(running);
    this.#loader.fault(running.id, cause, this.#parts.nowMs());
    this.#parts.changed(running.id);
  }

  #guarded<T>(running: RunningJob, work: () => T): T | undefined {
    if (running.ended) return undefined;
    try {
      return work();
    } catch (cause) {
      this.#fault(running, cause);
      return undefined;
    }
  }

  /** Until a request settles, a job is added or cancelled, or `untilMs` (Infinity: only those). */
  async #waitForWork(untilMs: number): Promise<void> {
    let timer: number | null = null;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (untilMs !== Number.POSITIVE_INFINITY)
        timer = setTimeout(resolve, Math.max(0, untilMs - this.#parts.nowMs()));
    });
    clearTimeout(timer);
  }
}
