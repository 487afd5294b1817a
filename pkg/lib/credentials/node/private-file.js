import { open } from "node:fs/promises";
import { credentialsFailed } from "../problems.js";

/** Read by the group, read by everybody. */
const READ_BY_OTHERS = 0o044;

/**
 * A file that holds keys; undefined where there is none. One that others can read is warned about.
 * @param {string} path
 * @param {import("./warnings.js").Warn} warn
 * @returns {Promise<string | undefined>}
 */
export async function readPrivateFile(path, warn) {
  let file;
  try {
    file = await open(path);
    const { mode } = await file.stat();
    // On Windows these bits say nothing.
    if (process.platform !== "win32" && (mode & READ_BY_OTHERS) !== 0) {
      warn(`others can read ${path}, which holds keys: chmod 600 ${path}`);
    }
    return await file.readFile("utf8");
  } catch (cause) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (cause);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw credentialsFailed(`${path} cannot be read (${code})`, cause);
  } finally {
    await file?.close();
  }
}
