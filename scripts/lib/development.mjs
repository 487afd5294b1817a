import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Problem } from "./run.mjs";

/** The emulator's own default regions. */
const REGIONS = ["ap-guangzhou", "ap-singapore", "na-ashburn"];

/**
 * The text bindings of a gateway that works for one development token, against an emulator.
 * @param {{token: string, endpoint: string, credentials: {secretId: string, secretKey: string}}} options
 *   `endpoint`: the emulator's origin; `credentials`: a pair it knows
 * @returns {Record<string, string>}
 */
export function developmentEnv({ token, endpoint, credentials }) {
  const entry = {
    name: "developer",
    sha256: createHash("sha256").update(token).digest("hex"),
    scopes: {
      actions: "*",
      regions: "*",
      instances: ["ins-*"],
      maxInstances: 10_000,
      accounts: "*",
      metrics: true,
      admin: true,
    },
  };
  return {
    ENVIRONMENT: "development",
    REGIONS: REGIONS.join(" "),
    TENCENTCLOUD_ENDPOINT: endpoint,
    TENCENTCLOUD_SECRET_ID: credentials.secretId,
    TENCENTCLOUD_SECRET_KEY: credentials.secretKey,
    GATEWAY_TOKENS: JSON.stringify([entry]),
  };
}

/** Variables of the gateway that have the same meaning in development. */
const PASSED_ON = /^(ACCOUNTS|REGIONS|ALLOWED_ORIGINS|RELEASE|MAX_[A-Z_]+)$/;
/** They say how to reach the real service; in development there is but the emulator. */
const REFUSED = /^TENCENTCLOUD_/;

/**
 * The text bindings of a gateway as they are for `npm start`: the developer's variables on top of the development ones, so
 * that a configuration can be tried.
 * @param {Record<string, string>} defaults what developmentEnv gave
 * @param {Record<string, string | undefined>} variables the environment
 * @returns {{env: Record<string, string>, ignored: string[]}} `ignored`: variables of the gateway that are not passed on
 * @throws {Problem} naming a variable that cannot be passed on
 */
export function withVariables(defaults, variables) {
  const given = Object.entries(variables).flatMap(([name, value]) =>
    value !== undefined && value !== "" ? [/** @type {const} */ ([name, value])] : [],
  );
  const env = { ...defaults, ...Object.fromEntries(given.filter(([name]) => PASSED_ON.test(name))) };
  if (variables.GATEWAY_TOKENS) {
    const own = JSON.parse(String(defaults.GATEWAY_TOKENS));
    env.GATEWAY_TOKENS = JSON.stringify([...own, ...listOf("GATEWAY_TOKENS", variables.GATEWAY_TOKENS)]);
  }
  if (env.ACCOUNTS) {
    delete env.TENCENTCLOUD_SECRET_ID;
    delete env.TENCENTCLOUD_SECRET_KEY;
  }
  return { env, ignored: given.map(([name]) => name).filter((name) => REFUSED.test(name)) };
}

/** @param {string} name @param {string} text @returns {unknown[]} */
function listOf(name, text) {
  try {
    const list = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {}
  throw new Problem(`${name} is not a JSON list. worker/README.md shows one.`);
}

/**
 * The long-term keys of ACCOUNTS, so that the emulator can be told to know them. What is malformed is left to the gateway,
 * which says what is wrong.
 * @param {string | undefined} accounts
 * @returns {Array<{secretId: string, secretKey: string}>}
 */
export function keysOf(accounts) {
  try {
    return Object.values(JSON.parse(accounts ?? "{}")).flatMap((account) => {
      const { secretId, secretKey, token } = account ?? {};
      const isLongTerm = typeof secretId === "string" && typeof secretKey === "string" && token === undefined;
      return isLongTerm ? [{ secretId, secretKey }] : [];
    });
  } catch {
    return [];
  }
}

/**
 * This machine's development token, made at the first call and kept in a file that only its owner reads.
 * @param {string} file
 */
export function developmentToken(file) {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(file, "utf8").trim();
}
