import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Mistake } from "./mistake.js";

const DEFAULT_PORT = 9787;

export const HELP = `tencentcloud-edge emulator [options]

A CVM control plane on this machine. It verifies signatures, keeps the documented rules, limits and rates, and moves
instances through their states. Nothing leaves the machine.

  --port N             port to listen on (default ${DEFAULT_PORT}; 0: any free one)
  --host ADDRESS       address to listen on (default 127.0.0.1: this machine only)
  --instances N        how many instances to make, dealt over the regions (default 12)
  --regions A,B        the regions there are (default ap-guangzhou,ap-singapore,na-ashburn)
  --seed N             which instances, times and request ids they are (default 1)
  --boot MIN,MAX       how long an operation takes, in milliseconds (default 2000,6000)
  --rules GENERATION   2024-01 (default: X-TC-Region may be left out) or 2025-11 (it is required)
  --batches HOW        what one bad id does to its batch: atomic (default: nothing is done) or partial
  --no-rate-limits     do not keep the 10 and 40 requests a second
  --cors               let pages of every origin read replies, which the real service does not
  --cors-origin URL    let pages of this origin read replies; may be given more than once
  --clock virtual      time stands still until POST /_emulator/advance moves it; it begins at the time it is
  --faults FILE        fault rules to begin with: a JSON list, as POST /_emulator/faults takes it
  --help               this text

Control, from this machine only and not from web pages:
  GET  /_emulator/snapshot        the instances, the requests that came, and how often each instance was started
  GET  /_emulator/fault-kinds     the kinds of faults, with what each does
  POST /_emulator/faults          a rule or a list of them: {"kind":"html-502","action":"StartInstances","nth":1}
  POST /_emulator/clear-faults    drop all rules
  POST /_emulator/set             {"instanceId":"ins-…","state":"STOPPED"}: act as somebody at the console
  POST /_emulator/advance         {"ms":5000}: move a virtual clock
  POST /_emulator/reset           begin again, as when it was started`;

const OPTIONS = /** @type {const} */ ({
  port: { type: "string" },
  host: { type: "string" },
  instances: { type: "string" },
  regions: { type: "string" },
  seed: { type: "string" },
  boot: { type: "string" },
  rules: { type: "string" },
  batches: { type: "string" },
  "no-rate-limits": { type: "boolean" },
  cors: { type: "boolean" },
  "cors-origin": { type: "string", multiple: true },
  clock: { type: "string" },
  faults: { type: "string" },
  help: { type: "boolean" },
});

/**
 * @typedef {object} Settings
 * @property {boolean} help
 * @property {number} port
 * @property {string} host
 * @property {import("../emulator.d.ts").EmulatorOptions} emulator
 * @property {import("../emulator.d.ts").FaultRule[]} faults
 */

/**
 * @param {string[]} args
 * @returns {Settings}
 * @throws {Mistake} that names the option
 */
export function readSettings(args) {
  const values = parse(args);
  const { regions, rules, batches, boot, clock } = values;
  const cors = values.cors ?? values["cors-origin"];
  return {
    help: values.help ?? false,
    port: wholeNumber("--port", values.port, 65_535) ?? DEFAULT_PORT,
    host: values.host ?? "127.0.0.1",
    // What is given is handed on as it is: the emulator itself says what is wrong with a value.
    emulator: /** @type {any} */ ({
      instances: wholeNumber("--instances", values.instances, 200_000),
      seed: wholeNumber("--seed", values.seed, Number.MAX_SAFE_INTEGER),
      bootMs: boot === undefined ? undefined : range("--boot", boot),
      enforceRateLimits: values["no-rate-limits"] ? false : undefined,
      regions: regions?.split(","),
      rules: oneOf("--rules", rules, ["2024-01", "2025-11"]),
      batches: oneOf("--batches", batches, ["atomic", "partial"]),
      clock: oneOf("--clock", clock, ["real", "virtual"]),
      cors,
    }),
    faults: values.faults === undefined ? [] : readFaults(values.faults),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const said = /** @type {Error} */ (error).message.split(/\. |\n/)[0];
    throw new Mistake(`${said}. \`tencentcloud-edge emulator --help\` lists the options.`);
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
  throw new Mistake(`${name} is "${text}": it must be a whole number from 0 to ${most}.`);
}

/**
 * @param {string} name
 * @param {string} text
 */
function range(name, text) {
  const [, low, high] = /^(\d+),(\d+)$/.exec(text) ?? [];
  if (low !== undefined && high !== undefined && Number(low) <= Number(high))
    return [Number(low), Number(high)];
  throw new Mistake(
    `${name} is "${text}": it must be two numbers of milliseconds, the smaller first: 2000,6000.`,
  );
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {string[]} words
 */
function oneOf(name, text, words) {
  if (text === undefined || words.includes(text)) return text;
  throw new Mistake(`${name} is "${text}": it must be ${words.join(" or ")}.`);
}

/** @param {string} file */
function readFaults(file) {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Mistake(`--faults: ${file} cannot be read (${code}).`);
  }
  try {
    return [JSON.parse(text)].flat();
  } catch {
    throw new Mistake(
      `--faults: ${file} is not JSON; write a list of rules, such as [{"kind":"html-502","nth":1}].`,
    );
  }
}
