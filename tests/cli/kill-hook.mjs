/* Preloaded into a command: kills its process, as `kill -9` does, at one of the writes of its journal.
   KILL_AT: "NUMBER:WHEN", the number of the write from 1. WHEN: "before" it, in the "middle" of it, "after" it is on the disk,
   or "later", when what it was for may have left. With "full" instead of all that, the disk is full from that write on. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [number, when] = (process.env.KILL_AT ?? "").split(":");
const journal = process.env.KILL_JOURNAL ?? "";
const LATER_MS = 40;
let writes = 0;

const kill = () => process.kill(process.pid, "SIGKILL");
/** Nothing else happens until the signal has come. @returns {Promise<never>} */
function die() {
  kill();
  return new Promise(() => {});
}

const { open } = fs.promises;
fs.promises.open = async (path, flags, mode) => {
  const file = await open(path, flags, mode);
  if (flags === "a" && String(path).endsWith(journal)) hook(file);
  return file;
};
syncBuiltinESMExports();

/** @param {import("node:fs/promises").FileHandle} file */
function hook(file) {
  const append = file.appendFile.bind(file);
  const sync = file.datasync.bind(file);
  file.appendFile = async (data) => {
    writes += 1;
    if (when === "full" && writes >= Number(number)) {
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    }
    if (writes !== Number(number)) return append(data);
    if (when === "before") return die();
    if (when === "middle") {
      await append(String(data).slice(0, String(data).length / 2));
      return die();
    }
    return append(data);
  };
  file.datasync = async () => {
    await sync();
    if (writes !== Number(number)) return;
    if (when === "after") return die();
    setTimeout(kill, LATER_MS);
  };
}
