import { type Api, ApiError } from "../api/client";
import { follow } from "../api/sse";
import type { Job } from "../api/types";
import { countTroubles } from "../jobs/failures";
import type { Event, State } from "./state";

const BUSY_MS = 1_500;
const IDLE_MS = 20_000;
const LONGEST_RETRY_MS = 15_000;
/** A slow list is not asked for so often that it is asked for all the time. */
const REST_PER_WORK = 3;

export interface SyncOptions {
  api: Api;
  getState(): State;
  dispatch(event: Event): void;
  /** The gateway refused the token. */
  onUnauthorized(): void;
  now(): number;
  /** Resolves after `ms`; rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends all of it: no request, timer or event after that. */
  signal: AbortSignal;
}

export interface Sync {
  /** Reads everything again now, dropping a read under way (its answer could be of another region). */
  poke(): void;
  /** Follows the event streams of the running jobs that are not followed yet. */
  followJobs(): void;
}

/** A job that changes, or whose list of failures is not here yet. */
function needsRows(job: Job): boolean {
  return job.state === "running" || (job.instances === undefined && countTroubles(job.progress) > 0);
}

/** Keeps the state close to what the gateway says, for as long as one token lasts. */
export function startSync(options: SyncOptions): Sync {
  const { api, getState, dispatch, now, wait, signal } = options;
  const followed = new Set<string>();
  let round = new AbortController();

  const isBusy = () => getState().jobs.some((job) => job.state === "running");

  async function readJob(id: string): Promise<void> {
    try {
      dispatch({ type: "job", job: await api.job(id) });
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.status === 404)) throw error;
      dispatch({ type: "job-gone", id });
    }
  }

  async function readAll(stop: AbortSignal): Promise<void> {
    const { auth } = getState();
    if (auth.kind === "in" && auth.session === null) {
      dispatch({ type: "session", session: await api.session() });
    }
    if (!isBusy()) dispatch({ type: "jobs", jobs: await api.jobs() });
    const { region, jobs } = getState();
    const reads = jobs.filter(needsRows).map((job) => readJob(job.id));
    if (region) {
      const list = api.instances(region, stop);
      reads.push(list.then((items) => dispatch({ type: "loaded", region, items, atMs: now() })));
    }
    await Promise.all(reads);
  }

  /** False: the token is no longer good and all is over. */
  function report(error: unknown): boolean {
    if (!(error instanceof ApiError)) throw error;
    if (error.problem.status === 401) {
      options.onUnauthorized();
      return false;
    }
    dispatch({ type: "refresh-failed", problem: error.problem });
    return true;
  }

  async function loop(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      round = new AbortController();
      const stop = AbortSignal.any([signal, round.signal]);
      const began = now();
      try {
        await readAll(stop);
        failures = 0;
        followJobs();
      } catch (error) {
        if (signal.aborted) return;
        if (!stop.aborted) {
          if (!report(error)) return;
          failures += 1;
        }
      }
      const rest = Math.max(isBusy() ? BUSY_MS : IDLE_MS, REST_PER_WORK * (now() - began));
      const retry = Math.min(1_000 * 2 ** failures, LONGEST_RETRY_MS);
      await wait(failures > 0 ? retry : rest, stop).catch(() => {});
    }
  }

  async function followJob(id: string): Promise<void> {
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
    // The end is taken from the job itself: an event has no rows, and those read while it ran are out of date.
    await readJob(id);
    poke();
  }

  function followJobs(): void {
    for (const job of getState().jobs) {
      if (job.state !== "running" || followed.has(job.id)) continue;
      followed.add(job.id);
      // The rounds above read the same job and report what is wrong with it.
      followJob(job.id).catch(() => {});
    }
  }

  const poke = () => round.abort();

  loop();
  return { poke, followJobs };
}
