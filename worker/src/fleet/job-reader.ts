import type { JobSummary, JobView, RowPage, RowQuery } from "../jobs/types";
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

  /**
   * @param engine the engine, if it is loaded
   * @param loadEngine loads the engine if need be; undefined where the account is not configured
   */
  constructor(store: Store, engine: () => Engine | undefined, loadEngine: () => Engine | undefined) {
    this.#store = store;
    this.#engine = engine;
    this.#loadEngine = loadEngine;
  }

  summary(id: string): JobSummary | undefined {
    this.#engine()?.flush(id);
    return this.#store.jobs.summary(id);
  }

  view(id: string): JobView | undefined {
    const summary = this.summary(id);
    return summary && { ...summary, instances: this.rows(id, { from: 0, limit: FIRST_ROWS }).items };
  }

  rows(id: string, query: RowQuery): RowPage {
    const isOpen = this.#store.jobs.summary(id)?.finishedAt === undefined;
    const engine = isOpen ? this.#loadEngine() : undefined;
    const rows = engine ? engine.instances(id, query.from) : this.#store.results.read(id, query.from);
    return pageOfRows(rows, query);
  }
}
