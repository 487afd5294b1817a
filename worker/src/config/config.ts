import type { Credentials } from "tencentcloud-edge";
import { log } from "../log";
import {
  type Account,
  type AssumeRole,
  accountWarnings,
  DEFAULT_ACCOUNT,
  isRegion,
  readAccounts,
} from "./accounts";
import type { Env } from "./env";
import { type Limits, parseLimits } from "./limits";
import { misspeltRegions, misspeltVariables } from "./misspelt";
import { scopeWarnings } from "./scope-names";
import { parseTokens, type TokenEntry } from "./tokens";

/** What is needed to talk to the cloud as one account: everything that a running job depends on. */
export interface CloudConfig {
  /** The account's name. */
  readonly account: string;
  readonly credentials: Credentials;
  readonly assumeRole?: AssumeRole;
  /** The origin to call; undefined: the service's own. */
  readonly endpoint?: string;
}

export interface Config {
  /** At least one. */
  readonly accounts: readonly Account[];
  readonly endpoint?: string;
  readonly tokens: readonly TokenEntry[];
  readonly allowedOrigins: readonly string[];
  /** Every region that some account serves. */
  readonly regions: readonly string[];
  readonly limits: Limits;
  /** Warnings, which stop nothing; they name variables, never values. */
  readonly warnings: readonly string[];
}

/** A configuration, or everything that is wrong with it. Problems name variables, never their values. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: string[] };

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const CLOUD_HOST = /^([a-z0-9-]+\.)*tencentcloudapi\.com$/;

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");

/** Public CVM regions; the variable REGIONS narrows or replaces them. */
export const PUBLIC_REGIONS: readonly string[] = words(
  "ap-guangzhou ap-shanghai ap-nanjing ap-beijing ap-chengdu ap-chongqing ap-hongkong ap-singapore ap-jakarta " +
    "ap-seoul ap-tokyo ap-bangkok na-siliconvalley na-ashburn sa-saopaulo eu-frankfurt",
);

function parseEndpoint(env: Env, problems: string[]): string | undefined {
  const text = env.TENCENTCLOUD_ENDPOINT?.trim();
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== "/") {
    problems.push("TENCENTCLOUD_ENDPOINT is not an origin like https://cvm.tencentcloudapi.com");
    return undefined;
  }
  if (url.protocol === "https:" && CLOUD_HOST.test(url.hostname)) return url.origin;
  if (url.protocol === "http:" && LOOPBACK.has(url.hostname)) {
    if (env.ENVIRONMENT === "development") return url.origin;
    problems.push('TENCENTCLOUD_ENDPOINT may be a loopback address only when ENVIRONMENT is "development"');
    return undefined;
  }
  problems.push("TENCENTCLOUD_ENDPOINT must be an https address under tencentcloudapi.com");
  return undefined;
}

function parseRegions(env: Env, problems: string[]): string[] {
  const given = words(env.REGIONS ?? "");
  const regions = given.length > 0 ? [...new Set(given)] : [...PUBLIC_REGIONS];
  const bad = regions.filter((region) => !isRegion(region));
  if (bad.length > 0)
    problems.push(`REGIONS holds names that are not regions: ${bad.slice(0, 5).join(", ")}`);
  return regions;
}

function parseOrigins(env: Env, problems: string[]): string[] {
  const origins = words(env.ALLOWED_ORIGINS ?? "");
  const bad = origins.filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (bad.length > 0)
    problems.push(
      `ALLOWED_ORIGINS takes exact origins like https://ops.example.com: ${bad.slice(0, 5).join(", ")}`,
    );
  return origins;
}

/**
 * The part of the configuration that an account's running jobs need: a malformed token list, or another account that is
 * malformed, must not stop them.
 */
export function parseCloud(env: Env, name: string): Parsed<CloudConfig> {
  const problems: string[] = [];
  const read = readAccounts(env, [], problems).find(({ account }) => account.name === name);
  if (read) problems.splice(0, problems.length, ...read.problems);
  else problems.push(`there is no account ${JSON.stringify(name)}`);
  const endpoint = parseEndpoint(env, problems);
  if (!read || problems.length > 0) return { ok: false, problems };
  const { credentials, assumeRole } = read.account;
  return {
    ok: true,
    value: { account: name, credentials, ...(assumeRole && { assumeRole }), ...(endpoint && { endpoint }) },
  };
}

/** The accounts as far as they can be read, for an object that has to find out which account it belongs to. */
export function parseAccounts(env: Env): Pick<Config, "accounts"> {
  const ignored: string[] = [];
  return {
    accounts: readAccounts(env, parseRegions(env, ignored), ignored).map(({ account }) => account),
  };
}

/** The accounts of a token that names none: the only account, or the one called `default`. */
const implicitAccounts = (names: readonly string[]) =>
  names.length === 1 ? names : names.filter((name) => name === DEFAULT_ACCOUNT);

/** Everything that could be read, and what is wrong. Tokens are usable even where the rest is not: see /readyz. */
export interface ConfigResult {
  readonly config: Config;
  readonly problems: readonly string[];
}

function regionWarnings(served: readonly string[], accounts: readonly Account[]): string[] {
  const own = accounts.filter(({ regions }) => regions !== served);
  return [
    ...misspeltRegions("REGIONS", served, PUBLIC_REGIONS),
    ...own.flatMap(({ name, regions }) =>
      misspeltRegions(`ACCOUNTS.${name}.regions`, regions, PUBLIC_REGIONS),
    ),
  ];
}

function read(env: Env): ConfigResult {
  const problems: string[] = [];
  const served = parseRegions(env, problems);
  const found = readAccounts(env, served, problems);
  for (const { problems: own } of found) problems.push(...own);
  const endpoint = parseEndpoint(env, problems);
  const accounts = found.map(({ account }) => account);
  const names = accounts.map(({ name }) => name);
  const tokens = parseTokens(env.GATEWAY_TOKENS, implicitAccounts(names), problems);
  const regions = [...new Set([...served, ...accounts.flatMap((account) => account.regions)])].filter(
    (region) => accounts.some((account) => account.regions.includes(region)),
  );
  const config: Config = {
    accounts,
    ...(endpoint && { endpoint }),
    tokens,
    allowedOrigins: parseOrigins(env, problems),
    regions,
    limits: parseLimits(env, problems),
    warnings: [
      ...misspeltVariables(env),
      ...regionWarnings(served, accounts),

      ...accountWarnings(env),
      ...tokens.flatMap(({ name, scopes }, index) =>
        scopeWarnings(`GATEWAY_TOKENS[${index}].`, name, scopes, { regions, accounts: names }),
      ),
    ],
  };
  return { config, problems };
}

const results = new WeakMap<Env, ConfigResult>();

/** The configuration as far as it could be read; each environment that the runtime passes is read once. */
export function readConfig(env: Env): ConfigResult {
  const known = results.get(env);
  if (known) return known;
  const fresh = read(env);
  results.set(env, fresh);
  for (const warning of fresh.config.warnings) log("gateway.warning", { warning });
  return fresh;
}

/** The whole configuration, or everything that is wrong with it. */
export function loadConfig(env: Env): Parsed<Config> {
  const { config, problems } = readConfig(env);
  return problems.length === 0 ? { ok: true, value: config } : { ok: false, problems: [...problems] };
}

/** The accounts of scopes that name none. */
export const defaultAccounts = ({ accounts }: Config): readonly string[] =>
  implicitAccounts(accounts.map(({ name }) => name));
