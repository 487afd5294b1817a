import { styleText } from "node:util";
import { inLanguage, languageOf } from "./language.js";

/** @typedef {import("./exit.js").Text} Text */
/** @typedef {import("./options/parse.js").Values} Values */
/** @typedef {Parameters<typeof styleText>[0]} Style */

/**
 * What a command is given: its arguments, and how it speaks.
 * @typedef {object} Invocation
 * @property {string} command its name
 * @property {string[]} args what stands beside the options
 * @property {Values} values
 * @property {Streams} io
 * @property {NodeJS.ProcessEnv} env
 * @property {import("./language.js").Language} language
 * @property {(text: Text) => string} say the text in the user's language
 * @property {(style: Style, text: string) => string} paint for standard error; without colours, the text
 * @property {(style: Style, text: string) => string} paintData the same for standard output
 * @property {(text: string) => Promise<void>} print writes data and a line feed to standard output
 * @property {(text: string) => void} tell writes a line to standard error, unless --quiet
 * @property {(text: string) => void} warn writes a line to standard error, also with --quiet
 */

/** @typedef {Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">} Streams */

/**
 * @param {string} command
 * @param {import("./options/parse.js").Parsed} parsed
 * @param {{io: Streams, env: NodeJS.ProcessEnv}} world
 * @returns {Invocation}
 */
export function createInvocation(command, { values, positionals }, { io, env }) {
  const language = values.language ?? languageOf(env);
  const painter = (/** @type {NodeJS.WriteStream} */ stream) => {
    const colours = hasColours(stream, values, env);
    return (/** @type {Style} */ style, /** @type {string} */ text) =>
      colours ? styleText(style, text) : text;
  };
  const warn = (/** @type {string} */ text) => void io.stderr.write(`${text}\n`);
  return {
    command,
    args: positionals,
    values,
    io,
    env,
    language,
    say: (text) => inLanguage(text, language),
    paint: painter(io.stderr),
    paintData: painter(io.stdout),
    print: (text) => write(io.stdout, `${text}\n`),
    tell: values.quiet ? () => {} : warn,
    warn,
  };
}

/**
 * https://no-color.org, and https://force-color.org for who pipes into a pager.
 * @param {NodeJS.WriteStream} stream
 * @param {Values} values
 * @param {NodeJS.ProcessEnv} env
 */
function hasColours(stream, values, env) {
  if (values["no-color"] || (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb") return false;
  return stream.isTTY === true || (env.FORCE_COLOR ?? "") !== "";
}

/**
 * Resolves when the reader has room for more, so that a slow one does not fill the memory.
 * @param {NodeJS.WriteStream} stream
 * @param {string} text
 * @returns {Promise<void>}
 */
const write = (stream, text) =>
  new Promise((resolve) => {
    // Nobody reads it any more, or it cannot be written: there will be no room.
    if (stream.errored || stream.destroyed) return resolve();
    stream.write(text, () => resolve());
  });
