import { homedir } from "node:os";
import { join } from "node:path";
import { readPair } from "../pair.js";
import { credentialsFailed } from "../problems.js";
import { readIni } from "./ini.js";
import { readPrivateFile } from "./private-file.js";

/** @typedef {import("./warnings.js").Warn} Warn */
/** @typedef {{from: string, credentials: import("../../../index.js").Credentials, region?: string | undefined}} Found */

const OWN = { secretId: "secret_id", secretKey: "secret_key", token: "token" };
const TCCLI = { secretId: "secretId", secretKey: "secretKey", token: "token" };

/** Forms of tccli's file that hold more than a pair, by its `type`, and what to do instead. */
const FORMS = /** @type {Record<string, string>} */ ({
  "cvm-role": "the role of a CVM instance: use fromInstanceRole(), or set TENCENTCLOUD_INSTANCE_ROLE=auto",
  oauth: "a login in the browser (tccli auth login), whose keys only tccli renews",
  sso: "single sign-on (tccli sso login), whose keys only tccli renews",
});
/** Members of either file that ask for a role: with the pair alone a program would be somebody else. */
const ROLE_MEMBERS = ["role-arn", "roleArn", "role_arn"];

/** What may be part of a file's name. */
const PROFILE = /^[^/\\\0]+$/;

/**
 * A profile in `~/.tencentcloud/credentials`, else that of tccli with the same name.
 * @param {string} name
 * @param {Warn} warn
 * @returns {Promise<Found | undefined>}
 */
export async function readProfile(name, warn) {
  if (!PROFILE.test(name)) throw credentialsFailed(`${JSON.stringify(name)} cannot be the name of a profile`);
  return (await readOwn(name, warn)) ?? (await readTccli(name, warn));
}

/** Where a profile is looked for, for messages. @param {string} name */
export const placesOf = (name) => `${ownPath()} or ${tccliPath(name, "credential")}`;

const ownPath = () => join(homedir(), ".tencentcloud", "credentials");

/** @param {string} name @param {"credential" | "configure"} kind */
const tccliPath = (name, kind) => join(homedir(), ".tccli", `${name}.${kind}`);

/** @param {string} name @param {Warn} warn @returns {Promise<Found | undefined>} */
async function readOwn(name, warn) {
  const path = ownPath();
  const text = await readPrivateFile(path, warn);
  const section = text === undefined ? undefined : readIni(path, text).get(name);
  if (section === undefined) return undefined;
  const from = `profile ${name} of ${path}`;
  refuseRole(from, section);
  const credentials = readPair(from, OWN, section);
  if (credentials !== undefined) return { from, credentials, region: section.region };
  throw credentialsFailed(`${from} has no secret_id and no secret_key`);
}

/** @param {string} name @param {Warn} warn @returns {Promise<Found | undefined>} */
async function readTccli(name, warn) {
  const path = tccliPath(name, "credential");
  const text = await readPrivateFile(path, warn);
  if (text === undefined) return undefined;
  const values = readJson(path, text);
  refuseForms(path, values);
  const credentials = readPair(path, TCCLI, values);
  if (credentials === undefined) throw credentialsFailed(`${path} has no secretId and no secretKey`);
  return { from: `tccli's profile ${path}`, credentials, region: await tccliRegion(name) };
}

/** @param {string} path @param {Record<string, unknown>} values */
function refuseForms(path, values) {
  const { type } = values;
  if (type !== undefined && type !== null && type !== "default") {
    const form =
      typeof type === "string" && Object.hasOwn(FORMS, type) ? FORMS[type] : "a form not known here";
    throw credentialsFailed(`${path} is of type ${JSON.stringify(type)}, not supported: ${form}`);
  }
  refuseRole(path, values);
}

/** @param {string} from @param {Record<string, unknown>} values */
function refuseRole(from, values) {
  const role = ROLE_MEMBERS.find((member) => values[member] !== undefined && values[member] !== "");
  if (role === undefined) return;
  throw credentialsFailed(
    `${from} asks for a role (${role}), not supported there: use assumeRole() with the pair it holds`,
  );
}

/** The file holds no key. @param {string} name */
async function tccliRegion(name) {
  const path = tccliPath(name, "configure");
  const text = await readPrivateFile(path, () => {});
  if (text === undefined) return undefined;
  const { _sys_param: common } = readJson(path, text);
  const region = /** @type {Record<string, unknown> | undefined} */ (common)?.region;
  return typeof region === "string" && region !== "" ? region : undefined;
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function readJson(path, text) {
  let value;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The engine's message may quote what is in the file.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw credentialsFailed(`${path} is not a JSON object`);
}
