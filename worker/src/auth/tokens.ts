import type { Scopes } from "./scopes";

/** One bearer token that may enter: its SHA-256, never the token itself. */
export interface TokenEntry {
  readonly name: string;
  readonly sha256: Uint8Array;
  readonly scopes: Scopes;
}

const HEX_DIGEST = /^[0-9a-f]{64}$/i;
const DEFAULT_MAX_INSTANCES = 100;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textList(value: unknown, at: string, problems: string[]): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) return value;
  problems.push(`${at} must be a list of texts`);
  return [];
}

function parseScopes(value: unknown, at: string, problems: string[]): Scopes {
  const scopes = isRecord(value) ? value : {};
  if (!isRecord(value)) problems.push(`${at} must be an object`);
  const max = scopes.maxInstances ?? DEFAULT_MAX_INSTANCES;
  if (!Number.isSafeInteger(max) || (max as number) < 1)
    problems.push(`${at}.maxInstances must be a whole number from 1`);
  return {
    actions: textList(scopes.actions, `${at}.actions`, problems),
    regions: textList(scopes.regions, `${at}.regions`, problems),
    instances: textList(scopes.instances, `${at}.instances`, problems),
    maxInstances: max as number,
  };
}

function parseEntry(value: unknown, at: string, problems: string[]): TokenEntry | undefined {
  if (!isRecord(value)) {
    problems.push(`${at} must be an object`);
    return undefined;
  }
  const { name, sha256 } = value;
  if (typeof name !== "string" || name === "") problems.push(`${at}.name must be a text`);
  const scopes = parseScopes(value.scopes, `${at}.scopes`, problems);
  if (typeof sha256 !== "string" || !HEX_DIGEST.test(sha256)) {
    problems.push(`${at}.sha256 must be the token's SHA-256 in 64 hexadecimal digits`);
    return undefined;
  }
  const bytes = Uint8Array.from(sha256.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return { name: String(name), sha256: bytes, scopes };
}

/** Reads GATEWAY_TOKENS. What is wrong goes to `problems` by place, never by value. */
export function parseTokens(text: string | undefined, problems: string[]): TokenEntry[] {
  if (!text) {
    problems.push("GATEWAY_TOKENS is not set, so nobody may enter");
    return [];
  }
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    problems.push("GATEWAY_TOKENS is not JSON");
    return [];
  }
  if (!Array.isArray(list) || list.length === 0) {
    problems.push("GATEWAY_TOKENS must be a JSON list with at least one token");
    return [];
  }
  const entries = list.map((item, index) => parseEntry(item, `GATEWAY_TOKENS[${index}]`, problems));
  const found = entries.filter((entry) => entry !== undefined);
  if (new Set(found.map((entry) => entry.name)).size < found.length)
    problems.push("GATEWAY_TOKENS names two tokens alike; jobs are told apart by that name");
  return found;
}
