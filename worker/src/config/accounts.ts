import type { Credentials } from "tencentcloud-edge";
import type { Env } from "./env";
import { type Fields, isRecord, keyProblem, parseJson, refuseUnknown, shownName } from "./validation";

/** A role that the account's key assumes through sts; requests are then signed with the temporary credentials. */
export interface AssumeRole {
  readonly roleArn: string;
  /** Shown in the cloud's own audit log. */
  readonly sessionName: string;
  readonly durationSeconds: number;
  /** The external id that the role's trust policy requires, if it does. */
  readonly externalId?: string;
}

/** One cloud account; its name stays the same when its key is replaced. */
export interface Account {
  readonly name: string;
  readonly credentials: Credentials;
  readonly assumeRole?: AssumeRole;
  /** Acting on it requires a plan. */
  readonly protected: boolean;
  /** The regions served of this account: its own list, else the gateway's. */
  readonly regions: readonly string[];
  /** Ids of keys that this account had when objects were named after the key. */
  readonly formerSecretIds: readonly string[];
}

/** An account as far as it could be read; usable only if `problems` is empty. */
export interface ReadAccount {
  readonly account: Account;
  readonly problems: readonly string[];
}

/** The name of the account of TENCENTCLOUD_SECRET_ID and _KEY. */
export const DEFAULT_ACCOUNT = "default";

/* No ":", which separates account and region in the names of objects, and shorter than the digests once used there. */
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/;
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const ROLE_ARN = /^qcs::cam::[\x21-\x7e]{1,500}$/;
const SESSION_NAME = /^[\w+=,.@-]{1,128}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,128}$/;
const DEFAULT_SESSION = "tencentcloud-edge";
const DEFAULT_DURATION_SECONDS = 7_200;
const DURATION_SECONDS = { min: 60, max: 43_200 };

const ACCOUNT_FIELDS = [
  "secretId",
  "secretKey",
  "token",
  "assumeRole",
  "protected",
  "regions",
  "formerSecretIds",
];

export const isRegion = (text: unknown): text is string => typeof text === "string" && REGION.test(text);

function readKey(value: unknown, at: string, problems: string[]): string {
  const wrong = keyProblem(value);
  if (wrong) problems.push(`${at} ${wrong}`);
  return String(value ?? "");
}

/** What each member of a role must be. */
const ROLE_RULES: Readonly<Record<keyof AssumeRole, { ok: (value: unknown) => boolean; must: string }>> = {
  roleArn: {
    ok: (value) => typeof value === "string" && ROLE_ARN.test(value),
    must: "must be a role like qcs::cam::uin/100000000001:roleName/edge",
  },
  sessionName: {
    ok: (value) => typeof value === "string" && SESSION_NAME.test(value),
    must: "must be 1 to 128 letters, digits or any of _+=,.@-",
  },
  durationSeconds: {
    ok: (value) =>
      Number.isInteger(value) &&
      Number(value) >= DURATION_SECONDS.min &&
      Number(value) <= DURATION_SECONDS.max,
    must: `must be a whole number from ${DURATION_SECONDS.min} to ${DURATION_SECONDS.max}`,
  },
  externalId: {
    ok: (value) => value === undefined || (typeof value === "string" && EXTERNAL_ID.test(value)),
    must: "must be 2 to 128 letters, digits or any of _+=,.@:/-",
  },
};

function readRole(value: unknown, at: string, problems: string[]): AssumeRole | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) {
    problems.push(`${at} must be an object with roleArn`);
    return undefined;
  }
  refuseUnknown(value, Object.keys(ROLE_RULES), at, problems);
  const given: Fields = {
    sessionName: DEFAULT_SESSION,
    durationSeconds: DEFAULT_DURATION_SECONDS,
    ...value,
  };
  for (const [name, { ok, must }] of Object.entries(ROLE_RULES))
    if (!ok(given[name])) problems.push(`${at}.${name} ${must}`);
  const { roleArn, sessionName, durationSeconds, externalId } = given;
  return {
    roleArn: String(roleArn),
    sessionName: String(sessionName),
    durationSeconds: Number(durationSeconds),
    ...(typeof externalId === "string" && { externalId }),
  };
}

function readRegions(value: unknown, at: string, served: readonly string[], problems: string[]) {
  if (value === undefined) return served;
  if (Array.isArray(value) && value.length > 0 && value.every(isRegion)) return [...new Set(value)];
  problems.push(`${at} must be a list of regions like ap-guangzhou`);
  return [];
}

function readFormerIds(value: unknown, at: string, problems: string[]): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((id, index) => readKey(id, `${at}[${index}]`, problems));
  problems.push(`${at} must be a list of secret ids`);
  return [];
}

