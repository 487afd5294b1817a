import { readFile } from "node:fs/promises";
import { credentialsFailed } from "../problems.js";
import { readEnvironment } from "./environment.js";
import { placesOf, readProfile } from "./profile.js";

/** @typedef {import("../../../index.js").CredentialSource} CredentialSource */
/** @typedef {import("../../../credentials.js").CachedSource} CachedSource */
/** @typedef {import("../../../credentials.js").FoundCredentials} FoundCredentials */
/** @typedef {import("./options.js").ChainOptions} ChainOptions */
/**
 * What the chain asks for, each once for the same parameters.
 * @typedef {object} Roles
 * @property {(identity: {roleArn: string, providerId: string, tokenFile: string, sessionName?: string | undefined,
 *   region?: string | undefined}) => CachedSource} webIdentity
 * @property {(name: string) => CachedSource} instance
 */

/** A source that is not there is undefined; one that is half there throws. */
const SOURCES = [environment, profile, webIdentity, instanceRole];

/**
 * The first source that is there.
 * @param {ChainOptions} options
 * @param {Roles} roles
 * @returns {Promise<FoundCredentials>}
 */
export async function findSource(options, roles) {
  for (const source of SOURCES) {
    const found = await source(options, roles);
    if (found !== undefined) return found;
  }
  throw credentialsFailed(
    `there are no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write the profile ${profileOf(options)} to ${placesOf(profileOf(options))}; on a CVM instance with a role, set TENCENTCLOUD_INSTANCE_ROLE=auto`,
  );
}

/** @param {ChainOptions} options @returns {FoundCredentials | undefined} */
function environment({ profile: asked, warn }) {
  const pair = readEnvironment();
  if (pair === undefined) return undefined;
  if (asked !== undefined) {
    warn(`TENCENTCLOUD_SECRET_ID is set and comes before the profile ${asked}, which is not used`);
  }
  return found("environment", "the environment", pair, undefined);
}

/** @param {ChainOptions} options @returns {Promise<FoundCredentials | undefined>} */
async function profile(options) {
  const name = profileOf(options);
  const read = await readProfile(name, options.warn);
  if (read !== undefined) return found("profile", read.from, read.credentials, read.region);
  if (name === "default") return undefined;
  throw credentialsFailed(`there is no profile ${name} in ${placesOf(name)}`);
}

/** @param {ChainOptions} options */
const profileOf = ({ profile }) => profile ?? (process.env.TENCENTCLOUD_PROFILE || "default");

/** TKE sets the variables of the second prefix. */
const PREFIXES = ["TENCENTCLOUD", "TKE"];

/** @param {ChainOptions} _options @param {Roles} roles @returns {FoundCredentials | undefined} */
function webIdentity(_options, roles) {
  for (const prefix of PREFIXES) {
    const names = ["ROLE_ARN", "WEB_IDENTITY_TOKEN_FILE", "PROVIDER_ID"].map((name) => `${prefix}_${name}`);
    const [roleArn, tokenFile, providerId] = names.map((name) => process.env[name] || undefined);
    const missing = names.filter((name) => !process.env[name]);
    if (missing.length === names.length) continue;
    if (!roleArn || !tokenFile || !providerId) {
      const set = names.filter((name) => !missing.includes(name));
      throw credentialsFailed(
        `the environment has ${set.join(" and ")} without ${missing.join(" and ")}: a web identity needs all three`,
      );
    }
    const region = process.env[`${prefix}_REGION`] || undefined;
    const sessionName = process.env[`${prefix}_ROLE_SESSION_NAME`] || undefined;
    const source = roles.webIdentity({ roleArn, tokenFile, providerId, sessionName, region });
    return found("web-identity", `the web identity in ${tokenFile}`, source, region);
  }
  return undefined;
}

/** @param {ChainOptions} options @param {Roles} roles @returns {FoundCredentials | undefined} */
function instanceRole(options, roles) {
  const name = options.role ?? (process.env.TENCENTCLOUD_INSTANCE_ROLE || undefined);
  if (name === undefined) return undefined;
  const from = name === "auto" ? "this instance's role" : `this instance's role ${name}`;
  return found("instance-role", from, roles.instance(name), undefined);
}

/**
 * @param {FoundCredentials["source"]} source
 * @param {string} from
 * @param {CredentialSource} credentials
 * @param {string | undefined} region
 * @returns {FoundCredentials}
 */
const found = (source, from, credentials, region) => ({
  source,
  from,
  credentials,
  ...(region !== undefined && { region }),
});

/**
 * The token of a web identity, read each time it is asked for: whoever provides it replaces the file.
 * @param {string} path
 */
export async function readTokenFile(path) {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (cause);
    throw credentialsFailed(`the web identity's token file ${path} cannot be read (${code})`, cause);
  }
}
