import type { CallOptions } from "./calling.js";
import type { InstanceIds, OperationOptions } from "./fleet.js";
import type { Select } from "./instances.js";
import type { OperationName } from "./model.gen.js";
export interface FleetPlan {
    changes: string[];
    already: string[];
    refused: Array<{
        instanceId: string;
        code: string;
        reason: string;
    }>;
    batches: number;
    seconds: number;
    digest: string;
}
export function planInstances(action: OperationName, instances: InstanceIds | Select, options: CallOptions & OperationOptions & {
    region: string;
    stopType?: string;
    stoppedMode?: string;
}): Promise<FleetPlan>;
