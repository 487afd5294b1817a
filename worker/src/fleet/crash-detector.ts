import type { Meta } from "./store/meta";

/* After this many slices in a row that did not come to their end, jobs are run one at a time. */
const DEATHS_BEFORE_CAREFUL = 4;

interface Mark {
  /** Slices in a row that were begun and not ended. */
  readonly deaths: number;
  /** The job that ran alone. */
  readonly alone?: string;
  /** Jobs that ran alone and came to the end of their slice. */
  readonly passed?: readonly string[];
}

const KEY = "slice";

/**
 * Finds the job that kills the isolate by its use of CPU or memory, which no code can catch. A slice leaves a mark in
 * storage and takes it away at its end. A mark found by a new instance of the object means that a slice died: it may have
 * been the platform, so nobody is blamed at first. When it goes on, each job runs alone, and the one that dies alone has
 * a fault.
 */
export class SliceMark {
  readonly #meta: Meta;
  #deaths: number;
  #passed: Set<string>;
  /** The job that was running alone when the last instance died. */
  readonly diedAlone: string | undefined;

  constructor(meta: Meta) {
    this.#meta = meta;
    const mark: Mark | undefined = JSON.parse(meta.get(KEY) ?? "null") ?? undefined;
    this.diedAlone = mark?.alone;
    this.#deaths = mark ? mark.deaths + 1 : 0;
    this.#passed = new Set(mark?.passed);
  }

  /** The one that died alone has its fault. An instance that only answers, and is evicted, must not find it once more. */
  blamed(): void {
    this.#keep();
  }

  get isCareful(): boolean {
    return this.#deaths >= DEATHS_BEFORE_CAREFUL;
  }

  /** The next job to run alone, of those open; undefined when each had its turn and the suspicion ends. */
  nextAlone(open: readonly string[]): string | undefined {
    const next = open.find((id) => !this.#passed.has(id));
    if (next === undefined) this.#deaths = 0;
    return next;
  }

  /** Before a slice begins. */
  begin(alone?: string): void {
    const mark: Mark = { deaths: this.#deaths, ...(alone && { alone, passed: [...this.#passed] }) };
    this.#meta.put(KEY, JSON.stringify(mark));
  }

  /** The slice came to its end. */
  end(alone?: string): void {
    if (alone) this.#passed.add(alone);
    else {
      this.#deaths = 0;
      this.#passed.clear();
    }
    if (this.#deaths === 0) this.#meta.delete(KEY);
    else this.#keep();
  }

  /** What the next instance reads it counts as one death more. */
  #keep(): void {
    this.#meta.put(KEY, JSON.stringify({ deaths: this.#deaths - 1, passed: [...this.#passed] }));
  }
}
