import type { Meta } from "./meta";

/** Where an object belongs: an account and a region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/* The keys and the value are a stored format: a later version gets a reader of its own here, and this one stays. */
const PREFIX = "place:";
const VERSION = 1;

interface Saved extends Place {
  readonly version: number;
}

/** The places that have had jobs. The registry keeps them, because the objects of a namespace cannot be listed. */
export class Places {
  readonly #meta: Meta;

  constructor(meta: Meta) {
    this.#meta = meta;
  }

  add({ account, region }: Place): void {
    const saved: Saved = { version: VERSION, account, region };
    this.#meta.put(`${PREFIX}${account}:${region}`, JSON.stringify(saved));
  }

  /** All places, in the order of their names, without those that a later release has written in another format. */
  all(): Place[] {
    return this.#meta
      .startingWith(PREFIX)
      .map((value): Saved => JSON.parse(value))
      .filter(({ version }) => version === VERSION)
      .map(({ account, region }) => ({ account, region }));
  }
}
