import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { claim } from "../../claim.js";
import { usage } from "../../exit.js";
import { isCutShort } from "./deadline.js";
import { appendTo, readLines } from "./file.js";
import { readJournal, writeHead, writeRecord } from "./format.js";

/** @typedef {import("./format.js").Head} Head */
/** @typedef {import("./format.js").Saved} Saved */
/** @typedef {Array<[string, string]>} Changes */

/**
 * What an operation has done so far, in a file that survives it.
 * @typedef {object} Journal
 * @property {string} path as the user wrote it
 * @property {Saved | undefined} saved what an earlier run left
 * @property {(head: Head, jobs: Array<{region: string, changes: Changes}>) => Promise<void>} begin
 * @property {() => Promise<void>} goOn after what is saved
 * @property {(region: string, changes: Changes) => Promise<void>} append resolves when it is on the disk
 */

/**
 * Claims a journal for this process, and reads what is in it. Nothing is written.
 * @param {string} path
 * @returns {Promise<Journal>}
 * @throws {import("../../exit.js").CliError} where another process has it, or where it is none
 */
export async function openJournal(path) {
  const place = await placed(path);
  await claim(place, {}, ({ pid }) => inUse(path, pid)).catch(asUsage(path));
  const read = await readLines(place).catch(asUsage(path));
  const { lines = [], torn = "", bytes = 0 } = read ?? {};
  const saved = readJournal(lines, torn);
  if (typeof saved === "string") throw unreadable(path, saved);
  /** @type {import("./file.js").LogFile | undefined} */
  let file;
  const over = new Set();
  return {
    path,
    saved,
    async begin(head, jobs) {
      file = await appendTo(place, 0).catch(asUsage(path));
      const records = jobs.map(({ region, changes }) => writeRecord(region, changes));
      await file.append([writeHead(head), ...records].join("\n")).catch(asUsage(path));
    },
    async goOn() {
      file = await appendTo(place, bytes).catch(asUsage(path));
    },
    async append(region, changes) {
      // What a deadline or Ctrl-C ended can be gone on with: that it ended is not kept.
      if (isCutShort(changes)) over.add(region);
      if (!over.has(region)) await file?.append(writeRecord(region, changes));
    },
  };
}

/** One name for a file, whatever it is called by. @param {string} path */
async function placed(path) {
  try {
    return await realpath(path);
  } catch {
    const folder = await realpath(dirname(path)).catch(asUsage(path));
    return join(folder, basename(path));
  }
}

/** @param {string} path @returns {(error: unknown) => never} */
const asUsage = (path) => (error) => {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (typeof code !== "string") throw error;
  throw usage(
    `--resume ${path}: the journal cannot be kept there (${code}). Nothing was sent.`,
    `--resume ${path}：无法在此处写入日志（${code}）。未发送任何请求。`,
  );
};

/** @param {string} path @param {unknown} pid */
function inUse(path, pid) {
  const [en, zh] =
    pid === undefined
      ? ["another process, which does not answer", "另一个无响应的进程"]
      : [`process ${pid}`, `进程 ${pid}`];
  return usage(
    `--resume ${path}: ${en} has this journal. Two on one journal would act twice; nothing was sent.`,
    `--resume ${path}：该日志正被${zh}使用。两个进程共用会导致重复操作；未发送任何请求。`,
  );
}

/** @type {Record<import("./format.js").Unreadable, import("../../exit.js").Text>} */
const WHY = {
  "not a journal": {
    en: "this file is no journal of start, stop or reboot. It was left as it is; give another name.",
    zh: "该文件不是 start、stop 或 reboot 的日志，未作改动；请换一个文件名。",
  },
  "later version": {
    en: "a later version of tencentcloud-edge wrote this journal; use that one.",
    zh: "该日志由更新版本的 tencentcloud-edge 写入，请使用该版本。",
  },
  damaged: {
    en: "the journal is damaged. It was left as it is; `tencentcloud-edge status` tells where the instances are.",
    zh: "日志已损坏，未作改动；可用 `tencentcloud-edge status` 查看实例状态。",
  },
};

/** @param {string} path @param {import("./format.js").Unreadable} what */
const unreadable = (path, what) =>
  usage(`--resume ${path}: ${WHY[what].en}`, `--resume ${path}：${WHY[what].zh}`);
