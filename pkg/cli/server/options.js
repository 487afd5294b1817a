import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.js";

const DEFAULT_PORT = 9787;

export const HELP = `tencentcloud-edge emulator [options]

A CVM control plane on this machine. It verifies signatures, keeps the documented rules, limits and rates, and moves
instances through their states. No account, no token, no telemetry: nothing leaves the machine.

  --port N             port to listen on (default ${DEFAULT_PORT}; 0: any free one)
  --host ADDRESS       address to listen on (default 127.0.0.1: this machine only)
  --instances N        how many instances to make, dealt over the regions (default 12)
  --fleet FILE         the instances themselves: a JSON list of API objects with at least InstanceId
  --credentials FILE   who may call: a JSON list of {"secretId","secretKey","token"?,"expiresAtMs"?,"uin"?}
  --policies FILE      what keys and roles may do: a JSON list of {"secretId"?,"role"?,"effect"?,"actions","instances"?}
  --roles ARN,ARN      the roles that can be assumed (default every one)
  --session-seconds N  how long temporary keys last, whatever was asked for
  --regions A,B        the regions there are (default ap-guangzhou,ap-singapore,na-ashburn)
  --seed N             which instances, times and request ids they are (default 1)
  --boot MIN,MAX       how long an operation takes, in milliseconds (default 2000,6000)
  --transitions HOW    what ends an operation: time (default), describes, or hand (nothing but POST /_emulator/set)
  --boot-describes A,B how many describes an operation takes with --transitions describes (default 2,4)
  --rules GENERATION   2024-01 (default: X-TC-Region may be left out) or 2025-11 (it is required)
  --batches HOW        what one bad id does to its batch: atomic (default: nothing is done) or partial
  --assume JSON        what no documentation says: {"codes":{"InvalidRequest":"InvalidParameter"},"skewSeconds":300}
  --no-rate-limits     do not keep the 10 and 40 requests a second
  --cors               let pages of every origin read replies, which the real service does not
  --cors-origin URL    let pages of this origin read replies; may be given more than once
  --clock virtual      time stands still until POST /_emulator/advance moves it; it begins at the time it is
  --state FILE         keep everything in this file, and go on from it: no kill loses anything
  --tls                serve https, with a certificate of an authority that is made anew at each start
  --ca FILE            where --tls writes that authority's certificate (default: in the temporary folder)
  --exit-with-stdin    end when standard input ends, as it does when whoever holds its other side is gone
  --keep-running       go on when the npx or npm that started it ends, with which it otherwise ends
  --quiet              no line for each request
  --faults FILE        fault rules to begin with: a JSON list, as POST /_emulator/faults takes it
  --help               this text

Control, from this machine only and not from web pages:
  GET  /_emulator/snapshot        the instances, the requests that came, and how often each instance was started
  GET  /_emulator/openapi.json    this interface, as OpenAPI 3.1
  GET  /_emulator/fault-kinds     the kinds of faults, with what each does
  GET  /_emulator/ids             instance ids that always answer an error, each with its code
  POST /_emulator/faults          a rule or a list of them: {"kind":"html-502","action":"StartInstances","nth":1}
  POST /_emulator/clear-faults    drop all rules
  GET  /_emulator/keys            every key, temporary ones included, without its secrets
  POST /_emulator/add-key         {"secretId":"…","secretKey":"…"}: add a key, or replace the one of that id
  POST /_emulator/remove-key      {"secretId":"…"}: take a key away
  POST /_emulator/policies        another table of what keys and roles may do
  POST /_emulator/set             {"instanceId":"ins-…","state":"STOPPED"}: act as somebody at the console
  POST /_emulator/advance         {"ms":5000}: move a virtual clock
  POST /_emulator/reset           begin again, as when it was started`;

const OPTIONS = /** @type {const} */ ({
  port: { type: "string" },
  host: { type: "string" },
  instances: { type: "string" },
  fleet: { type: "string" },
  credentials: { type: "string" },
  policies: { type: "string" },
  roles: { type: "string" },
  "session-seconds": { type: "string" },
  regions: { type: "string" },
  seed: { type: "string" },
  boot: { type: "string" },
  transitions: { type: "string" },
  "boot-describes": { type: "string" },
  rules: { type: "string" },
  batches: { type: "string" },
  assume: { type: "string" },
  "no-rate-limits": { type: "boolean" },
  cors: { type: "boolean" },
  "cors-origin": { type: "string", multiple: true },
  clock: { type: "string" },
  faults: { type: "string" },
  state: { type: "string" },
  tls: { type: "boolean" },
  ca: { type: "string" },
  "exit-with-stdin": { type: "boolean" },
  "keep-running": { type: "boolean" },
  quiet: { type: "boolean" },
  help: { type: "boolean" },
});

const FAULTS_HELP = 'write a list of rules, such as [{"kind":"html-502","nth":1}]';
const FLEET_HELP =
  'write a list of instances, such as [{"InstanceId":"ins-11112222","InstanceState":"STOPPED"}]';

