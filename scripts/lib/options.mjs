import { parseArgs } from "node:util";
import { helpOf } from "./help.mjs";
import { nearest } from "./nearest.mjs";
import { main, Problem } from "./run.mjs";

/**
 * One option of a script, as it is shown and read.
 * @template T
 * @typedef {object} Option
 * @property {string} about one sentence for the help text; a line break in it is kept
 * @property {string} [value] what its value is called in the help text, "N"; without it the option is a flag
 * @property {string} [variable] the environment variable that is read where the option is not given
 * @property {(text: string | undefined, name: string) => T} read `text` is undefined where the option is not given, and
 *   "" where a flag is; `name` is what the reader wrote: "--port"
 */

/**
 * @template {Record<string, Option<unknown>>} O
 * @typedef {object} Script
 * @property {string} command as it is typed: "npm start"
 * @property {string} about what it does, above the options
 * @property {O} options by their names, without dashes
 * @property {string} [notes] below the options
 */

/**
 * The values of a script's options.
 * @template {Record<string, Option<unknown>>} O
 * @typedef {{[Name in keyof O]: O[Name] extends Option<infer T> ? T : never}} Values
 */

/**
 * Runs a script: reads its options, or prints its help.
 * @template {Record<string, Option<unknown>>} O
 * @param {Script<O>} how
 * @param {(options: Values<O>) => Promise<void>} body
 */
export function script(how, body) {
  main(async () => {
    const args = process.argv.slice(2);
    checkNpm(how, args, process.env);
    const values = readOptions(how, args, process.env);
    if (values === "help") console.log(helpOf(how));
    else await body(values);
  });
}

/** npm has options of these names, which may stand in a developer's .npmrc. */
const NPM_OPTIONS = new Set(["json"]);

/**
 * npm takes an option for itself that stands before `--`, and hands it on as a variable only.
 * @param {Pick<Script<Record<string, Option<unknown>>>, "command" | "options">} how
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @throws {Problem} that says how it is written
 */
export function checkNpm({ command, options }, args, env) {
  const taken = Object.entries(options).flatMap(([name, { value }]) => {
    if (NPM_OPTIONS.has(name)) return [];
    const given = env[`npm_config_${name.replaceAll("-", "_")}`];
    if (given === undefined || given === "") return [];
    if (value === undefined) return [`--${name}`];
    return [`--${name} ${given === "true" ? (args[0] ?? value) : given}`];
  });
  if (taken.length === 0) return;
  throw new Problem(
    `npm took ${taken.map((text) => text.split(" ")[0]).join(" and ")} for itself. With -- in front they reach the command: \`${command} -- ${taken.join(" ")}\`.`,
  );
}

/** @param {string} about @returns {Option<boolean>} */
export const flag = (about) => ({ about, read: (text) => text !== undefined });

/**
 * Any text.
 * @param {string} value
 * @param {string} about
 * @returns {Option<string | undefined>}
 */
export const text = (value, about) => ({ value, about, read: (given) => given });

/**
 * A whole number.
 * @template {number | undefined} F
 * @param {string} value
 * @param {string} about
 * @param {{least?: number, most?: number, fallback: F, variable?: string}} how
 * @returns {Option<number | F>}
 */
export const whole = (value, about, { least = 0, most = Number.MAX_SAFE_INTEGER, fallback, variable }) => ({
  value,
  about,
  ...(variable !== undefined && { variable }),
  read(given, name) {
    if (given === undefined) return fallback;
    const number = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new Problem(`${name} is "${given}": it must be a whole number ${range}.`);
  },
});

/**
 * One of some words.
 * @template {string} W
 * @param {string} value
 * @param {string} about
 * @param {{words: readonly W[], fallback: W}} how
 * @returns {Option<W>}
 */
export const choice = (value, about, { words, fallback }) => ({
  value,
  about,
  read: (given, name) => (given === undefined ? fallback : known(given, name, words)),
});

/**
 * Some of some words, with commas between them; all of them where it is not given.
 * @template {string} W
 * @param {string} value
 * @param {string} about
 * @param {readonly W[]} words
 * @returns {Option<W[]>}
 */
export const list = (value, about, words) => ({
  value,
  about,
  read: (given, name) =>
    given === undefined ? [...words] : given.split(",").map((item) => known(item.trim(), name, words)),
});

/** @template {string} W @param {string} given @param {string} name @param {readonly W[]} words @returns {W} */
function known(given, name, words) {
  const word = words.find((candidate) => candidate === given);
  if (word !== undefined) return word;
  throw new Problem(
    `${name} does not know "${given}".${suggestion(given, words)} It takes ${words.join(", ")}.`,
  );
}

/** @param {string} given @param {readonly string[]} names @param {string} [dashes] before the name */
function suggestion(given, names, dashes = "") {
  const name = nearest(given, names);
  return name === undefined ? "" : ` Did you mean ${dashes}${name}?`;
}

/**
 * The values of a script's options, or "help" where that is asked for.
 * @template {Record<string, Option<unknown>>} O
 * @param {Script<O>} how
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {Values<O> | "help"}
 * @throws {Problem} that names the option, and what may have been meant
 */
export function readOptions({ command, options }, args, env) {
  const names = [...Object.keys(options), "help"];
  const { tokens } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: kinds(options),
  });
  const see = `\`${command} -- --help\` lists the options.`;
  /** @type {Map<string, string>} */
  const given = new Map();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") throw new Problem(`"${token.value}" is no option. ${see}`);
    const { name, rawName, value } = token;
    if (!names.includes(name)) {
      throw new Problem(`There is no option ${rawName}.${suggestion(name, names, "--")} ${see}`);
    }
    if (name === "help") return "help";
    const wanted = options[name]?.value;
    // An option that takes a value and is followed by another option has none.
    if (wanted !== undefined && (value === undefined || (!token.inlineValue && /^--?[a-z]/.test(value)))) {
      throw new Problem(`${rawName} needs a value: ${rawName} ${wanted}.`);
    }
    if (wanted === undefined && value !== undefined) throw new Problem(`${rawName} takes no value. ${see}`);
    given.set(name, value ?? "");
  }
  const values = Object.entries(options).map(([name, { variable, read }]) => {
    const fromEnv = variable === undefined || given.has(name) ? undefined : env[variable] || undefined;
    const shown = fromEnv === undefined ? `--${name}` : String(variable);
    return [name, read(fromEnv ?? given.get(name), shown)];
  });
  return /** @type {Values<O>} */ (Object.fromEntries(values));
}

/** What parseArgs takes. @param {Record<string, Option<unknown>>} options */
const kinds = (options) =>
  Object.fromEntries([
    ...Object.entries(options).map(([name, { value }]) => [name, kindOf(value)]),
    ["help", HELP],
  ]);

const HELP = /** @type {const} */ ({ type: "boolean", short: "h" });

/** @param {string | undefined} value @returns {{type: "boolean" | "string"}} */
const kindOf = (value) => ({ type: value === undefined ? "boolean" : "string" });
