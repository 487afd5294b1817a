import { allowsInstance, type Scopes } from "../auth/scopes";
import type { HttpProblem } from "../http/problem";
import { SHOWN_IDS } from "./checks";
import type { JobRequest } from "./request";
import type { JobAction } from "./types";

const BATCH = 100;
const BURST = 10;
/* A burst's slots are free again this long after their replies. */
const BURST_EVERY_MS = 1_005;
const SHOWN_CHARS = 60;

interface RefusedId {
  readonly instanceId: string;
  readonly code: string;
  readonly reason: string;
}

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
  /** Whether POST /v1/jobs would take exactly this. */
  readonly accepted: boolean;
  /** What it would answer if not. */
  readonly problem?: { readonly status: number; readonly code: string; readonly detail: string };
  /** The first of the ids that stand in the way. */
  readonly refused: readonly RefusedId[];
  readonly refusedCount: number;
}

/** Sorts the ids into those that would be taken and those that stand in the way. */
function judgeIds(request: JobRequest, malformed: ReadonlySet<string>, scopes: Scopes, most: number) {
  const refused: RefusedId[] = [];
  let accepted = 0;
  for (const instanceId of request.instanceIds) {
    const refuse = (code: string, reason: string) =>
      refused.push({ instanceId: instanceId.slice(0, SHOWN_CHARS), code, reason });
    if (malformed.has(instanceId)) refuse("Client.InvalidInstanceId", "is not an instance id");
    else if (!allowsInstance(scopes, instanceId))
      refuse("Gateway.Forbidden", 'is outside this token\'s scope "instances"');
    else if (accepted >= scopes.maxInstances)
      refuse("Gateway.Forbidden", 'is past this token\'s scope "maxInstances"');
    else if (accepted >= most) refuse("Gateway.BadRequest", `is past the ${most} instances a job takes`);
    else accepted += 1;
  }
  return { accepted, refused };
}

/**
 * The plan of a request.
 *
 * @param malformed ids that are none
 * @param most instances of one job
 * @param problem what POST would answer, if it would refuse
 */
export function planJob(
  request: JobRequest,
  malformed: ReadonlySet<string>,
  scopes: Scopes,
  most: number,
  problem: HttpProblem | undefined,
): Plan {
  const { accepted, refused } = judgeIds(request, malformed, scopes, most);
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
