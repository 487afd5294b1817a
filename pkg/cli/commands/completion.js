import { EXIT, usage } from "../exit.js";
import { inLanguage } from "../language.js";
import { OPTIONS } from "../options/rows.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../options/rows.js").OptionRow} OptionRow */
/** @typedef {import("../options/rows.js").OptionName} OptionName */
/** @typedef {{name: string, about: string, options: Array<{name: string, row: OptionRow, about: string}>}} Listed */

/** Options whose value is a file. */
const FILES = new Set(["from", "resume", "against"]);
/** @type {Record<string, (commands: Listed[]) => string>} */
const SHELLS = { bash, zsh, fish };

/**
 * `completion`.
 * @param {Invocation} invocation
 * @param {Array<{name: string, about: import("../exit.js").Text, options?: readonly OptionName[]}>} rows the commands
 */
export async function completion(invocation, rows) {
  const [shell = "", ...more] = invocation.args;
  const write = SHELLS[shell];
  if (write === undefined || !Object.hasOwn(SHELLS, shell) || more.length > 0) {
    throw usage(
      'completion takes bash, zsh or fish: `eval "$(tencentcloud-edge completion bash)"` in ~/.bashrc.',
      'completion 的参数是 bash、zsh 或 fish：在 ~/.bashrc 中加入 `eval "$(tencentcloud-edge completion bash)"`。',
    );
  }
  const commands = rows.map(({ name, about, options = ["help"] }) => ({
    name,
    about: inLanguage(about, invocation.language),
    options: options.map((option) => ({
      name: option,
      row: /** @type {OptionRow} */ (OPTIONS[option]),
      about: inLanguage(OPTIONS[option].about, invocation.language),
    })),
  }));
  await invocation.print(write(commands));
  return EXIT.ok;
}

/** @param {Listed[]} commands */
function bash(commands) {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map((option) => `--${option.name}`).join(" ")}" ;;`,
  );
  const values = wordsOf(commands).map(([name, words]) => `    --${name}) words="${words.join(" ")}" ;;`);
  return `_tencentcloud_edge() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  case "$previous" in
    ${[...FILES].map((name) => `--${name}`).join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;
${values.join("\n")}
  esac
  if [ -z "$words" ]; then
    case "\${COMP_WORDS[1]}" in
${cases.map((line) => `  ${line}`).join("\n")}
    esac
    if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(" ")} --help --version"; fi
    if [ "$COMP_CWORD" -gt 1 ] && [ "\${current#-}" = "$current" ]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _tencentcloud_edge tencentcloud-edge`;
}

/** @param {Listed[]} commands */
function zsh(commands) {
  const described = commands.map(({ name, about }) => `    '${name}:${escaped(about)}'`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ name, row, about }) => {
      const action = FILES.has(name) ? "_files" : row.words === undefined ? "" : `(${row.words.join(" ")})`;
      const value = row.value === undefined ? "" : `:${escaped(row.value)}:${action}`;
      return `'${row.many ? "*" : ""}--${name}[${escaped(about)}]${value}'`;
    });
    return `    ${name}) _arguments ${specs.join(" ")} '*:argument:_files' ;;`;
  });
  return `#compdef tencentcloud-edge
_tencentcloud_edge() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command="$words[2]"
  shift words; (( CURRENT-- ))
  case "$command" in
${cases.join("\n")}
  esac
}
compdef _tencentcloud_edge tencentcloud-edge`;
}

/** What would end a quotation or a specification. @param {string} text */
const escaped = (text) => text.replaceAll("'", "’").replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`);

/** @param {Listed[]} commands */
function fish(commands) {
  const lines = commands.flatMap(({ name, about, options }) => [
    `complete -c tencentcloud-edge -n __fish_use_subcommand -f -a ${name} -d '${plain(about)}'`,
    ...options.map(({ name: option, row, about }) => {
      const short = row.short === undefined ? "" : ` -s ${row.short}`;
      const words = row.words === undefined ? "" : ` -f -a '${row.words.join(" ")}'`;
      const value = row.value === undefined ? "" : ` -r${words}`;
      return `complete -c tencentcloud-edge -n '__fish_seen_subcommand_from ${name}' -l ${option}${short}${value} -d '${plain(about)}'`;
    }),
  ]);
  return lines.join("\n");
}

/** @param {string} text */
const plain = (text) => text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");

/** The options that take one of some words. @param {Listed[]} commands @returns {Array<[string, readonly string[]]>} */
const wordsOf = (commands) => [
  ...new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(({ name, row }) =>
        row.words === undefined ? [] : [/** @type {const} */ ([name, row.words])],
      ),
    ),
  ),
];
