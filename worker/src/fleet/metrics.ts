import type { JobState } from "../jobs/types";
import type { Count } from "./store/counters";

/** The metrics of one object. */
export interface FleetMetrics {
  /** Stored jobs, by state. */
  readonly jobs: ReadonlyArray<{ readonly state: JobState | "cancelling"; readonly count: number }>;
  /**
   * Counters that only grow: `instances` by `outcome`, `cloud_requests` by `action` and `code` (`OK`, the cloud's own, or
   * `Gateway.Lost` and `Gateway.NotSent`).
   */
  readonly counters: readonly Count[];
  /** Requests of the last second and the present limit; the action `acting` stands for all actions that change something. */
  readonly rateLimits: ReadonlyArray<{
    readonly action: string;
    readonly used: number;
    readonly limit: number;
  }>;
  /** How late the last alarm fired, or how long the next one is overdue, in milliseconds; missing if there was and is none. */
  readonly alarmLateMs?: number;
  readonly eventStreams: number;
}
