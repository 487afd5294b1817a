import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { COMMANDS } from "../../pkg/cli/commands/table.js";
import { EXIT_TEXTS } from "../../pkg/cli/exit.js";
import { headOf } from "../../pkg/cli/help.js";
import { OPTIONS } from "../../pkg/cli/options/rows.js";
import { paths } from "../lib/paths.mjs";
import { manPage } from "./man.mjs";
import { PAGES } from "./prose.mjs";

/** @typedef {import("../../pkg/cli/options/rows.js").OptionName} OptionName */

const HEADS = /** @type {const} */ ({
  en: { commands: ["command", "does"], exits: ["code", "means"], options: ["option", "means", "of"] },
  zh: { commands: ["命令", "作用"], exits: ["退出码", "含义"], options: ["选项", "含义", "适用于"] },
});

/** The files that follow from the command line's tables. */
const cliFiles = () => [
  { file: "docs/cli.md", text: page("en") },
  { file: "docs/cli.zh-CN.md", text: page("zh") },
  { file: "man/tencentcloud-edge.1", text: manPage() },
];

/** Those that say something else than the tables. */
export const staleCliFiles = () =>
  cliFiles().filter(({ file, text }) => {
    const path = `${paths.root}/${file}`;
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });

/** Writes those that are stale, and answers their names. */
export function writeCliFiles() {
  return staleCliFiles().map(({ file, text }) => {
    mkdirSync(dirname(`${paths.root}/${file}`), { recursive: true });
    writeFileSync(`${paths.root}/${file}`, text);
    return file;
  });
}

/** @param {"en" | "zh"} language */
function page(language) {
  const heads = HEADS[language];
  const commands = COMMANDS.map(({ name, args, about }) => [code(`${name} ${args}`.trim()), about[language]]);
  const exits = EXIT_TEXTS.map(([status, text]) => [String(status), text[language]]);
  const options = /** @type {OptionName[]} */ (Object.keys(OPTIONS)).map((option) => [
    code(headOf(option)),
    OPTIONS[option].about[language],
    takers(option, language),
  ]);
  return PAGES[language]
    .replace("{{commands}}", markdownTable(heads.commands, commands))
    .replace("{{exits}}", markdownTable(heads.exits, exits))
    .replace("{{options}}", markdownTable(heads.options, options));
}

/** @param {OptionName} option @param {"en" | "zh"} language */
function takers(option, language) {
  const names = COMMANDS.filter((row) => "options" in row && row.options.includes(option)).map(
    ({ name }) => name,
  );
  const all = COMMANDS.filter((row) => "options" in row).length;
  if (names.length === all) return language === "en" ? "all" : "全部";
  return names.join(language === "en" ? ", " : "、");
}

/** @param {string} text */
const code = (text) => `\`${text}\``;

/** @param {readonly string[]} head @param {string[][]} rows */
const markdownTable = (head, rows) =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
