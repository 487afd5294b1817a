import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { isLoopback } from "../../lib/core/loopback.js";
import { UsageError } from "../usage-error.js";

export const CONFIG = new URL("gateway.capnp", import.meta.url);

/** What workerd itself needs of the environment. */
const SYSTEM = ["PATH", "HOME", "TMPDIR", "TZ", "SYSTEMROOT"];

/** The names of the gateway's variables, as the configuration of workerd has them. */
const names = () =>
  [...readFileSync(CONFIG, "utf8").matchAll(/fromEnvironment = "(\w+)"/g)].map(([, name = ""]) => name);

/**
 * The environment of workerd: the gateway's variables and what the system needs, nothing else.
 * @param {NodeJS.ProcessEnv} given
 * @returns {Record<string, string>}
 */
export function environment(given) {
  /** @type {Record<string, string>} */
  const env = {};
  for (const name of [...SYSTEM, ...names()]) {
    const value = given[name];
    if (value !== undefined && value !== "") env[name] = value;
  }
  return env;
}

/**
 * Variables that look like the gateway's and are none.
 * @param {NodeJS.ProcessEnv} given
 */
export function unknownVariables(given) {
  const known = new Set([...names(), "TENCENTCLOUD_REGION", "TENCENTCLOUD_PROFILE"]);
  return Object.keys(given).filter(
    (name) => /^(MAX_(JOB|RUNNING|EVENT|BODY|SCANNED)|GATEWAY_|TENCENTCLOUD_)/.test(name) && !known.has(name),
  );
}

/** @param {Record<string, string>} env @throws {UsageError} that names what is missing */
export function requireKey(env) {
  if (env.ACCOUNTS) return;
  const missing = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"].filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw new UsageError(
    `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set. Put the key into the environment, or into a file for --env-file; ACCOUNTS takes several.`,
  );
}

/**
 * A token for this run, where none is configured and only this machine can connect. Its digest is put into `env`.
 * @param {Record<string, string>} env
 * @param {string} host
 * @returns {string | undefined} undefined: tokens are configured
 * @throws {UsageError} where others could connect
 */
export function temporaryToken(env, host) {
  if (env.GATEWAY_TOKENS) return undefined;
  if (!isLoopback(host)) {
    throw new UsageError(
      `GATEWAY_TOKENS is not set, and --host ${host} can be reached from other machines: set it first (docs/deploy.md).`,
    );
  }
  const token = randomBytes(32).toString("hex");
  const scopes = {
    actions: "*",
    regions: "*",
    instances: ["ins-*"],
    maxInstances: 500,
    accounts: "*",
    metrics: true,
    admin: true,
  };
  const sha256 = createHash("sha256").update(token).digest("hex");
  env.GATEWAY_TOKENS = JSON.stringify([{ name: "local", sha256, scopes }]);
  return token;
}
