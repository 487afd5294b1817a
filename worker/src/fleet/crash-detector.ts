import type { Meta } from "./store/meta";

/* After this many crashed slices in a row, jobs run one at a time. */
const CRASHES_BEFORE_ISOLATION = 4;

/* The saved record; its key and members are a stored format. */
const KEY = "slice";
interface Saved {
  /** Slices in a row that began and did not end. */
  readonly deaths: number;
  /** The job that ran alone. */
  readonly alone?: string;
  /** Jobs that ran alone and reached the end of their slice. */
  readonly passed?: readonly string[];
}

/**
 * Finds the job that crashes the isolate by its use of CPU or memory, which no code can catch. A slice saves a record when
 * it begins and deletes it when it ends. A record found by a new instance of the object means that a slice crashed. That
 * may have been the platform, so no job is blamed at first. If it goes on, each job runs alone, and a job that crashes
 * while it runs alone is counted a fault.
 */
export class CrashDetector {
  readonly #meta: Meta;
  #crashes: number;
  #passed: Set<string>;
  /** The job that was running alone when the last instance crashed. */
  readonly crashedJob: string | undefined;

  constructor(meta: Meta) {
    this.#meta = meta;
    const saved: Saved | undefined = JSON.parse(meta.get(KEY) ?? "null") ?? undefined;
    this.crashedJob = saved?.alone;
    this.#crashes = saved ? saved.deaths + 1 : 0;
    this.#passed = new Set(saved?.passed);
  }

  /** The fault of `crashedJob` is counted: an instance that runs no slice and is evicted must not count it again. */
  crashCounted(): void {
    this.#keep();
  }

  /** Whether jobs have to run one at a time. */
  get isIsolating(): boolean {
    return this.#crashes >= CRASHES_BEFORE_ISOLATION;
  }

  /** The next of the open jobs to run alone; undefined when each has had its turn, which ends the isolation. */
  nextIsolated(open: readonly string[]): string | undefined {
    const next = open.find((id) => !this.#passed.has(id));
    if (next === undefined) this.#crashes = 0;
    return next;
  }

  /** To be called before a slice; `isolated` is the job that runs alone. */
  begin(isolated?: string): void {
    const saved: Saved = {
      deaths: this.#crashes,
      ...(isolated && { alone: isolated, passed: [...this.#passed] }),
    };
    this.#meta.put(KEY, JSON.stringify(saved));
  }

  /** To be called when a slice has reached its end. */
  end(isolated?: string): void {
    if (isolated) this.#passed.add(isolated);
    else {
      this.#crashes = 0;
      this.#passed.clear();
    }
    if (this.#crashes === 0) this.#meta.delete(KEY);
    else this.#keep();
  }

  /** The next instance counts the record that it reads as one more crash. */
  #keep(): void {
    const saved: Saved = { deaths: this.#crashes - 1, passed: [...this.#passed] };
    this.#meta.put(KEY, JSON.stringify(saved));
  }
}
