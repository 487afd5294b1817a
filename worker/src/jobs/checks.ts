import { TencentCloudError } from "tencentcloud-edge";
import { protectedRefusal } from "../auth/account";
import { refuseAction, refuseInstances, type Scopes } from "../auth/scopes";
import type { Limits } from "../config/limits";
import { newJob } from "../fleet/job-factory";
import { badField, cloudProblem, HttpProblem } from "../http/problem";
import type { JobRequest } from "./request";

/** How many bad ids an error names; how many there are it says too. */
export const SHOWN_IDS = 20;
const SHOWN_CHARS = 60;

type InvalidIds = NonNullable<TencentCloudError["invalidIds"]>;

const forbidden = (refusal: ReturnType<typeof refuseAction>) =>
  refusal && new HttpProblem(403, "Gateway.Forbidden", refusal.detail, { members: { scope: refusal.scope } });

const cut = (text: string) => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);

function tooMany({ instanceIds }: JobRequest, { jobInstances }: Limits): HttpProblem | undefined {
  if (instanceIds.length <= jobInstances) return undefined;
  return badField(
    "instanceIds",
    `names ${instanceIds.length} instances, and a job takes at most ${jobInstances} (MAX_JOB_INSTANCES); make several jobs of it`,
  );
}

/** What the core says of ids and options, without making anything of them. */
export function coreRefusal(request: JobRequest): TencentCloudError | undefined {
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
 * Why POST /v1/jobs would refuse this request, as far as can be told without an object; undefined if it would not.
 * A dry run asks the same.
 */
export function refusalOf(
  request: JobRequest,
  scopes: Scopes,
  limits: Limits,
  core: TencentCloudError | undefined,
): HttpProblem | undefined {
  const { action, region, instanceIds } = request;
  const { length } = instanceIds;
  return (
    forbidden(refuseAction(scopes, action, region)) ??
    protectedRefusal(request.account) ??
    tooMany(request, limits) ??
    (core?.invalidIds && malformed(core.invalidIds, length)) ??
    (core && cloudProblem(core, [])) ??
    forbidden(refuseInstances(scopes, instanceIds))
  );
}
