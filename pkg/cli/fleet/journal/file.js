import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** For this user alone: it names instances, and holds their requests. */
const MODE = 0o600;

/**
 * A file to which lines are appended that must not be lost.
 * @typedef {object} LogFile
 * @property {(line: string) => Promise<void>} append resolves when the line is on the disk
 * @property {() => Promise<void>} close
 */

/**
 * The whole lines of a file. What follows the last line feed was being written when its process died.
 * @param {string} path
 * @returns {Promise<{lines: string[], torn: string, bytes: number} | undefined>} undefined where there is no file; `bytes`: the
 *   length of the whole lines
 */
export async function readLines(path) {
  const file = await open(path, "r").catch(unless("ENOENT"));
  if (file === undefined) return undefined;
  try {
    const text = await file.readFile("utf8");
    const end = text.lastIndexOf("\n") + 1;
    const whole = text.slice(0, end);
    return {
      lines: whole.split("\n").slice(0, -1),
      torn: text.slice(end),
      bytes: Buffer.byteLength(whole),
    };
  } finally {
    await file.close();
  }
}

/**
 * Opens a file to append lines after its first so many bytes; the rest is cut off.
 * @param {string} path made where there is none, readable by its owner alone
 * @param {number} bytes
 * @returns {Promise<LogFile>}
 */
export async function appendTo(path, bytes) {
  const file = await open(path, "a", MODE);
  try {
    await file.truncate(bytes);
    await file.sync();
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  return { append: createAppend(file), close: () => file.close() };
}

/**
 * Lines that come while others are written share a write and its sync. After a failure nothing more is written: a line behind
 * half a line could not be read.
 * @param {import("node:fs/promises").FileHandle} file
 * @returns {LogFile["append"]}
 */
function createAppend(file) {
  /** @type {{text: string, written: Promise<void>} | undefined} */
  let next;
  let last = Promise.resolve();
  return (line) => {
    if (next === undefined) {
      next = { text: "", written: last.then(() => write()) };
      last = next.written;
      // Whoever appended is told.
      last.catch(() => {});
    }
    next.text += `${line}\n`;
    return next.written;
  };

  async function write() {
    const { text = "" } = next ?? {};
    next = undefined;
    await file.appendFile(text);
    await file.datasync();
  }
}

/** A new file's name is on the disk when its folder is. @param {string} folder */
async function syncFolder(folder) {
  // Windows opens no folders.
  const opened = await open(folder, "r").catch(() => undefined);
  await opened?.sync().catch(() => {});
  await opened?.close();
}

/** @param {string} code @returns {(error: NodeJS.ErrnoException) => undefined} */
const unless = (code) => (error) => {
  if (error.code !== code) throw error;
  return undefined;
};
