/** When the requests of a fleet operation would be sent: for the package and the gateway. */

/** What decides the waves of an operation. */
export interface Waves {
  ramp?: { first: number; factor?: number } | undefined;
  /** Whether the next wave waits until the one before has ended. Default true. */
  wait?: boolean | undefined;
}

/** Acting requests, in how many waves, and the least time until the last of them is sent. */
export interface Schedule {
  waves: number;
  batches: number;
  seconds: number;
}

/**
 * The schedule under the best conditions: nobody else uses the rate, replies take no time, and every wave has ended when it is
 * first looked at.
 *
 * @param instances to be acted on
 */
export function scheduleOf(action: string, instances: number, waves: Waves): Schedule;
