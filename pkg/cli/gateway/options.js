import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.js";

const DEFAULT_PORT = 8787;
const DEFAULT_STATE = ".tencentcloud-edge";

export const HELP = `tencentcloud-edge gateway [options]

The gateway with its dashboard on this machine, in workerd. Jobs are kept on disk and go on after a restart.

  --port N           port to listen on (default ${DEFAULT_PORT}; 0: any free one)
  --host ADDRESS     address to listen on (default 127.0.0.1: this machine only)
  --state DIR        where jobs are kept (default ${DEFAULT_STATE}); made when missing
  --config FILE      settings, one NAME=VALUE a line; what is in the environment wins. deploy/gateway.env.example of the
                     package shows them. (--env-file is the same, but Node takes it for itself first.)
  --workerd PROGRAM  the workerd to run (default: WORKERD, else the one in this project's node_modules)
  --exit-with-stdin  end when standard input ends, as it does when whoever holds its other side is gone
  --keep-running     go on when the npx or npm that started it ends, with which it otherwise ends
  --help             this text

Settings are environment variables: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (or ACCOUNTS), GATEWAY_TOKENS,
REGIONS, ALLOWED_ORIGINS and MAX_...; they are never written to disk. Without GATEWAY_TOKENS, and on this machine only, a
token is made that is valid until the gateway ends, and the dashboard's address with it is printed.

To try it without an account: run \`npx tencentcloud-edge emulator --port 9787\` in another terminal, and give the gateway
  ENVIRONMENT=development
  TENCENTCLOUD_ENDPOINT=http://127.0.0.1:9787
and the key that the emulator prints, as TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.`;

const OPTIONS = /** @type {const} */ ({
  port: { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  config: { type: "string" },
  "env-file": { type: "string" },
  workerd: { type: "string" },
  "exit-with-stdin": { type: "boolean" },
  "keep-running": { type: "boolean" },
  help: { type: "boolean" },
});

/**
 * @typedef {object} Settings
 * @property {boolean} help
 * @property {number} port 0: any free one
 * @property {string} host
 * @property {string} state the folder
 * @property {{file: string, option: string} | undefined} config the file of settings, and the option that named it
 * @property {string | undefined} workerd the program, where it was named
 * @property {boolean} exitWithStdin whether it ends when standard input does
 * @property {boolean} keepRunning whether it outlives the npm that started it
 */

/**
 * @param {string[]} args
 * @returns {Settings}
 * @throws {UsageError} that names the option
 */
export function readSettings(args) {
  const values = parse(args);
  return {
    help: values.help ?? false,
    port: portOf(values.port),
    host: values.host ?? "127.0.0.1",
    state: values.state ?? DEFAULT_STATE,
    config: configOf(values),
    workerd: values.workerd ?? (process.env.WORKERD || undefined),
    exitWithStdin: values["exit-with-stdin"] ?? false,
    keepRunning: values["keep-running"] ?? false,
  };
}

/** @param {{config?: string, "env-file"?: string}} values */
function configOf({ config, "env-file": envFile }) {
  if (config !== undefined && envFile !== undefined) {
    throw new UsageError("--config and --env-file name the same thing: give one of them.");
  }
  if (config !== undefined) return { file: config, option: "--config" };
  return envFile === undefined ? undefined : { file: envFile, option: "--env-file" };
}

/** @param {string[]} args */
function parse(args) {
  const secret = args.find((arg) => /^--(secret-?id|secret-?key|token)(=|$)/i.test(arg));
  if (secret !== undefined) {
    throw new UsageError(
      `There is no ${secret.split("=")[0]}: other users of this machine can read a command's arguments. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or name a file with --config.`,
    );
  }
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const said = /** @type {Error} */ (error).message.split(/\.(?: |$)|\n/)[0];
    throw new UsageError(`${said}. \`tencentcloud-edge gateway --help\` lists the options.`);
  }
}

/** @param {string | undefined} text */
function portOf(text) {
  if (text === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port is "${text}": it must be a whole number from 0 to 65535.`);
}
