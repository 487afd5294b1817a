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

/**
 * Which instances of a region. What is given narrows; several values of one member, or of one tag, widen. One that selects
 * everything is refused: `names: ["*"]` says so on purpose.
 */
export interface Select {
  /** Each key with a value, or with several of which any will do. All keys must be there. */
  tags?: Record<string, string | readonly string[]>;
  /** Patterns of `InstanceName`, any of which will do: `*` stands for any characters, `?` for one. Case matters. */
  names?: readonly string[];
  /** `Placement.Zone`. */
  zones?: readonly string[];
  /** `InstanceType`. */
  types?: readonly string[];
  states?: readonly InstanceState[];
  /** As DescribeInstances has them; they are sent as they are. */
  filters?: readonly Filter[];
  /** Left out, whatever else says: these ids, and what has any of these tags. */
  exclude?: { instanceIds?: readonly string[]; tags?: Record<string, string | readonly string[]> };
}

/** The instances that are selected, as {@link describeInstances} gives them. */
export function findInstances(
  select: Select,
  options: CallOptions & { region: string },
): AsyncIterable<Instance>;
