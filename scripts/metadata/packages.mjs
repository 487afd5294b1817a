import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { paths } from "../lib/paths.mjs";
import { findPython, pipDownload } from "../lib/peers.mjs";
import { Problem } from "../lib/run.mjs";
import { unzip } from "./zip.mjs";

/**
 * @typedef {object} Package a wheel of the vendor's on PyPI
 * @property {string} name
 * @property {string} version
 * @property {string} file
 * @property {string} sha256
 */

/** What the metadata is made from. A new version: the four lines here, then `npm run metadata`. */
export const PACKAGES = /** @type {const} @satisfies {Record<string, Package>} */ ({
  /** Actions and fields of every service. */
  actions: {
    name: "tccli",
    version: "3.1.189.1",
    file: "tccli-3.1.189.1-py2.py3-none-any.whl",
    sha256: "98ec6fdc56000f0947ae34d601bfb86e49824afe21f6deb03d1b259221bf871c",
  },
  /** The same in English, to see that none of its sentences stands here. */
  english: {
    name: "tccli-intl-en",
    version: "3.1.193.1",
    file: "tccli_intl_en-3.1.193.1-py2.py3-none-any.whl",
    sha256: "e76810a5f00913fa4754978059649ff7bf9b5845f7959dacf25c616b96896e2f",
  },
  /** Error codes of CVM. */
  cvmCodes: {
    name: "tencentcloud-sdk-python-cvm",
    version: "3.1.178",
    file: "tencentcloud_sdk_python_cvm-3.1.178-py2.py3-none-any.whl",
    sha256: "ab88f687f975ecf6780efb3f7e969b6a9edbca1aa04a7c2abd25f6706948ed87",
  },
});

const FOLDER = `${paths.tools}/metadata`;

/**
 * The files of a pinned package, which is downloaded once into .tools/metadata.
 * @param {Package} wanted
 * @returns {Promise<Map<string, () => Buffer>>}
 * @throws {Problem} if it cannot be had, or is not the one that was pinned
 */
export async function openPackage({ name, version, file, sha256 }) {
  const path = `${FOLDER}/${file}`;
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    await pipDownload(findPython(), FOLDER, `${name}==${version}`);
  }
  if (!existsSync(path)) {
    throw new Problem(`${name} ${version} has no file ${file}: scripts/metadata/packages.mjs names another.`);
  }
  const archive = readFileSync(path);
  const found = createHash("sha256").update(archive).digest("hex");
  if (found !== sha256) {
    throw new Problem(
      `.tools/metadata/${file} is not the file that scripts/metadata/packages.mjs pins: its SHA-256 is ${found}. Delete it and try again; if it is the same then, the registry serves another file.`,
    );
  }
  return unzip(archive);
}

/**
 * @param {Map<string, () => Buffer>} files
 * @param {string} name
 * @returns {string}
 */
export function textOf(files, name) {
  const read = files.get(name);
  if (read === undefined) throw new Problem(`The pinned package has no file ${name}.`);
  return read().toString("utf8");
}
