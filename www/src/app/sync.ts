import { type Api, ApiError } from "../api/client";
import { follow } from "../api/sse";
import type { Job } from "../api/types";
import { countProblems } from "../jobs/problems";
import type { Event, State } from "./state";

const BUSY_MS = 1_500;
const IDLE_MS = 20_000;
const MAX_RETRY_MS = 15_000;
/** The pause after a round is at least this many times as long as the round: a slow list must not be read all the time. */
const PAUSE_PER_ROUND = 3;

export interface SyncOptions {
  api: Api;
  getState(): State;
  dispatch(event: Event): void;
  /** The gateway refused the token. */
  onUnauthorized(): void;
  now(): number;
  /** Resolves after `ms`; rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends it: no request, timer or event after that. */
  signal: AbortSignal;
}

/** Whether a job still changes, or its list of failures is not loaded yet. */
function needsRows(job: Job): boolean {
  return job.state === "running" || (job.instances === undefined && countProblems(job.progress) > 0);
}

/** Keeps the state up to date with the gateway, for as long as one token is in use. */
export class Sync {
  readonly #options: SyncOptions;
  readonly #followed = new Set<string>();
  #round = new AbortController();

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** Reads everything again now. A read under way is aborted: it could be of another region. */
  refresh(): void {
    this.#round.abort();
  }

  /** Follows the event streams of those running jobs that are not followed yet. */
  followJobs(): void {
    for (const job of this.#options.getState().jobs) {
      if (job.state !== "running" || this.#followed.has(job.id)) continue;
      this.#followed.add(job.id);
      // The rounds read the same job and report what is wrong with it.
      this.#followJob(job.id).catch(() => {});
    }
  }

  async run(): Promise<void> {
    const { now, wait, signal } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      this.#round = new AbortController();
      const stop = AbortSignal.any([signal, this.#round.signal]);
      const startMs = now();
      const outcome = await this.#readOnce(stop);
      if (outcome === "over") return;
      if (outcome !== "aborted") failures = outcome === "failed" ? failures + 1 : 0;
      const pause = Math.max(this.#isBusy() ? BUSY_MS : IDLE_MS, PAUSE_PER_ROUND * (now() - startMs));
      const retry = Math.min(1_000 * 2 ** failures, MAX_RETRY_MS);
      await wait(failures > 0 ? retry : pause, stop).catch(() => {});
    }
  }

  #isBusy(): boolean {
    return this.#options.getState().jobs.some((job) => job.state === "running");
  }

  /** One round. `over`: the session has ended. */
  async #readOnce(stop: AbortSignal): Promise<"done" | "failed" | "aborted" | "over"> {
    try {
      await this.#readAll(stop);
      this.followJobs();
      return "done";
    } catch (error) {
      if (this.#options.signal.aborted) return "over";
      if (stop.aborted) return "aborted";
      return this.#report(error);
    }
  }

  async #readAll(stop: AbortSignal): Promise<void> {
    const { api, getState, dispatch, now } = this.#options;
    const { auth } = getState();
    if (auth.kind === "in" && auth.session === null) {
      dispatch({ type: "session", session: await api.session() });
    }
    if (!this.#isBusy()) dispatch({ type: "jobs", jobs: await api.jobs() });
    const { region, jobs } = getState();
    const reads = jobs.filter(needsRows).map((job) => this.#readJob(job.id));
    if (region) {
      const list = api.instances(region, stop);
      reads.push(list.then((items) => dispatch({ type: "loaded", region, items, atMs: now() })));
    }
    await Promise.all(reads);
  }

  async #readJob(id: string): Promise<void> {
    const { api, dispatch } = this.#options;
    try {
      dispatch({ type: "job", job: await api.job(id) });
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.status === 404)) throw error;
      dispatch({ type: "job-gone", id });
    }
  }

  #report(error: unknown): "failed" | "over" {
    if (!(error instanceof ApiError)) throw error;
    if (error.problem.status === 401) {
      this.#options.onUnauthorized();
      return "over";
    }
    this.#options.dispatch({ type: "refresh-failed", problem: error.problem });
    return "failed";
  }

  async #followJob(id: string): Promise<void> {
    const { api, dispatch, wait, signal } = this.#options;
    await follow({
      open: (lastEventId, stop) => api.jobEvents(id, lastEventId, stop),
      onEvent({ event, data }) {
        if (event === "done") return true;
        dispatch({ type: "job", job: JSON.parse(data) as Job });
        return false;
      },
      isFinal: (error) => error instanceof ApiError && [401, 403, 404].includes(error.problem.status),
      wait,
      signal,
    });
    // The result is read from the job itself: an event has no instances, and those read while it ran are out of date.
    await this.#readJob(id);
    this.refresh();
  }
}

/** Starts the synchronisation. */
export function startSync(options: SyncOptions): Sync {
  const sync = new Sync(options);
  sync.run();
  return sync;
}
