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

/* More letters that differ are another name, not a slip. */
const MAX_DISTANCE = 2;
const LIKE_OURS = /^(MAX_(JOB|RUNNING|EVENT|BODY|SCANNED)|GATEWAY_|TENCENTCLOUD_)/;
/** Names of the command line's and of systems that are near to one of the gateway's. */
const OTHERS = ["TENCENTCLOUD_REGION", "TENCENTCLOUD_PROFILE", "WORKERD", ...SYSTEM];

/**
 * What to say of variables that are not the gateway's and seem to be meant for it: all others of its file, and those of the
 * environment that begin like its own or differ by a letter or two.
 * @param {Record<string, string>} ofFile
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string[]} sentences
 */
export function unknownVariables(ofFile, environment) {
  const known = names();
  const given = new Set([...Object.keys(ofFile), ...Object.keys(environment)]);
  return [...given].flatMap((name) => {
    if (known.includes(name) || OTHERS.includes(name)) return [];
    const meant = misspelt(name, known);
    if (meant !== undefined) return [`The gateway has no setting ${name}; is ${meant} meant?`];
    return name in ofFile || LIKE_OURS.test(name) ? [`The gateway has no setting ${name}.`] : [];
  });
}

/** @param {string} name @param {readonly string[]} known */
function misspelt(name, known) {
  const distances = known.map((other) => ({ other, letters: distance(name.toUpperCase(), other) }));
  const [best] = distances.sort((one, other) => one.letters - other.letters);
  return best !== undefined && best.letters <= MAX_DISTANCE ? best.other : undefined;
}

/** How many letters to add, take away or change. @param {string} one @param {string} other */
function distance(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to++) {
      const changed = (row[to] ?? 0) + (other[to] === letter ? 0 : 1);
      next.push(Math.min(changed, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** @param {Record<string, string>} env @throws {UsageError} that names what is missing */
export function requireKey(env) {
  if (env.ACCOUNTS) return;
  const missing = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"].filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw new UsageError(
    `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set. Put the key into the environment, or into a file for --config; ACCOUNTS takes several.`,
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
      `GATEWAY_TOKENS is not set, and --host ${host} can be reached from other machines: set it first: https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/docs/deploy.md`,
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
