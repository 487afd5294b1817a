import { nearest } from "../lib/core/members.js";
import { CliError, EXIT, usage } from "./exit.js";
import { COMMANDS, findCommand, helpOf, helpOfAll, isOwn } from "./help.js";
import { createInvocation } from "./invocation.js";
import { inLanguage, languageOf } from "./language.js";
import { parse } from "./options/parse.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** @typedef {import("./exit.js").ExitStatus} ExitStatus */
/** @typedef {Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env" | "exitCode">} World what a process is to the command line */

/**
 * Runs the command line; what it fails with becomes one sentence and an exit status.
 * @param {string[]} args
 * @param {World} world
 */
export async function run(args, world) {
  const language = languageAsked(args, world.env);
  try {
    const status = await dispatch(args, world, language);
    if (status !== undefined) world.exitCode = status;
  } catch (error) {
    world.exitCode = await report(error, world, language);
  }
}

/** Help and errors come before the options are read. @param {string[]} args @param {NodeJS.ProcessEnv} env */
function languageAsked(args, env) {
  const at = args.findIndex((arg) => arg === "--language" || arg.startsWith("--language="));
  const given = at === -1 ? undefined : (args[at]?.split("=")[1] ?? args[at + 1]);
  return given === "zh-CN" || given === "en-US" ? given : languageOf(env);
}

/**
 * @param {string[]} args
 * @param {World} world
 * @param {import("./language.js").Language} language
 * @returns {Promise<ExitStatus | undefined>} undefined of a command that ends the process itself
 */
async function dispatch([name = "--help", ...rest], world, language) {
  if (name === "--help" || name === "-h" || name === "help") {
    const command = name === "help" ? findCommand(rest[0] ?? "") : undefined;
    if (command !== undefined) return dispatch([command.name, "--help"], world, language);
    world.stdout.write(`${helpOfAll(language)}\n`);
    return EXIT.ok;
  }
  if (name === "--version" || name === "-v") {
    world.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  const command = findCommand(name);
  if (command === undefined) throw unknownCommand(name);
  if (isOwn(command)) {
    await (await command.loadOwn())(withoutLanguage(rest));
    return undefined;
  }
  if (asksForHelp(rest)) {
    world.stdout.write(`${helpOf(command, language)}\n`);
    return EXIT.ok;
  }
  keepWriting(world, { acts: command.acts === true, language });
  const invocation = createInvocation(command.name, parse(command, rest), { io: world, env: world.env });
  return (await command.load())(invocation);
}

/** The commands that read their arguments themselves speak English. @param {string[]} args */
const withoutLanguage = (args) =>
  args.filter(
    (arg, at) =>
      !/^--language(=(en-US|zh-CN))?$/.test(arg) &&
      !(args[at - 1] === "--language" && /^(en-US|zh-CN)$/.test(arg)),
  );

/**
 * Whoever reads has had enough, as `head` does: a command that only looks ends; one that acts goes on, and ends as it would have.
 * What cannot be written otherwise, as on a full disk, is told once.
 * @param {World} world
 * @param {{acts: boolean, language: import("./language.js").Language}} how
 */
function keepWriting({ stdout, stderr }, { acts, language }) {
  let told = false;
  stderr.on("error", () => {});
  stdout.on("error", (/** @type {NodeJS.ErrnoException} */ { code }) => {
    if (code === "EPIPE" && !acts) process.exit(EXIT.ok);
    if (code === "EPIPE" || told) return;
    told = true;
    const text = {
      en: `Standard output cannot be written (${code}): what stands there is not whole.`,
      zh: `无法写入标准输出（${code}）：其中的内容不完整。`,
    };
    stderr.write(`${inLanguage(text, language)}\n`);
    process.once("exit", (status) => {
      if (status === EXIT.ok) process.exitCode = EXIT.someFailed;
    });
  });
}

/** Also where another option is wrong. @param {string[]} args */
const asksForHelp = (args) => {
  const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return options.includes("--help") || options.includes("-h");
};

/** @param {string} name */
function unknownCommand(name) {
  const near = nearest(
    name,
    COMMANDS.map((row) => row.name),
  );
  const [en, zh] = near === undefined ? ["", ""] : [` Did you mean ${near}?`, `您是否想写 ${near}？`];
  const [what, kind] = name.startsWith("-") ? ["option", "选项"] : ["command", "命令"];
  return usage(
    `There is no ${what} ${name}.${en} \`tencentcloud-edge --help\` lists what there is.`,
    `没有${kind} ${name}。${zh}\`tencentcloud-edge --help\` 列出全部命令。`,
  );
}

/**
 * @param {unknown} error
 * @param {World} world
 * @param {import("./language.js").Language} language
 * @returns {Promise<ExitStatus>}
 */
async function report(error, world, language) {
  const write = (/** @type {string} */ text) => world.stderr.write(`${text}\n`);
  if (error instanceof UsageError) {
    write(error.message);
    return EXIT.usage;
  }
  if (error instanceof CliError) {
    write(inLanguage(error.text, language));
    return error.status;
  }
  const { failureOf } = await import("./failure.js");
  const { status, text } = failureOf(error);
  write(inLanguage(text, language));
  return status;
}
