import type { Credentials } from "tencentcloud-edge";
import { parseTokens, type TokenEntry } from "../auth/tokens";
import { hexDigest } from "../hash";
import type { Env } from "./env";

/** What is needed to talk to the cloud: all that a running job depends on. */
export interface CloudConfig {
  readonly credentials: Credentials;
  /** Origin to call instead of the service's own; undefined means the service's own. */
  readonly endpoint?: string;
}

export interface Config extends CloudConfig {
  /** Names the account without naming its key: part of every Durable Object's name. */
  readonly account: string;
  readonly tokens: readonly TokenEntry[];
  readonly allowedOrigins: readonly string[];
  readonly regions: readonly string[];
}

/** A configuration, or every reason why there is none. Reasons name variables, never their values. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: string[] };

const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const CLOUD_HOST = /^([a-z0-9-]+\.)*tencentcloudapi\.com$/;
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** Public CVM regions; the variable REGIONS narrows or replaces them. */
const DEFAULT_REGIONS =
  "ap-guangzhou ap-shanghai ap-nanjing ap-beijing ap-chengdu ap-chongqing ap-hongkong ap-singapore ap-jakarta " +
  "ap-seoul ap-tokyo ap-bangkok na-siliconvalley na-ashburn sa-saopaulo eu-frankfurt";

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");

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

function parseSecret(
  env: Env,
  name: "TENCENTCLOUD_SECRET_ID" | "TENCENTCLOUD_SECRET_KEY",
  problems: string[],
) {
  const value = env[name] ?? "";
  if (value === "") problems.push(`${name} is not set`);
  else if (!HEADER_SAFE.test(value))
    problems.push(`${name} holds a space, a line break or another character no key has`);
  return value;
}

/** The part of the configuration that running jobs need; a broken token list must not stop them. */
export function parseCloud(env: Env): Parsed<CloudConfig> {
  const problems: string[] = [];
  const secretId = parseSecret(env, "TENCENTCLOUD_SECRET_ID", problems);
  const secretKey = parseSecret(env, "TENCENTCLOUD_SECRET_KEY", problems);
  const token = env.TENCENTCLOUD_TOKEN || undefined;
  if (token && !HEADER_SAFE.test(token))
    problems.push("TENCENTCLOUD_TOKEN holds a space, a line break or another character no token has");
  const endpoint = parseEndpoint(env, problems);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: { credentials: { secretId, secretKey, ...(token && { token }) }, ...(endpoint && { endpoint }) },
  };
}

function parseRegions(env: Env, problems: string[]): string[] {
  const regions = [...new Set(words(env.REGIONS || DEFAULT_REGIONS))];
  const bad = regions.filter((region) => !REGION.test(region));
  if (bad.length > 0) problems.push(`REGIONS holds names that are no region: ${bad.slice(0, 5).join(", ")}`);
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

async function parse(env: Env): Promise<Parsed<Config>> {
  const cloud = parseCloud(env);
  const problems = cloud.ok ? [] : [...cloud.problems];
  const tokens = parseTokens(env.GATEWAY_TOKENS, problems);
  const allowedOrigins = parseOrigins(env, problems);
  const regions = parseRegions(env, problems);
  if (!cloud.ok || problems.length > 0) return { ok: false, problems };
  const account = (await hexDigest(cloud.value.credentials.secretId)).slice(0, 32);
  return { ok: true, value: { ...cloud.value, account, tokens, allowedOrigins, regions } };
}

const parsed = new WeakMap<Env, Promise<Parsed<Config>>>();

/** The whole configuration, parsed once for each environment the runtime hands over. */
export function loadConfig(env: Env): Promise<Parsed<Config>> {
  const known = parsed.get(env);
  if (known) return known;
  const fresh = parse(env);
  parsed.set(env, fresh);
  return fresh;
}
