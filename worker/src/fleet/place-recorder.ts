import { errorMessage, log } from "../log";
import type { Meta } from "./store/meta";
import type { Place } from "./store/places";

/* Stands in the object's own storage once the registry has its place. */
const RECORDED = "place_recorded";

export interface PlaceRecorderOptions {
  readonly meta: Meta;
  readonly hasJobs: () => boolean;
  /** Undefined for an object that holds no region. */
  readonly place: () => Place | undefined;
  readonly addPlace: (place: Place) => Promise<void>;
}

/** Has the registry record the place of an object that holds jobs, so that they are found when it is not served any more. */
export class PlaceRecorder {
  readonly #options: PlaceRecorderOptions;
  #isDone: boolean;

  constructor(options: PlaceRecorderOptions) {
    this.#options = options;
    this.#isDone = options.meta.get(RECORDED) !== undefined;
  }

  /** Never rejects, and no job waits for it: a place that could not be recorded is recorded by a later call. */
  async record(): Promise<void> {
    const { meta, hasJobs, place, addPlace } = this.#options;
    if (this.#isDone) return;
    const own = place();
    if (!own || !hasJobs()) return;
    this.#isDone = true;
    try {
      await addPlace(own);
      meta.put(RECORDED, "1");
    } catch (cause) {
      this.#isDone = false;
      log("registry.failed", { message: errorMessage(cause) });
    }
  }
}
