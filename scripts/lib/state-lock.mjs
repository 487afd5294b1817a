import { mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { relative } from "node:path";
import { Problem } from "./run.mjs";

/* A path longer than this is no address of a socket. */
const MAX_ADDRESS = 100;
const ANSWER_MS = 2_000;

/**
 * Claims a folder for this process, until it ends: two gateways on one store would start machines twice. The claim is a
 * socket on which its owner says who it is; what a killed owner leaves behind answers nobody, and is taken over.
 * @param {string} dir made when missing
 * @param {{port: number}} owner may change later
 * @returns {Promise<void>}
 * @throws {Problem} naming the process that has it
 */
export async function claimState(dir, owner) {
  mkdirSync(dir, { recursive: true });
  const address = addressOf(dir);
  const words = () => JSON.stringify({ pid: process.pid, ...owner });
  if (await listen(address, words)) return;
  const other = await ask(address);
  if (other === undefined) {
    rmSync(address, { force: true });
    if (await listen(address, words)) return;
  }
  throw new Problem(
    `${relative(process.cwd(), dir) || dir} is in use by another gateway${other ? ` (process ${other.pid}, port ${other.port})` : ""}. End that one first: two on one store would act twice.`,
  );
}

/** @param {string} dir */
function addressOf(dir) {
  if (process.platform === "win32") return `\\\\.\\pipe\\${dir.replaceAll(/[\\/:]/g, "-")}`;
  const path = `${dir}.sock`;
  const short = relative(process.cwd(), path);
  return path.length > MAX_ADDRESS && short.length < path.length ? short : path;
}

/**
 * @param {string} address
 * @param {() => string} words said to whoever connects
 * @returns {Promise<boolean>} false: it is taken
 */
const listen = (address, words) =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(words());
    });
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(address, () => {
      server.unref();
      resolve(true);
    });
  });

/**
 * Who has the folder; undefined: nobody who is alive.
 * @param {string} address
 * @returns {Promise<{pid: number, port: number} | undefined>}
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
    socket.once("error", () => resolve(undefined));
    socket.once("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        resolve(undefined);
      }
    });
  });
