import type { Env } from "../config/env";
import type { Increment } from "../fleet/api";
import { registryOf } from "../fleet/registry-client";
import { errorMessage, log } from "../log";

/* Counts are written together, this long after the first of them. */
const FLUSH_MS = 2_000;
/* A flush that has not run after this long was cancelled with the request whose context it ran in. */
const LOST_MS = 10_000;

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];

/** Counts of requests by route, method and status in this isolate, until they are written to the registry. */
export class RequestCounts {
  #counts = new Map<string, number>();
  #flushAtMs = Number.NEGATIVE_INFINITY;

  /** @param route a row of the table of routes, never the path itself: the number of paths is unlimited */
  add(route: string, method: string, status: number): void {
    const known = METHODS.includes(method) ? method : "other";
    const key = JSON.stringify([route, known, String(status)]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /**
   * Schedules a flush unless one is pending.
   * @param waitUntil keeps a request's context until the work is done
   */
  schedule(env: Env, waitUntil: (work: Promise<void>) => void): void {
    const now = Date.now();
    if (now < this.#flushAtMs + LOST_MS) return;
    this.#flushAtMs = now + FLUSH_MS;
    waitUntil(scheduler.wait(FLUSH_MS).then(() => this.flush(env)));
  }

  /** Writes the counts. Never rejects: what could not be written is kept for the next flush. */
  async flush(env: Env): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#flushAtMs = Number.NEGATIVE_INFINITY;
    const increments = [...counts].map(([key, value]): Increment => {
      const [route = "", method = "", status = ""] = JSON.parse(key);
      return { labels: { route, method, status }, value };
    });
    try {
      if (increments.length > 0) await registryOf(env).countRequests(increments);
    } catch (cause) {
      for (const [key, value] of counts) this.#counts.set(key, (this.#counts.get(key) ?? 0) + value);
      log("registry.failed", { message: errorMessage(cause) });
    }
  }
}
