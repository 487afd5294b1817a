import { parseArgs } from "node:util";
import { nearest } from "../../lib/core/members.js";
import { usage } from "../exit.js";
import { OPTIONS } from "./rows.js";

/** @typedef {import("./rows.js").OptionName} OptionName */
/** @typedef {import("./rows.js").OptionRow} OptionRow */
/**
 * The values of one command's options.
 * @typedef {{
 *   [Name in OptionName]?: (typeof OPTIONS)[Name] extends {many: true, read: (...args: never[]) => infer T} ? T[]
 *     : (typeof OPTIONS)[Name] extends {read: (...args: never[]) => infer T} ? T : true
 * }} Values
 */
/** @typedef {{values: Values, positionals: string[]}} Parsed */

/** Options that there are not, on purpose: a secret on a command line can be read in the list of processes. */
const SECRET = new Set(["secret-key", "secretkey", "secret-id", "secretid", "token", "password", "key"]);

/**
 * Reads a command's arguments.
 * @param {{name: string, options: readonly OptionName[]}} command
 * @param {string[]} args
 * @returns {Parsed}
 * @throws {import("../exit.js").CliError} that names the option, and what may have been meant
 */
export function parse({ name, options }, args) {
  const known = new Map(options.map((option) => [option, /** @type {OptionRow} */ (OPTIONS[option])]));
  const { tokens } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([...known].map(([option, row]) => [option, kindOf(row)])),
  });
  /** @type {Map<string, unknown>} */
  const values = new Map();
  /** @type {string[]} */
  const positionals = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const row = known.get(/** @type {OptionName} */ (token.name));
    if (row === undefined) throw unknown(name, token.rawName, token.name, options);
    const value = read(row, token);
    if (row.many) values.set(token.name, [.../** @type {unknown[]} */ (values.get(token.name) ?? []), value]);
    else if (values.has(token.name)) throw twice(token.rawName);
    else values.set(token.name, value);
  }
  return { values: /** @type {Values} */ (Object.fromEntries(values)), positionals };
}

/** @param {OptionRow} row @returns {{type: "string" | "boolean", short?: string}} */
const kindOf = ({ value, short }) => ({
  type: value === undefined ? "boolean" : "string",
  ...(short !== undefined && { short }),
});

/**
 * @param {OptionRow} row
 * @param {{rawName: string, value?: string | undefined, inlineValue?: boolean | undefined}} token
 */
function read(row, { rawName, value, inlineValue }) {
  if (row.read === undefined) {
    if (value === undefined) return true;
    throw usage(`${rawName} takes no value.`, `${rawName} 不带值。`);
  }
  // One that is followed by another option has no value; "-" alone is standard input.
  if (value === undefined || (!inlineValue && /^--?[a-zA-Z]/.test(value))) {
    throw usage(
      `${rawName} needs a value: ${rawName} ${row.value}.`,
      `${rawName} 需要一个值：${rawName} ${row.value}。`,
    );
  }
  return row.read(value, rawName);
}

/** @param {string} rawName */
const twice = (rawName) =>
  usage(`${rawName} is given twice: it takes one value.`, `${rawName} 出现了两次：它只能有一个值。`);

/** @param {string} command @param {string} rawName @param {string} option @param {readonly string[]} known */
function unknown(command, rawName, option, known) {
  if (SECRET.has(option.toLowerCase())) return secretOption(rawName);
  const near = nearest(option, known);
  const [en, zh] = near === undefined ? ["", ""] : [` Did you mean --${near}?`, `您是否想写 --${near}？`];
  const elsewhere = Object.hasOwn(OPTIONS, option);
  return usage(
    `${elsewhere ? `${command} takes no` : "There is no option"} ${rawName}.${en} \`tencentcloud-edge ${command} --help\` lists the options.`,
    `${elsewhere ? `${command} 不支持` : "没有选项"} ${rawName}。${zh}\`tencentcloud-edge ${command} --help\` 列出全部选项。`,
  );
}

/** @param {string} rawName */
const secretOption = (rawName) =>
  usage(
    `There is no ${rawName}, on purpose: everybody on this machine can read the arguments of a process, and shells keep them. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and TENCENTCLOUD_TOKEN), or write a profile into ~/.tencentcloud/credentials. If that was a real key, replace it.`,
    `不提供 ${rawName}：本机任何人都能看到进程参数，shell 也会记录。请设置 TENCENTCLOUD_SECRET_ID 与 TENCENTCLOUD_SECRET_KEY（以及 TENCENTCLOUD_TOKEN），或写入 ~/.tencentcloud/credentials。如果刚才输入的是真实密钥，请尽快更换。`,
  );
