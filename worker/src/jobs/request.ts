import type { Account } from "../config/accounts";
import { OPERATION_NAMES } from "../config/operations";
import { type Fields, isRecord, unknownMember } from "../config/validation";
import { readJson } from "../http/json";
import { badField, unknownField } from "../http/problem";
import type { JobAction, JobOptions } from "./types";

/** The body of POST /v1/jobs, checked for its form; jobs/checks.ts checks ids and options. */
export interface JobRequest {
  readonly account: Account;
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: string[];
  readonly dryRun: boolean;
  readonly options: JobOptions;
}

interface Field {
  readonly ok: (value: unknown) => boolean;
  /** Follows the field's name in an error. */
  readonly must: string;
}

const isTextList = (value: unknown) =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
const optional = (ok: Field["ok"], must: string): Field => ({ ok: (v) => v === undefined || ok(v), must });
const milliseconds = (min: number) =>
  optional(
    (v) => Number.isSafeInteger(v) && Number(v) >= min,
    `must be a whole number of milliseconds, at least ${min}`,
  );
const flag = optional((v) => typeof v === "boolean", "must be true or false");

/** Every field of the body: the check, and the sentence for a value that fails it. */
const FIELDS: Record<"account" | "action" | "region" | "instanceIds" | "dryRun" | keyof JobOptions, Field> = {
  account: optional((v) => typeof v === "string", "must be an account's name"),
  action: {
    ok: (v) => OPERATION_NAMES.includes(v as JobAction),
    must: `must be one of ${OPERATION_NAMES.join(", ")}`,
  },
  region: { ok: (v) => typeof v === "string", must: "must be a region's name, like ap-guangzhou" },
  instanceIds: {
    ok: (v) => isTextList(v) && (v as string[]).length > 0,
    must: "must be a list of at least one instance id",
  },
  dryRun: flag,
  wait: flag,
  deadlineMs: milliseconds(1),
  connectMs: milliseconds(1),
  shortageMs: milliseconds(0),
  parameters: optional(isRecord, "must be an object of the action's own parameters"),
  ramp: optional(isRecord, "must be an object like {first: 10, factor: 2}"),
  stopAfter: optional(
    (v) => ["number", "string"].includes(typeof v),
    'must be a number or a text like "10%"',
  ),
};

const OPTIONS = ["wait", "deadlineMs", "connectMs", "shortageMs", "parameters", "ramp", "stopAfter"] as const;

/** @throws HttpProblem 400 for a region that the gateway does not serve */
export function checkRegion(region: string | undefined, { regions }: Pick<Account, "regions">): string {
  if (region === undefined || region === "") throw badField("region", "is missing");
  if (regions.includes(region)) return region;
  throw badField("region", `is not served by this gateway, which serves ${regions.join(", ")}`);
}

/** @throws HttpProblem 400 naming the first unknown or malformed field */
function checkFields(given: Fields): void {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(FIELDS, name))
      throw unknownField(name, unknownMember(name, Object.keys(FIELDS), "field", "a job"));
  for (const [name, { ok, must }] of Object.entries(FIELDS)) if (!ok(given[name])) throw badField(name, must);
}

/**
 * Reads the body of POST /v1/jobs and checks its form.
 *
 * @throws HttpProblem 400, 413 or 415 naming the field at fault
 */
export async function readJobRequest(
  request: Request,
  maxBytes: number,
  chooseAccount: (name: string | undefined) => Account,
): Promise<JobRequest> {
  const given = await readJson(request, maxBytes, " (MAX_BODY_BYTES); split it into several jobs");
  checkFields(given);
  const { action, region, instanceIds, dryRun = false } = given as unknown as JobRequest;
  const options = Object.fromEntries(
    OPTIONS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  );
  const account = chooseAccount(given.account as string | undefined);
  return {
    account,
    action,
    region: checkRegion(region, account),
    instanceIds: [...new Set(instanceIds)],
    dryRun,
    options,
  };
}
