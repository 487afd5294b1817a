import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { endWithParent } from "../server/lifetime.js";
import { UsageError } from "../usage-error.js";
import { version } from "../version.js";
import { readEnvFile } from "./env-file.js";
import { HELP, readSettings } from "./options.js";
import { problemOf } from "./readiness.js";
import { claimState } from "./state-lock.js";
import { environment, requireKey, temporaryToken, unknownVariables } from "./variables.js";
import { findWorkerd, startWorkerd } from "./workerd.js";

/** How long workerd may go on after SIGTERM: it drains for as long as an event stream is open. */
const GRACE_MS = 500;

/**
 * `tencentcloud-edge gateway`: serves until it is told to end, or whoever started it is gone.
 * @param {string[]} args
 */
export async function gatewayCommand(args) {
  const settings = readSettings(args);
  if (settings.help) {
    console.log(HELP);
    return;
  }
  const given = variables(settings.config);
  const env = { RELEASE: version, ...environment(given) };
  requireKey(env);
  const token = temporaryToken(env, settings.host);
  const program = findWorkerd(settings.workerd);
  const state = resolve(settings.state);
  prepare(state);
  const owner = { port: settings.port };
  await claimState(`${state}/gateway`, owner);
  const { port, host } = settings;
  const workerd = startWorkerd({ program, host, port, state: `${state}/gateway`, env });
  const end = tie(workerd);
  owner.port = await workerd.listening;
  endWithParent(settings, end);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${owner.port}`;
  if (token !== undefined) console.log(`Dashboard, with a token for this run: ${url}/#token=${token}`);
  const problem = await problemOf(url);
  if (problem === undefined) {
    console.log(`gateway ready ${url}`);
    return;
  }
  console.error(problem);
  console.error(`gateway not ready ${url}: /v1 answers 503 until that is put right and it is started again.`);
}

/** @param {import("./options.js").Settings["config"]} config @returns {NodeJS.ProcessEnv} */
function variables(config) {
  const { variables = {}, warning } = config === undefined ? {} : readEnvFile(config.file, config.option);
  if (warning !== undefined) console.error(warning);
  for (const sentence of unknownVariables(variables, process.env)) console.error(sentence);
  return { ...variables, ...process.env };
}

/** @param {string} state */
function prepare(state) {
  try {
    mkdirSync(`${state}/gateway`, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`--state: ${state} cannot be made (${code}).`);
  }
}

/**
 * Ends workerd with this process, and this process with workerd.
 * @param {ReturnType<typeof startWorkerd>} workerd
 * @returns {() => void} ends both
 */
function tie(workerd) {
  let ending = false;
  let listens = false;
  const started = () => {
    listens = true;
  };
  // Where it never listens, the command fails with the reason and is not ended here.
  workerd.listening.then(started, () => {});
  const end = () => {
    if (ending) return;
    ending = true;
    workerd.end("SIGTERM");
    setTimeout(() => workerd.end("SIGKILL"), GRACE_MS);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, end);
  process.once("exit", () => workerd.end("SIGKILL"));
  workerd.exited.then((code) => {
    if (ending) process.exit(0);
    if (!listens) return;
    console.error(`workerd ended by itself (exit status ${code}).`);
    process.exit(1);
  });
  return end;
}
