import { ACTIONS, OPERATIONS, type OperationName } from "#model";

/** The fleet operations. */
export const OPERATION_NAMES: readonly OperationName[] = Object.values(OPERATIONS);

/** Acting requests a second of an account and region: all operations share the rate of the slowest. */
export const ACTING_PER_SECOND = Math.min(...OPERATION_NAMES.map((name) => ACTIONS[name].plannedPerSecond));

/** Describes of each kind a second, of an account and region. */
export const DESCRIBES_PER_SECOND = ACTIONS.DescribeInstances.plannedPerSecond;
