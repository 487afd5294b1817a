import type { CallOptions } from "./calling.js";
import type { Advice, InstanceState, OperationParameters, RebootInstancesParameters, SecretParameters, StopInstancesParameters, } from "./model.gen.js";
export interface OperationOptions {
    wait?: boolean;
    deadlineMs?: number;
    connectMs?: number;
    shortageMs?: number;
    ramp?: {
        first: number;
        factor?: number;
    };
    stopAfter?: number | `${number}%`;
    parameters?: Record<string, string | boolean | number>;
    settleMs?: number;
}
export type SecretSource<P> = P | (() => P);
export type InstanceRef = string | {
    readonly InstanceId: string;
};
export type InstanceIds = (Iterable<InstanceRef> & object) | AsyncIterable<InstanceRef>;
export interface FleetOptions extends CallOptions, OperationOptions {
    region: string;
    throwOnFailure?: boolean;
    onProgress?: (progress: FleetProgress) => void;
}
export interface FleetProgress {
    total: number;
    outcomes: Record<Outcome | "pending", number>;
    requests: number;
    version: number;
}
export type Outcome = "accepted" | "done" | "already" | "conflict" | "failed" | "unknown";
export interface InstanceOutcome<O extends Outcome | "pending" = Outcome> {
    instanceId: string;
    outcome: O;
    state?: InstanceState;
    requestId?: string;
    error?: {
        code: string;
        message: string;
        advice: Advice;
        inferred?: boolean;
    };
    sent: boolean;
}
export interface FleetResult<O extends Outcome | "pending" = Outcome> {
    ok: boolean;
    instances: InstanceOutcome<O>[];
    requests: Record<string, number>;
    halted?: true;
    version: number;
}
export function startInstances(instanceIds: InstanceIds, options: FleetOptions): Promise<FleetResult>;
export function stopInstances(instanceIds: InstanceIds, options: FleetOptions & {
    parameters?: OperationParameters["StopInstances"];
    stopType?: StopInstancesParameters["StopType"];
    stoppedMode?: StopInstancesParameters["StoppedMode"];
}): Promise<FleetResult>;
export function rebootInstances(instanceIds: InstanceIds, options: FleetOptions & {
    parameters?: OperationParameters["RebootInstances"];
    stopType?: RebootInstancesParameters["StopType"];
}): Promise<FleetResult>;
export function resetInstancesPassword(instanceIds: InstanceIds, options: FleetOptions & {
    parameters?: OperationParameters["ResetInstancesPassword"];
    secretParameters: SecretSource<SecretParameters["ResetInstancesPassword"]>;
}): Promise<FleetResult>;
