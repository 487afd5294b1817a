import { COMMANDS, isOwn } from "./commands/table.js";
import { EXIT_TEXTS } from "./exit.js";
import { inLanguage } from "./language.js";
import { OPTIONS } from "./options/rows.js";

/** @typedef {import("./language.js").Language} Language */

const SEE = {
  en: "`tencentcloud-edge COMMAND --help` tells more of each.",
  zh: "`tencentcloud-edge COMMAND --help` 显示各命令的说明。",
};
const EXIT_CODES = { en: "Exit codes:", zh: "退出码：" };

/** @param {Language} language */
export function helpOfAll(language) {
  const rows = COMMANDS.map(({ name, args, about }) => [
    `${name} ${args}`.trim(),
    inLanguage(about, language),
  ]);
  const rest = [
    ["--help", inLanguage(OPTIONS.help.about, language)],
    ["--version", language === "zh-CN" ? "本包的版本" : "the version of this package"],
  ];
  const codes = EXIT_TEXTS.map(([status, text]) => [String(status), inLanguage(text, language)]);
  const texts = [
    aligned(rows),
    aligned(rest),
    inLanguage(SEE, language),
    `${inLanguage(EXIT_CODES, language)}\n${aligned(codes)}`,
  ];
  return `tencentcloud-edge <command> [arguments] [options]\n\n${texts.join("\n\n")}`;
}

/** @param {import("./commands/table.js").CommandRow} command @param {Language} language */
export function helpOf({ name, args, about, options, notes }, language) {
  const rows = options.map((option) => [headOf(option), inLanguage(OPTIONS[option].about, language)]);
  const texts = [
    ["tencentcloud-edge", name, args, "[options]"].filter((part) => part !== "").join(" "),
    inLanguage(about, language),
    aligned(rows),
    notes && inLanguage(notes, language),
  ];
  return texts.filter((text) => text !== undefined).join("\n\n");
}

/** An option as it is written. @param {import("./options/rows.js").OptionName} option */
export function headOf(option) {
  const { value, short } = /** @type {import("./options/rows.js").OptionRow} */ (OPTIONS[option]);
  return `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`;
}

/** Two columns; the second begins on a line of its own where the first is long. @param {string[][]} rows */
function aligned(rows) {
  const width = Math.min(28, Math.max(...rows.map(([head = ""]) => head.length)));
  return rows
    .map(([head = "", text = ""]) =>
      head.length > width ? `  ${head}\n  ${" ".repeat(width)}  ${text}` : `  ${head.padEnd(width)}  ${text}`,
    )
    .join("\n");
}

/** @param {string} name */
export const findCommand = (name) => COMMANDS.find((row) => row.name === name);

export { COMMANDS, isOwn };
