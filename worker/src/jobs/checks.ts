import { TencentCloudError } from "tencentcloud-edge";
import { ACTIONS } from "#model";
import { protectedRefusal } from "../auth/account";
import { checkAction, checkInstances, type Scopes } from "../auth/scopes";
import type { Limits } from "../config/limits";
import { newJob } from "../fleet/job-factory";
import { badField, cloudProblem, HttpProblem } from "../http/problem";
import type { JobRequest } from "./request";

/** How many malformed ids an error names; it also gives their number. */
export const SHOWN_IDS = 20;
const SHOWN_CHARS = 60;
const NO_SECRETS =
  "the gateway stores its jobs, and no secrets with them; send this operation with the package tencentcloud-edge";

type InvalidIds = NonNullable<TencentCloudError["invalidIds"]>;

const forbidden = (violation: ReturnType<typeof checkAction>) =>
  violation &&
  new HttpProblem(403, "Gateway.Forbidden", violation.detail, { members: { scope: violation.scope } });

const cut = (text: string) => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);

function tooMany({ instanceIds }: JobRequest, { jobInstances }: Limits): HttpProblem | undefined {
  if (instanceIds.length <= jobInstances) return undefined;
  return badField(
    "instanceIds",
    `names ${instanceIds.length} instances, and a job takes at most ${jobInstances} (MAX_JOB_INSTANCES); split it into several jobs`,
  );
}

function tooLong(
  { options: { deadlineMs = 0 } }: JobRequest,
  { jobDeadlineMs }: Limits,
): HttpProblem | undefined {
  if (deadlineMs <= jobDeadlineMs) return undefined;
  return badField(
    "deadlineMs",
    `is ${deadlineMs} ms, and a job may take at most ${jobDeadlineMs} ms (MAX_JOB_DEADLINE_MS)`,
  );
}

/** A job is stored, also while it waits: it can neither hold a secret nor ask for one later. */
function secretRefusal({ action, options }: JobRequest): HttpProblem | undefined {
  const secrets = ACTIONS[action].parameters.filter(({ secret }) => secret);
  const given = secrets.find(({ name }) => Object.hasOwn(options.parameters ?? {}, name));
  if (given) return badField(`parameters.${given.name}`, `is secret, and ${NO_SECRETS}`);
  const needed = secrets.find(({ required }) => required);
  if (needed)
    return badField("action", `is ${action}, which needs the secret ${needed.name}, and ${NO_SECRETS}`);
  return undefined;
}

/** Why the core refuses the ids or the options, or undefined. */
export function coreError(request: JobRequest): TencentCloudError | undefined {
  try {
    newJob(request, 0).free();
    return undefined;
  } catch (cause) {
    if (cause instanceof TencentCloudError) return cause;
    throw cause;
  }
}

function malformed(invalid: InvalidIds, total: number): HttpProblem {
  const shown = invalid.slice(0, SHOWN_IDS).map(({ index, value }) => ({ index, value: cut(String(value)) }));
  const more = invalid.length > shown.length ? ` and ${invalid.length - shown.length} more` : "";
  const names = shown.map(({ index, value }) => `[${index}] ${JSON.stringify(value)}`).join(", ");
  return new HttpProblem(
    400,
    "Client.InvalidInstanceId",
    `${invalid.length} of ${total} instance ids are malformed: ${names}${more}. An id is ins- and 8 lower-case letters or digits.`,
    { members: { field: "instanceIds", invalidIds: shown, invalidCount: invalid.length } },
  );
}

/**
 * Why POST /v1/jobs refuses this request, as far as can be told without its object; undefined if it does not. Used by dry
 * runs too.
 */
export function validateJob(
  request: JobRequest,
  scopes: Scopes,
  limits: Limits,
  core: TencentCloudError | undefined,
): HttpProblem | undefined {
  const { action, region, instanceIds } = request;
  const { length } = instanceIds;
  return (
    forbidden(checkAction(scopes, action, region)) ??
    protectedRefusal(request.account) ??
    secretRefusal(request) ??
    tooMany(request, limits) ??
    tooLong(request, limits) ??
    (core?.invalidIds && malformed(core.invalidIds, length)) ??
    (core && cloudProblem(core, [])) ??
    forbidden(checkInstances(scopes, instanceIds))
  );
}
