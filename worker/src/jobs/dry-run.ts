import { allowsInstance, type Scopes } from "../auth/scopes";
import type { HttpProblem } from "../http/problem";
import { SHOWN_IDS } from "./checks";
import type { JobRequest } from "./request";
import type { JobAction } from "./types";

const BATCH = 100;
const BURST = 10;
/* The slots of a burst are free again this long after their replies. */
const BURST_EVERY_MS = 1_005;
const SHOWN_CHARS = 60;

interface RefusedId {
  readonly instanceId: string;
  readonly code: string;
  readonly reason: string;
}

/** What a job would do, computed without asking the cloud. */
export interface DryRun {
  readonly dryRun: true;
  readonly action: JobAction;
  readonly region: string;
  /** Instances that would be described and, where needed, acted on. */
  readonly instances: number;
  readonly batches: number;
  /** The shortest time until the last acting request is sent, in seconds. */
  readonly seconds: number;
  /** Whether POST /v1/jobs would accept exactly this. */
  readonly accepted: boolean;
  /** What it would answer otherwise. */
  readonly problem?: { readonly status: number; readonly code: string; readonly detail: string };
  /** The first of the ids for which it would be refused. */
  readonly refused: readonly RefusedId[];
  readonly refusedCount: number;
}

/** Counts the ids that would be accepted and lists the others. */
function checkIds(request: JobRequest, malformed: ReadonlySet<string>, scopes: Scopes, max: number) {
  const refused: RefusedId[] = [];
  let accepted = 0;
  for (const instanceId of request.instanceIds) {
    const refuse = (code: string, reason: string) =>
      refused.push({ instanceId: instanceId.slice(0, SHOWN_CHARS), code, reason });
    if (malformed.has(instanceId)) refuse("Client.InvalidInstanceId", "is not an instance id");
    else if (!allowsInstance(scopes, instanceId))
      refuse("Gateway.Forbidden", 'is outside this token\'s scope "instances"');
    else if (accepted >= scopes.maxInstances)
      refuse("Gateway.Forbidden", 'exceeds this token\'s scope "maxInstances"');
    else if (accepted >= max) refuse("Gateway.BadRequest", `exceeds the ${max} instances of a job`);
    else accepted += 1;
  }
  return { accepted, refused };
}

/**
 * The dry run of a request.
 *
 * @param malformed ids that are not well-formed
 * @param max instances of one job
 * @param problem why POST would refuse the request
 */
export function describeDryRun(
  request: JobRequest,
  malformed: ReadonlySet<string>,
  scopes: Scopes,
  max: number,
  problem: HttpProblem | undefined,
): DryRun {
  const { accepted, refused } = checkIds(request, malformed, scopes, max);
  const batches = Math.ceil(accepted / BATCH);
  const waits = Math.max(0, Math.ceil(batches / BURST) - 1);
  const { action, region } = request;
  return {
    dryRun: true,
    action,
    region,
    instances: accepted,
    batches,
    seconds: (waits * BURST_EVERY_MS) / 1_000,
    accepted: problem === undefined,
    ...(problem && { problem: { status: problem.status, code: problem.code, detail: problem.message } }),
    refused: refused.slice(0, SHOWN_IDS),
    refusedCount: refused.length,
  };
}