const CREDENTIALS_HELP = 'write a list of keys, such as [{"secretId":"AKID…","secretKey":"…"}]';
const POLICIES_HELP = 'write a list of rows, such as [{"secretId":"AKID…","actions":["cvm:Describe*"]}]';
const ASSUME_HELP = 'write an object, such as {"skewSeconds":300}';

/**
 * @typedef {object} Settings
 * @property {boolean} help
 * @property {number} port
 * @property {string} host
 * @property {import("../../emulator.d.ts").EmulatorOptions} emulator
 * @property {import("../../emulator.d.ts").FaultRule[]} faults
 * @property {string | undefined} state the file
 * @property {boolean} tls
 * @property {string} ca where the authority's certificate is written
 * @property {boolean} quiet
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
  const { regions, rules, batches, boot, clock, fleet, instances, transitions } = values;
  if (fleet !== undefined && instances !== undefined) {
    throw new UsageError("--fleet and --instances exclude each other: the file says how many there are.");
  }
  if (values.ca !== undefined && !values.tls) throw new UsageError("--ca needs --tls.");
  const cors = values.cors ?? values["cors-origin"];
  return {
    help: values.help ?? false,
    port: wholeNumber("--port", values.port, 65_535) ?? DEFAULT_PORT,
    host: values.host ?? "127.0.0.1",
    // What is given is handed on as it is: the emulator itself says what is wrong with a value.
    emulator: /** @type {import("../../emulator.js").EmulatorOptions} */ ({
      instances: fleet === undefined ? wholeNumber("--instances", instances, 200_000) : readFleet(fleet),
      credentials: fileOf("--credentials", values.credentials, CREDENTIALS_HELP),
      policies: fileOf("--policies", values.policies, POLICIES_HELP),
      roles: values.roles?.split(","),
      sessionSeconds: wholeNumber("--session-seconds", values["session-seconds"], 43_200),
      seed: wholeNumber("--seed", values.seed, Number.MAX_SAFE_INTEGER),
      bootMs: range("--boot", boot, "numbers of milliseconds, the smaller first: 2000,6000"),
      transitions: oneOf("--transitions", transitions, ["time", "describes", "hand"]),
      bootDescribes: range(
        "--boot-describes",
        values["boot-describes"],
        "numbers of describes, the smaller first: 2,4",
      ),
      enforceRateLimits: values["no-rate-limits"] ? false : undefined,
      regions: regions?.split(","),
      rules: oneOf("--rules", rules, ["2024-01", "2025-11"]),
      batches: oneOf("--batches", batches, ["atomic", "partial"]),
      assume: values.assume === undefined ? undefined : parseJson("--assume", values.assume, ASSUME_HELP),
      clock: oneOf("--clock", clock, ["real", "virtual"]),
      cors,
    }),
    faults: values.faults === undefined ? [] : [readJson("--faults", values.faults, FAULTS_HELP)].flat(),
    state: values.state,
    tls: values.tls ?? false,
    ca: values.ca ?? join(tmpdir(), "tencentcloud-edge-emulator-ca.pem"),
    quiet: values.quiet ?? false,
    exitWithStdin: values["exit-with-stdin"] ?? false,
    keepRunning: values["keep-running"] ?? false,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const said = /** @type {Error} */ (error).message.split(/\.(?: |$)|\n/)[0];
    throw new UsageError(`${said}. \`tencentcloud-edge emulator --help\` lists the options.`);
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} most
 */
function wholeNumber(name, text, most) {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new UsageError(`${name} is "${text}": it must be a whole number from 0 to ${most}.`);
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {string} wanted
 */
function range(name, text, wanted) {
  if (text === undefined) return undefined;
  const [, low, high] = /^(\d+),(\d+)$/.exec(text) ?? [];
  if (low !== undefined && high !== undefined && Number(low) <= Number(high))
    return [Number(low), Number(high)];
  throw new UsageError(`${name} is "${text}": it must be two ${wanted}.`);
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {string[]} words
 */
function oneOf(name, text, words) {
  if (text === undefined || words.includes(text)) return text;
  throw new UsageError(`${name} is "${text}": it must be ${words.join(" or ")}.`);
}

/** @param {string} file */
function readFleet(file) {
  const fleet = readJson("--fleet", file, FLEET_HELP);
  if (Array.isArray(fleet)) return fleet;
  throw new UsageError(`--fleet: ${file} is not a list; ${FLEET_HELP}.`);
}

/**
 * @param {string} option
 * @param {string | undefined} file
 * @param {string} help
 */
const fileOf = (option, file, help) => (file === undefined ? undefined : readJson(option, file, help));

/**
 * @param {string} option
 * @param {string} file
 * @param {string} help
 */
function readJson(option, file, help) {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`${option}: ${file} cannot be read (${code}).`);
  }
  return parseJson(`${option}: ${file}`, text, help);
}

/**
 * @param {string} what
 * @param {string} text
 * @param {string} help
 */
function parseJson(what, text, help) {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${what} is not JSON; ${help}.`);
  }
}
