import type { JobQuery, JobSummary, JobView, RowPage, RowQuery, StoredSummary, Viewer } from "../jobs/types";
import type { Engine } from "./engine";
import { pageOfRows } from "./row-pages";
import type { Store } from "./store/store";

/* Instances in a view of a job; further ones are read page by page. */
const FIRST_ROWS = 100;

/** Reads jobs, whether they run or have ended. What is in memory is written first: no later answer may contradict it. */
export class JobReader {
  readonly #store: Store;
  readonly #engine: () => Engine | undefined;
  readonly #loadEngine: () => Engine | undefined;
  readonly #account: () => string;

  /**
   * @param engine the engine, if it is loaded
   * @param loadEngine loads the engine if need be; undefined where the account is not configured
   * @param account the name of the account that the jobs belong to
   */
  constructor(
    store: Store,
    engine: () => Engine | undefined,
    loadEngine: () => Engine | undefined,
    account: () => string,
  ) {
    this.#store = store;
    this.#engine = engine;
    this.#loadEngine = loadEngine;
    this.#account = account;
  }

  summary(id: string): JobSummary | undefined {
    this.#engine()?.flush(id);
    const stored = this.#store.jobs.summary(id);
    return stored && this.#complete(stored);
  }

  /** Newest first. */
  list(viewer: Viewer, query: JobQuery): JobSummary[] {
    return this.#store.jobs
      .list(viewer, query)
      .map((stored) => this.summary(stored.id) ?? this.#complete(stored));
  }

  #complete({ id, action, region, ...more }: StoredSummary): JobSummary {
    const waiting = more.state === "running" ? this.#engine()?.waiting(id, region) : undefined;
    return { id, action, account: this.#account(), region, ...more, ...(waiting && { waiting }) };
  }

  view(id: string): JobView | undefined {
    const summary = this.summary(id);
    return summary && { ...summary, instances: this.rows(id, { from: 0, limit: FIRST_ROWS }).items };
  }

  rows(id: string, query: RowQuery): RowPage {
    const { finishedAt, version = 0 } = this.#store.jobs.summary(id) ?? {};
    const engine = finishedAt === undefined ? this.#loadEngine() : undefined;
    const rows = engine
      ? engine.instances(id, version, query.from)
      : this.#store.results.read(id, query.from);
    return pageOfRows(rows, query);
  }
}