function readAccount(name: string, value: unknown, regions: readonly string[]): ReadAccount {
  const at = `ACCOUNTS.${name}`;
  const problems: string[] = [];
  const given: Fields = isRecord(value) ? value : {};
  if (!isRecord(value)) problems.push(`${at} must be an object with secretId and secretKey`);
  else {
    refuseUnknown(given, ACCOUNT_FIELDS, at, problems);
    if (given.protected !== undefined && typeof given.protected !== "boolean")
      problems.push(`${at}.protected must be true or false`);
  }
  const secretId = readKey(given.secretId, `${at}.secretId`, problems);
  const secretKey = readKey(given.secretKey, `${at}.secretKey`, problems);
  const token = given.token === undefined ? undefined : readKey(given.token, `${at}.token`, problems);
  const assumeRole = readRole(given.assumeRole, `${at}.assumeRole`, problems);
  const account = {
    name,
    credentials: { secretId, secretKey, ...(token && { token }) },
    ...(assumeRole && { assumeRole }),
    protected: given.protected === true,
    regions: readRegions(given.regions, `${at}.regions`, regions, problems),
    formerSecretIds: readFormerIds(given.formerSecretIds, `${at}.formerSecretIds`, problems),
  };
  return { account, problems };
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");

function readDefault(env: Env, regions: readonly string[]): ReadAccount {
  const problems: string[] = [];
  const secretId = readKey(env.TENCENTCLOUD_SECRET_ID, "TENCENTCLOUD_SECRET_ID", problems);
  const secretKey = readKey(env.TENCENTCLOUD_SECRET_KEY, "TENCENTCLOUD_SECRET_KEY", problems);
  const token = env.TENCENTCLOUD_TOKEN
    ? readKey(env.TENCENTCLOUD_TOKEN, "TENCENTCLOUD_TOKEN", problems)
    : undefined;
  const account = {
    name: DEFAULT_ACCOUNT,
    credentials: { secretId, secretKey, ...(token && { token }) },
    protected: false,
    regions,
    formerSecretIds: words(env.TENCENTCLOUD_FORMER_SECRET_IDS ?? ""),
  };
  return { account, problems };
}

/** The objects of a key belong to one account: two may not list it. */
function disputedKeys(accounts: readonly Account[]): string[] {
  const listing = Map.groupBy(
    accounts.flatMap(({ name, formerSecretIds }) =>
      [...new Set(formerSecretIds)].map((id) => ({ name, id })),
    ),
    ({ id }) => id,
  );
  return [...listing.values()]
    .filter((claims) => claims.length > 1)
    .map((claims) => {
      const places = claims.map(({ name }) => `ACCOUNTS.${name}.formerSecretIds`).join(" and ");
      return `${places} list the same key; its jobs belong to one account, so remove it from the others`;
    });
}

/**
 * The accounts of ACCOUNTS, or without it the one of TENCENTCLOUD_SECRET_ID and _KEY. A problem of one account is kept with
 * that account, so that the jobs of the others go on.
 * @param regions what an account without a list of its own serves
 */
export function readAccounts(env: Env, regions: readonly string[], problems: string[]): ReadAccount[] {
  if (!env.ACCOUNTS) return [readDefault(env, regions)];
  const value = parseJson(env.ACCOUNTS, "ACCOUNTS", problems);
  if (value === undefined) return [];
  if (!isRecord(value) || Object.keys(value).length === 0) {
    problems.push("ACCOUNTS must be a JSON object with at least one account by its name");
    return [];
  }
  const named = Object.entries(value).filter(([name]) => {
    if (ACCOUNT_NAME.test(name)) return true;
    problems.push(
      `ACCOUNTS: ${shownName(name)} is not an account name: 1 to 31 letters, digits, "_" or "-", the first a letter or digit`,
    );
    return false;
  });
  const accounts = named.map(([name, entry]) => readAccount(name, entry, regions));
  problems.push(...disputedKeys(accounts.map(({ account }) => account)));
  return accounts;
}

/** Warnings, which stop nothing. */
export function accountWarnings(env: Env): string[] {
  const ignored = (
    [
      "TENCENTCLOUD_SECRET_ID",
      "TENCENTCLOUD_SECRET_KEY",
      "TENCENTCLOUD_TOKEN",
      "TENCENTCLOUD_FORMER_SECRET_IDS",
    ] as const
  ).filter((name) => env[name]);
  if (!env.ACCOUNTS || ignored.length === 0) return [];
  return [`ACCOUNTS is set, so ${ignored.join(", ")} is not used; remove it`];
}
