import type { Scopes } from "../auth/scopes";
import { type Fields, isRecord, parseJson, refuseUnknown } from "../config/validation";

/** A valid bearer token: its SHA-256, never the token itself. */
export interface TokenEntry {
  readonly name: string;
  readonly sha256: Uint8Array;
  readonly scopes: Scopes;
  /** When it expires, Unix milliseconds. */
  readonly expiresAt?: number;
}

const HEX_DIGEST = /^[0-9a-f]{64}$/i;
export const DEFAULT_MAX_INSTANCES = 100;
const TOKEN_FIELDS = ["name", "sha256", "scopes"];
const SCOPE_FIELDS = ["actions", "regions", "instances", "maxInstances", "accounts", "metrics", "admin"];

function readList(value: unknown, at: string, problems: string[]): string[] {
  if (value === undefined) return [];
  if (value === "*") return ["*"];
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) return value;
  problems.push(`${at} must be a list of strings, or "*"`);
  return [];
}

function readFlag(value: unknown, at: string, problems: string[]): boolean {
  if (value !== undefined && typeof value !== "boolean") problems.push(`${at} must be true or false`);
  return value === true;
}

/**
 * Reads the scopes of a token.
 * @param accounts what it may use if it names no accounts
 */
export function parseScopes(
  value: unknown,
  at: string,
  accounts: readonly string[],
  problems: string[],
): Scopes {
  const given: Fields = isRecord(value) ? value : {};
  if (!isRecord(value)) problems.push(`${at} must be an object`);
  refuseUnknown(given, SCOPE_FIELDS, at, problems);
  const max = given.maxInstances ?? DEFAULT_MAX_INSTANCES;
  if (!Number.isSafeInteger(max) || Number(max) < 1)
    problems.push(`${at}.maxInstances must be a whole number from 1`);
  const actions = readList(given.actions, `${at}.actions`, problems);
  const list = (name: string) => readList(given[name], `${at}.${name}`, problems);
  return {
    actions,
    regions: list("regions"),
    instances: list("instances"),
    maxInstances: Number(max),
    accounts: given.accounts === undefined ? accounts : list("accounts"),
    metrics: readFlag(given.metrics, `${at}.metrics`, problems) || actions.includes("metrics"),
    admin: readFlag(given.admin, `${at}.admin`, problems),
  };
}

/** The bytes of 64 hexadecimal digits. */
export const hexBytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function parseEntry(
  value: unknown,
  at: string,
  accounts: readonly string[],
  problems: string[],
): TokenEntry | undefined {
  if (!isRecord(value)) {
    problems.push(`${at} must be an object`);
    return undefined;
  }
  refuseUnknown(value, TOKEN_FIELDS, at, problems);
  const { name, sha256 } = value;
  if (typeof name !== "string" || name === "") problems.push(`${at}.name must be a string`);
  const scopes = parseScopes(value.scopes, `${at}.scopes`, accounts, problems);
  if (typeof sha256 !== "string" || !HEX_DIGEST.test(sha256)) {
    problems.push(`${at}.sha256 must be the token's SHA-256 in 64 hexadecimal digits`);
    return undefined;
  }
  return { name: String(name), sha256: hexBytes(sha256), scopes };
}

/**
 * Reads GATEWAY_TOKENS. Problems name the place, never the value.
 * @param accounts what a token may use that names no accounts
 */
export function parseTokens(
  text: string | undefined,
  accounts: readonly string[],
  problems: string[],
): TokenEntry[] {
  if (!text) {
    problems.push("GATEWAY_TOKENS is not set, so nobody can sign in");
    return [];
  }
  const list = parseJson(text, "GATEWAY_TOKENS", problems);
  if (list === undefined) return [];
  if (!Array.isArray(list) || list.length === 0) {
    problems.push("GATEWAY_TOKENS must be a JSON list with at least one token");
    return [];
  }
  const entries = list.map((item, index) => parseEntry(item, `GATEWAY_TOKENS[${index}]`, accounts, problems));
  const found = entries.filter((entry) => entry !== undefined);
  if (new Set(found.map((entry) => entry.name)).size < found.length)
    problems.push("GATEWAY_TOKENS has two tokens of the same name; jobs belong to a token by its name");
  return found;
}
