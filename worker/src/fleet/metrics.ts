import type { JobState } from "../jobs/types";
import type { Count } from "./store/counters";

/** What one object counts, for `/metrics`. */
export interface FleetMetrics {
  /** Jobs kept, by state. */
  readonly jobs: ReadonlyArray<{ readonly state: JobState; readonly count: number }>;
  /**
   * Counters that only grow: `instances` by `outcome`, `cloud_requests` by `action` and `code` (`OK`, the cloud's own, or
   * `Gateway.Lost` and `Gateway.NotSent`).
   */
  readonly counters: readonly Count[];
  /** Requests of the last second and the most that may be; the action `acting` stands for all that change something. */
  readonly paces: ReadonlyArray<{ readonly action: string; readonly used: number; readonly limit: number }>;
  /** How late the last alarm rang, in milliseconds; missing when this instance has seen none. */
  readonly alarmLateMs?: number;
  readonly eventStreams: number;
}
