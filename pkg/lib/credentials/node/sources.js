import { cachedSource } from "../cached.js";
import { credentialsFailed } from "../problems.js";
import { findSource, readTokenFile } from "./chain.js";
import { readEnvironment } from "./environment.js";
import { readInstanceRole } from "./instance-role.js";
import { name, readChainOptions, readFileOptions, readMetadataOptions } from "./options.js";
import { placesOf, readProfile } from "./profile.js";

/** @typedef {typeof import("../../../credentials.js")} Entry */
/** @typedef {import("../../../credentials.js").CachedSource} CachedSource */

/** One process, one context: whoever renews is never gone. */
const PLACE = { shared: false };

/**
 * The sources that read what is on a machine.
 * @param {Pick<Entry, "assumeRoleWithWebIdentity">} roles
 * @returns {Pick<Entry, "defaultCredentials" | "findCredentials" | "fromEnv" | "fromProfile" | "fromInstanceRole">}
 */
export const nodeSources = ({ assumeRoleWithWebIdentity }) => ({
  defaultCredentials(options) {
    const find = finder(assumeRoleWithWebIdentity, options);
    /** @type {import("../../../index.js").CredentialSource | undefined} */
    let last;
    const source = async () => {
      last = (await find()).credentials;
      return typeof last === "function" ? last() : last;
    };
    return Object.assign(source, {
      forget: (/** @type {string} */ secretId) =>
        /** @type {Partial<CachedSource>} */ (last)?.forget?.(secretId),
    });
  },

  findCredentials: async (options) => finder(assumeRoleWithWebIdentity, options)(),

  fromEnv: () => async () => {
    const pair = readEnvironment();
    if (pair !== undefined) return pair;
    throw credentialsFailed(
      "the environment has no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
    );
  },

  fromProfile(given, options) {
    const asked = name("name", given);
    const { warn } = readFileOptions(options);
    return async () => {
      const profile = asked ?? (process.env.TENCENTCLOUD_PROFILE || "default");
      const found = await readProfile(profile, warn);
      if (found !== undefined) return found.credentials;
      throw credentialsFailed(`there is no profile ${profile} in ${placesOf(profile)}`);
    };
  },

  fromInstanceRole(given, options) {
    const role = name("name", given) ?? "auto";
    const metadata = readMetadataOptions(options);
    return cachedSource(() => readInstanceRole(role, metadata), PLACE);
  },
});

/**
 * What looks through the chain. The sources of roles it found before it finds again, with what they keep.
 * @param {Entry["assumeRoleWithWebIdentity"]} assumeRoleWithWebIdentity
 * @param {unknown} options
 */
function finder(assumeRoleWithWebIdentity, options) {
  const chain = readChainOptions(options);
  /** @type {Map<string, CachedSource>} */
  const known = new Map();
  const once = (/** @type {unknown} */ parameters, /** @type {() => CachedSource} */ make) => {
    const key = JSON.stringify(parameters);
    const source = known.get(key) ?? make();
    known.set(key, source);
    return source;
  };
  /** @type {import("./chain.js").Roles} */
  const roles = {
    webIdentity: (identity) =>
      once(identity, () => {
        const { tokenFile, region = chain.sts.region, ...rest } = identity;
        return assumeRoleWithWebIdentity({
          ...chain.sts,
          ...rest,
          region,
          webIdentityToken: () => readTokenFile(tokenFile),
        });
      }),
    instance: (role) => once(role, () => cachedSource(() => readInstanceRole(role, chain.metadata), PLACE)),
  };
  return () => findSource(chain, roles);
}
