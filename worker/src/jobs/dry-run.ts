import type { DryRun, RefusedId } from "tencentcloud-edge/gateway";
import { scheduleOf } from "#schedule";
import { allowsInstance, type Scopes } from "../auth/scopes";
import type { HttpProblem } from "../http/problem";
import { SHOWN_IDS } from "./checks";
import type { JobRequest } from "./request";

const SHOWN_CHARS = 60;

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

/** What POST would answer: why it would refuse, or which earlier job the Idempotency-Key stands for. */
export interface Verdict {
  readonly problem?: HttpProblem | undefined;
  readonly jobId?: string | undefined;
}

/**
 * The dry run of a request.
 *
 * @param malformed ids that are not well-formed
 * @param max instances of one job
 * @param verdict what POST would answer
 */
export function describeDryRun(
  request: JobRequest,
  malformed: ReadonlySet<string>,
  scopes: Scopes,
  max: number,
  { problem, jobId }: Verdict,
): DryRun {
  const { accepted, refused } = checkIds(request, malformed, scopes, max);
  const { action, region, options } = request;
  return {
    dryRun: true,
    action,
    region,
    instances: accepted,
    ...scheduleOf(action, accepted, options),
    waitsForInstances: options.wait ?? true,
    accepted: problem === undefined,
    ...(jobId !== undefined && { jobId }),
    ...(problem && { problem: { status: problem.status, code: problem.code, detail: problem.message } }),
    refused: refused.slice(0, SHOWN_IDS),
    refusedCount: refused.length,
  };
}
