import { allowsInstance, type Scopes } from "../auth/scopes";
import type { JobRequest } from "./request";
import type { JobAction } from "./types";

const BATCH = 100;
const BURST = 10;
/* A burst's slots are free again this long after their replies. */
const BURST_EVERY_MS = 1_005;

/** What a job would do, worked out without asking the cloud anything. */
export interface Plan {
  readonly dryRun: true;
  readonly action: JobAction;
  readonly region: string;
  /** Instances that would be looked at and, where needed, acted on. */
  readonly instances: number;
  readonly batches: number;
  /** The least time until the last acting request has left, in seconds. */
  readonly seconds: number;
  readonly refused: ReadonlyArray<{ instanceId: string; code: string; reason: string }>;
}

/** The plan of a request, given the ids that are malformed. */
export function planJob(request: JobRequest, malformed: ReadonlySet<string>, scopes: Scopes): Plan {
  const refused: Array<Plan["refused"][number]> = [];
  const accepted: string[] = [];
  for (const instanceId of request.instanceIds) {
    if (malformed.has(instanceId))
      refused.push({ instanceId, code: "Client.InvalidInstanceId", reason: "is not an instance id" });
    else if (!allowsInstance(scopes, instanceId))
      refused.push({
        instanceId,
        code: "Gateway.Forbidden",
        reason: 'is outside this token\'s scope "instances"',
      });
    else if (accepted.length >= scopes.maxInstances)
      refused.push({
        instanceId,
        code: "Gateway.Forbidden",
        reason: 'is past this token\'s scope "maxInstances"',
      });
    else accepted.push(instanceId);
  }
  const batches = Math.ceil(accepted.length / BATCH);
  const waits = Math.max(0, Math.ceil(batches / BURST) - 1);
  const { action, region } = request;
  return {
    dryRun: true,
    action,
    region,
    instances: accepted.length,
    batches,
    seconds: (waits * BURST_EVERY_MS) / 1_000,
    refused,
  };
}
