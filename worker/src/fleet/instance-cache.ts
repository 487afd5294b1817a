import type { InstanceRow } from "../jobs/types";

/* About 150 bytes each. */
const MAX_INSTANCES = 50_000;

interface Entry {
  readonly version: number;
  readonly instances: readonly InstanceRow[];
}

/**
 * The instances of jobs that were read lately. To make the list of a large job takes a tenth of a second, and whoever reads
 * it page by page reads it often.
 */
export class InstanceCache {
  readonly #entries = new Map<string, Entry>();

  /** Instances of all entries. */
  #total = 0;

  /** The instances of a job as of this version. */
  get(id: string, version: number, read: () => readonly InstanceRow[]): readonly InstanceRow[] {
    const known = this.#entries.get(id);
    if (known?.version === version) return known.instances;
    this.forget(id);
    const instances = read();
    this.#entries.set(id, { version, instances });
    this.#total += instances.length;
    this.#shrink();
    return instances;
  }

  forget(id: string): void {
    this.#total -= this.#entries.get(id)?.instances.length ?? 0;
    this.#entries.delete(id);
  }

  /** The oldest leave until the rest is small enough. */
  #shrink(): void {
    for (const id of this.#entries.keys()) {
      if (this.#total <= MAX_INSTANCES) return;
      this.forget(id);
    }
  }
}
