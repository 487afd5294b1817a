import { linkSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { basename, dirname, relative } from "node:path";

/* A path longer than this is no address of a socket. */
const MAX_ADDRESS = 100;
const ANSWER_MS = 2_000;
/** What a connection fails with when no process listens. Everything else, silence too, may be a process that is alive. */
const DEAD = ["ECONNREFUSED", "ENOENT"];

/** Who has something: its process, and what else it says of itself. @typedef {{pid: number} & Record<string, unknown>} Owner */
/** What is thrown where it is taken; of an owner that does not answer nothing is known. @typedef {(owner: Partial<Owner>) => Error} Refuse */

/**
 * Claims a file or a folder for this process, until it ends, also by SIGKILL. The claim is a socket beside it, on which its
 * owner says who it is. Sockets are numbered, and the highest number is the owner's; whoever finds that owner dead takes the
 * next number.
 * @param {string} path
 * @param {object} owner may change later
 * @param {Refuse} refuse
 * @returns {Promise<void>}
 */
export async function claim(path, owner, refuse) {
  const words = () => JSON.stringify({ pid: process.pid, ...owner });
  if (process.platform === "win32") {
    const pipe = `\\\\.\\pipe\\${path.replaceAll(/[\\/:]/g, "-")}`;
    // A pipe ends with its owner, so one that is taken has a living one.
    if ((await listen(pipe, words)) === undefined) throw refuse((await ask(pipe)) ?? {});
    return;
  }
  const own = mkdtempSync(`${dirname(path)}/.c`);
  const socket = `${own}/s`;
  const server = await listen(addressOf(socket), words);
  try {
    while (!(await takeNext(path, socket, refuse)));
  } catch (error) {
    server?.close();
    throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/**
 * Takes the number after that of a dead owner. The socket listens before it has the number, so that no other claim takes
 * it for a dead one, and the highest number is never removed, so that none is given twice.
 * @param {string} path
 * @param {string} socket one that listens
 * @param {Refuse} refuse
 * @returns {Promise<boolean>} false: another claim was faster, look again
 */
async function takeNext(path, socket, refuse) {
  const last = Math.max(-1, ...numbers(path));
  if (last >= 0) {
    const other = await ask(addressOf(numbered(path, last)));
    if (other !== undefined) throw refuse(other);
  }
  const next = numbered(path, last + 1);
  try {
    linkSync(socket, next);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  const present = numbers(path);
  if (Math.max(...present) > last + 1) {
    // It was free only because a later owner had removed it.
    rmSync(next, { force: true });
    return false;
  }
  for (const number of present) if (number <= last) rmSync(numbered(path, number), { force: true });
  return true;
}

/** @param {string} path @param {number} number earlier versions know only 0 */
const numbered = (path, number) => `${path}.sock${number === 0 ? "" : number}`;

/** @param {string} path @returns {number[]} of the sockets beside it */
function numbers(path) {
  const start = `${basename(path)}.sock`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /^([1-9]\d*)?$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)));
}

/** @param {string} path */
function addressOf(path) {
  const short = relative(process.cwd(), path);
  return path.length > MAX_ADDRESS && short.length < path.length ? short : path;
}

/**
 * @param {string} address
 * @param {() => string} words said to whoever connects
 * @returns {Promise<import("node:net").Server | undefined>} undefined: it is taken
 */
const listen = (address, words) =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(words());
    });
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });

/**
 * Who has it.
 * @param {string} address
 * @returns {Promise<Partial<Owner> | undefined>} undefined: nobody who is alive; empty: somebody who does not say
 */
const ask = (address) =>
  new Promise((resolve) => {
    let text = "";
    const socket = connect(address);
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(DEAD.includes(error.code ?? "") ? undefined : {}),
    );
    socket.once("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        resolve({});
      }
    });
  });
