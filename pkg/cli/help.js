import { COMMANDS, isOwn } from "./commands/table.js";
import { inLanguage } from "./language.js";
import { OPTIONS } from "./options/rows.js";

/** @typedef {import("./language.js").Language} Language */

const SEE = {
  en: "`tencentcloud-edge COMMAND --help` tells more of each.",
  zh: "`tencentcloud-edge COMMAND --help` 显示各命令的说明。",
};
const EXIT_CODES = {
  en: `Exit codes: 0 all well, 1 a fault of this program, 2 usage (nothing was sent), 3 some instances or the request failed,
4 nothing could be attempted (credentials, permission, network, region), 130 interrupted.`,
  zh: `退出码：0 全部成功；1 程序自身故障；2 用法错误（未发送任何请求）；3 部分实例或请求失败；
4 无法执行（凭证、权限、网络、地域）；130 被中断。`,
};

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
  const texts = [aligned(rows), aligned(rest), inLanguage(SEE, language), inLanguage(EXIT_CODES, language)];
  return `tencentcloud-edge <command> [arguments] [options]\n\n${texts.join("\n\n")}`;
}

/** @param {import("./commands/table.js").CommandRow} command @param {Language} language */
export function helpOf({ name, args, about, options, notes }, language) {
  const rows = options.map((option) => {
    const { value, short, about } = /** @type {import("./options/rows.js").OptionRow} */ (OPTIONS[option]);
    const head = `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`;
    return [head, inLanguage(about, language)];
  });
  const texts = [
    ["tencentcloud-edge", name, args, "[options]"].filter((part) => part !== "").join(" "),
    inLanguage(about, language),
    aligned(rows),
    notes && inLanguage(notes, language),
  ];
  return texts.filter((text) => text !== undefined).join("\n\n");
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
