import { COMMANDS } from "../../pkg/cli/commands/table.js";
import { EXIT_TEXTS } from "../../pkg/cli/exit.js";
import { headOf } from "../../pkg/cli/help.js";
import { OPTIONS } from "../../pkg/cli/options/rows.js";

/** What roff would read as its own. @param {string} text */
const roff = (text) =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");

/** @param {string} head @param {string} text */
const item = (head, text) => `.TP\n.B ${roff(head)}\n${roff(text)}`;

/** The manual page, in section 1. */
export function manPage() {
  const commands = COMMANDS.map(({ name, args, about }) => item(`${name} ${args}`.trim(), about.en));
  const options = /** @type {Array<keyof typeof OPTIONS>} */ (Object.keys(OPTIONS)).map((option) =>
    item(headOf(option), OPTIONS[option].about.en),
  );
  const exits = EXIT_TEXTS.map(([status, text]) => item(String(status), text.en));
  return `${[
    ".TH TENCENTCLOUD\\-EDGE 1",
    ".SH NAME",
    "tencentcloud\\-edge \\- CVM instances from the terminal: start what is meant, see it happen, resume after a crash",
    ".SH SYNOPSIS",
    ".B tencentcloud\\-edge\n.I command\n[arguments] [options]",
    ".SH COMMANDS",
    ...commands,
    ".SH OPTIONS",
    "Which command takes which is told by its \\-\\-help.",
    ...options,
    ".SH EXIT STATUS",
    ...exits,
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.map(([name, text]) => item(name, text)),
    ".SH FILES",
    ...FILES.map(([name, text]) => item(name, text)),
  ].join("\n")}\n`;
}

/** @type {Array<[string, string]>} */
const ENVIRONMENT = [
  ["TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_TOKEN", "the credentials"],
  ["TENCENTCLOUD_REGION", "the region where --region is not given"],
  ["TENCENTCLOUD_PROFILE", "the profile where --profile is not given"],
  ["TENCENTCLOUD_ENDPOINT", "where requests go where --endpoint is not given"],
  ["TENCENTCLOUD_INSTANCE_ROLE", "the role of this CVM instance where --role is not given"],
  ["HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "the proxy"],
  ["LC_ALL, LC_MESSAGES, LANG", "the language of messages"],
  ["NO_COLOR, FORCE_COLOR", "whether there are colours"],
];

/** @type {Array<[string, string]>} */
const FILES = [
  ["~/.tencentcloud/credentials", "profiles (INI: secret_id, secret_key, token)"],
  ["~/.tccli/NAME.credential, ~/.tccli/NAME.configure", "tccli's profiles"],
];
