import type { CallOptions } from "./calling.js";
import type { Instance as CvmInstance } from "./cvm.gen.js";
import type { InstanceIds } from "./fleet.js";
import type { InstanceState } from "./model.gen.js";

/** One filter of DescribeInstances. */
export interface Filter {
  Name: string;
  Values: string[];
}

/**
 * Pages by itself, 100 a page. Field names are the service's own. Either ids or filters, as at the service. Every instance
 * that is there throughout is given once, also while others come and go between two pages; a list that changes faster than it
 * can be read ends with `Client.BadReply`.
 */
export function describeInstances(
  options: CallOptions & { region: string; instanceIds?: InstanceIds; filters?: Filter[] },
): AsyncIterable<Instance>;

/**
 * The service's own object: beside the three that are always there, the fields that the vendor's metadata name, as far as the
 * service sends them, and any other.
 */
export interface Instance
  extends Partial<Omit<CvmInstance, "InstanceId" | "InstanceName" | "InstanceState">> {
  InstanceId: string;
  InstanceName: string;
  InstanceState: InstanceState;
  [field: string]: unknown;
}
