import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

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
