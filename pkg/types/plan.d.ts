import type { CallOptions } from "./calling.js";
import type { InstanceIds, OperationOptions } from "./fleet.js";
import type { Select } from "./instances.js";
import type { OperationName } from "./model.gen.js";

/** What a fleet operation would do. */
export interface FleetPlan {
  /** Instances that would be acted on, some of them once they have left a state that passes. */
  changes: string[];
  /** Those in the target state, or on their way there. */
  already: string[];
  /** Those that would fail, with the code the service would give. */
  refused: Array<{ instanceId: string; code: string; reason: string }>;
  /** Acting requests. */
  batches: number;
  /** The least time until the last of them is sent; how long instances take to change is not known. */
  seconds: number;
  /** SHA-256 in hex of action, region, parameters and the three lists: the same plan has the same digest. */
  digest: string;
}

/**
 * Describes the instances, or those that are selected, and says what a fleet operation would do; sends nothing else. The fleet may
 * have changed when the operation itself runs.
 *
 * Rejects as {@link startInstances} for bad input and as {@link describeInstances} where that fails.
 */
export function planInstances(
  action: OperationName,
  instances: InstanceIds | Select,
  options: CallOptions & OperationOptions & { region: string; stopType?: string; stoppedMode?: string },
): Promise<FleetPlan>;
