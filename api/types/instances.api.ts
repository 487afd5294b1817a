import type { CallOptions } from "./calling.js";
import type { Instance as CvmInstance } from "./cvm.gen.js";
import type { InstanceIds } from "./fleet.js";
import type { InstanceState } from "./model.gen.js";
export interface Filter {
    Name: string;
    Values: string[];
}
export function describeInstances(options: CallOptions & {
    region: string;
    instanceIds?: InstanceIds;
    filters?: Filter[];
}): AsyncIterable<Instance>;
export interface Instance extends Partial<Omit<CvmInstance, "InstanceId" | "InstanceName" | "InstanceState">> {
    InstanceId: string;
    InstanceName: string;
    InstanceState: InstanceState;
    [field: string]: unknown;
}
export interface Select {
    tags?: Record<string, string | readonly string[]>;
    names?: readonly string[];
    zones?: readonly string[];
    types?: readonly string[];
    states?: readonly InstanceState[];
    filters?: readonly Filter[];
    exclude?: {
        instanceIds?: readonly string[];
        tags?: Record<string, string | readonly string[]>;
    };
}
export function findInstances(select: Select, options: CallOptions & {
    region: string;
}): AsyncIterable<Instance>;
