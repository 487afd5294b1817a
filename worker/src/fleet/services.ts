import { createCloud, type RequestRecord } from "../cloud/client";
import { parseCloud } from "../config/config";
import type { Env } from "../config/env";
import { releaseOf } from "../config/release";
import { log } from "../log";
import { Engine, type EngineOptions } from "./engine";
import { Listing } from "./listing";
import { RateLimits } from "./rate-limits";
import type { Store } from "./store/store";

/** What an object needs to talk to the cloud; there is none while its account is not configured. */
export interface Services {
  readonly engine: Engine;
  readonly listing: Listing;
  readonly rateLimits: RateLimits;
}

type Options = Pick<EngineOptions, "store" | "nowMs" | "sync" | "changed" | "finished"> & {
  readonly env: Env;
  readonly account: string;
  readonly wallMs: () => number;
};

function record(store: Store, event: RequestRecord): void {
  const { action, code } = event;
  store.counters.add("cloud_requests", { action, code });
  log("cloud.request", { ...event });
}

/** @returns undefined if the account is not configured; the log then says why */
export function createServices({ env, account, wallMs, ...options }: Options): Services | undefined {
  const config = parseCloud(env, account);
  if (!config.ok) {
    log("cloud.unconfigured", { problems: config.problems.join("; ") });
    return undefined;
  }
  const { store, nowMs } = options;
  const cloud = createCloud(config.value, wallMs, (event) => record(store, event));
  const rateLimits = new RateLimits(store.meta.get("pace"));
  return {
    engine: new Engine({ ...options, cloud, rateLimits, release: releaseOf(env) }),
    rateLimits,
    listing: new Listing(cloud, rateLimits.of("DescribeInstances", false), nowMs),
  };
}
