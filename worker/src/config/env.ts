import type { FleetApi } from "../fleet/api";

/** Bindings, secrets and variables of the Worker, unchecked: config.ts validates them. */
export interface Env {
  readonly FLEET: DurableObjectNamespace<FleetApi>;
  readonly ASSETS: Fetcher;
  readonly ACCOUNTS?: string;
  readonly TENCENTCLOUD_SECRET_ID?: string;
  readonly TENCENTCLOUD_SECRET_KEY?: string;
  readonly TENCENTCLOUD_TOKEN?: string;
  readonly TENCENTCLOUD_FORMER_SECRET_IDS?: string;
  readonly TENCENTCLOUD_ENDPOINT?: string;
  readonly GATEWAY_TOKENS?: string;
  readonly ALLOWED_ORIGINS?: string;
  readonly REGIONS?: string;
  readonly ENVIRONMENT?: string;
  readonly MAX_JOB_INSTANCES?: string;
  readonly MAX_RUNNING_JOBS?: string;
  readonly MAX_RUNNING_JOBS_PER_TOKEN?: string;
  readonly MAX_EVENT_STREAMS?: string;
  readonly MAX_EVENT_STREAMS_PER_TOKEN?: string;
  readonly MAX_JOB_DEADLINE_MS?: string;
  readonly MAX_BODY_BYTES?: string;
  readonly MAX_SCANNED_INSTANCES?: string;
  /** Names the release where the platform does not. */
  readonly RELEASE?: string;
  readonly CF_VERSION_METADATA?: { readonly id: string };
}
