import type { TencentCloudError } from "tencentcloud-edge";
import { createJob } from "tencentcloud-edge";
import type { Account } from "../config/accounts";
import { readText } from "../http/body";
import { badField, HttpProblem } from "../http/problem";
import type { JobAction } from "./types";

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const ACTIONS: readonly JobAction[] = ["StartInstances", "StopInstances", "RebootInstances"];

/** The body of POST /v1/jobs, checked for form; ids are checked by malformedIds. */
export interface JobRequest {
  readonly account: Account;
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: string[];
  readonly wait: boolean;
  readonly dryRun: boolean;
}

const isFlag = (value: unknown) => value === undefined || typeof value === "boolean";
const isTextList = (value: unknown) =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** Every field the body may have: what it must be, and how to say so. */
const FIELDS: Record<keyof JobRequest, { readonly ok: (value: unknown) => boolean; readonly must: string }> =
  {
    account: { ok: (v) => v === undefined || typeof v === "string", must: "must be an account's name" },
    action: { ok: (v) => ACTIONS.includes(v as JobAction), must: `must be one of ${ACTIONS.join(", ")}` },
    region: { ok: (v) => typeof v === "string", must: "must be a region's name, like ap-guangzhou" },
    instanceIds: {
      ok: (v) => isTextList(v) && (v as string[]).length > 0,
      must: "must be a list of at least one instance id",
    },
    wait: { ok: isFlag, must: "must be true or false" },
    dryRun: { ok: isFlag, must: "must be true or false" },
  };

/** @throws HttpProblem 400 for a region this gateway does not serve */
export function checkRegion(region: string | undefined, { regions }: Pick<Account, "regions">): string {
  if (region === undefined || region === "") throw badField("region", "is missing");
  if (regions.includes(region)) return region;
  throw badField("region", `is not served by this gateway, which serves ${regions.join(", ")}`);
}

/**
 * Reads and checks the body of POST /v1/jobs.
 *
 * @throws HttpProblem 400, 413 or 415 naming the field at fault
 */
export async function readJobRequest(
  request: Request,
  chooseAccount: (name: string | undefined) => Account,
): Promise<JobRequest> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type))
    throw new HttpProblem(415, "Gateway.UnsupportedMediaType", "Send the body as application/json.");
  const text = await readText(request, MAX_BODY_BYTES);
  if (text === undefined)
    throw new HttpProblem(
      413,
      "Gateway.TooLarge",
      `The body is larger than ${MAX_BODY_BYTES} bytes; make several jobs of it.`,
    );
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badField("body", "is not JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw badField("body", "must be a JSON object");
  const given = body as Record<string, unknown>;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(FIELDS, name))
      throw badField(
        name.slice(0, 100),
        `is not a field of a job; the fields are ${Object.keys(FIELDS).join(", ")}`,
      );
  for (const [name, { ok, must }] of Object.entries(FIELDS)) if (!ok(given[name])) throw badField(name, must);
  const { action, region, instanceIds, wait = true, dryRun = false } = given as unknown as JobRequest;
  const account = chooseAccount(given.account as string | undefined);
  return {
    account,
    action,
    region: checkRegion(region, account),
    instanceIds: [...new Set(instanceIds)],
    wait,
    dryRun,
  };
}

/** The ids the core refuses, with their places in the list; empty when all are well formed. */
export function malformedIds({ action, region, instanceIds }: JobRequest): {
  error?: TencentCloudError;
  ids: ReadonlyArray<{ index: number; value: string }>;
} {
  try {
    createJob(action, instanceIds, { region, nowMs: 0, pace: "driver" }).free();
    return { ids: [] };
  } catch (cause) {
    const error = cause as TencentCloudError;
    if (!error.invalidIds) throw cause;
    return { error, ids: error.invalidIds };
  }
}
