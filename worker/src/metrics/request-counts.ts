import type { Env } from "../config/env";
import type { Added } from "../fleet/registry";
import { registryOf } from "../fleet/registry-client";
import { log } from "../log";

/* What is counted is written together, this long after the first of it. */
const FLUSH_MS = 2_000;
/* A flush that has not run by then was cancelled with the request that it belonged to. */
const LOST_MS = 10_000;

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];

/** Requests by route, method and status of this isolate, on their way to the registry. */
export class RequestCounts {
  #counts = new Map<string, number>();
  #flushAtMs = Number.NEGATIVE_INFINITY;

  /** @param route a row of the table of routes, never the path itself: paths are without number */
  add(route: string, method: string, status: number): void {
    const known = METHODS.includes(method) ? method : "other";
    const key = JSON.stringify([route, known, String(status)]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /**
   * Sees to it that what was counted is written soon.
   * @param waitUntil keeps a request's context until the work is done
   */
  schedule(env: Env, waitUntil: (work: Promise<void>) => void): void {
    const now = Date.now();
    if (now < this.#flushAtMs + LOST_MS) return;
    this.#flushAtMs = now + FLUSH_MS;
    waitUntil(scheduler.wait(FLUSH_MS).then(() => this.flush(env)));
  }

  /** Writes what was counted. Never rejects: what could not be written is counted again with the next. */
  async flush(env: Env): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#flushAtMs = Number.NEGATIVE_INFINITY;
    const added = [...counts].map(([key, value]): Added => {
      const [route = "", method = "", status = ""] = JSON.parse(key);
      return { labels: { route, method, status }, value };
    });
    try {
      if (added.length > 0) await registryOf(env).countRequests(added);
    } catch (cause) {
      for (const [key, value] of counts) this.#counts.set(key, (this.#counts.get(key) ?? 0) + value);
      log("registry.failed", { message: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}
