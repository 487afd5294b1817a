import { createInterface } from "node:readline";
import { CliError, EXIT, usage } from "../exit.js";
import { grouped } from "./plan-text.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */

const YES = /^(y|yes|是|好|确认)$/i;

/**
 * Asks whether to go on, where somebody can answer and has not said so yet.
 * @param {Invocation} invocation
 * @param {import("./operation.js").Operation} operation
 * @param {number} count how many instances would change
 * @throws {CliError} where the answer is no, or where nobody can be asked
 */
export async function askFirst(invocation, { question }, count) {
  const { io, say } = invocation;
  if (!needsYes(invocation)) return;
  if (!canAsk(invocation)) {
    throw usage(
      `Nothing was sent: there is no terminal to ask on. Give --yes to act on these ${grouped(count)} instances.`,
      `未发送任何请求：没有可供确认的终端。如确认操作这 ${grouped(count)} 台实例，请加上 --yes。`,
    );
  }
  const text = say(question)
    .replace("#", grouped(count))
    .replace("(s)", count === 1 ? "" : "s");
  io.stderr.write(`${text} [y/N] `);
  const answer = await lineOf(io.stdin);
  if (answer === undefined) io.stderr.write("\n");
  if (answer !== undefined && YES.test(answer.trim())) return;
  throw new CliError(EXIT.usage, { en: "Nothing was sent.", zh: "未发送任何请求。" });
}

/** Whether whoever runs it must say yes: on a terminal, or with an option. @param {Invocation} invocation */
export const needsYes = (invocation) =>
  !invocation.values.yes && (canAsk(invocation) || invocation.args.length === 0);

/** Ids that come from standard input leave nothing to answer on. @param {Invocation} invocation */
const canAsk = ({ io, values }) => io.stdin.isTTY === true && io.stderr.isTTY === true && values.from !== "-";

/**
 * The next line, as the terminal edits it.
 * @param {NodeJS.ReadStream} stdin
 * @returns {Promise<string | undefined>} undefined at its end
 */
const lineOf = (stdin) =>
  new Promise((resolve) => {
    const lines = createInterface({ input: stdin, terminal: false });
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => resolve(undefined));
  });
