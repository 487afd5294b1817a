import { regionsMeant } from "../../connection/regions.js";
import { usage } from "../../exit.js";
import { SELECTING } from "../../options/rows.js";
import { namedIn } from "../../selection/choose.js";

/** @typedef {import("../../invocation.js").Invocation} Invocation */
/** @typedef {import("../operation.js").Task} Task */
/** @typedef {import("./format.js").Head} Head */

/** What a job was made with, by the option that says so. */
const OPTION_OF = /** @type {const} */ ({
  wait: "--no-wait",
  ramp: "--ramp",
  stopType: "--stop-type",
  stoppedMode: "--stopped-mode",
  stopAfter: "--stop-after",
});
/** How many ids stand in a message. */
const SHOWN_IDS = 3;

/**
 * What a journal says of the command that began it.
 * @param {Invocation} invocation
 * @param {import("../../connection/connection.js").Connection} connection
 * @param {Task} task
 * @returns {Omit<Head, "regions" | "beganAtMs">}
 */
export const headOf = (invocation, connection, task) => ({
  action: task.operation.action,
  options: optionsOf(task),
  selection: selectionOf(invocation, connection),
  named: isNamed(invocation),
});

/** @param {Task} task */
const optionsOf = ({ options, stopAfter }) => ({ ...options, ...(stopAfter !== undefined && { stopAfter }) });

/** @param {Invocation} invocation */
const isNamed = ({ args, values }) => args.length > 0 || values.from !== undefined;

/**
 * @param {Invocation} invocation
 * @param {import("../../connection/connection.js").Connection} connection
 * @returns {Record<string, string>}
 */
function selectionOf(invocation, connection) {
  const { values } = invocation;
  const given = SELECTING.filter((name) => values[name] !== undefined).map((name) => [
    name,
    inWords(values[name]),
  ]);
  return { region: inWords(regionsMeant(invocation, connection) ?? []), ...Object.fromEntries(given) };
}

/** @param {unknown} value of an option */
const inWords = (value) =>
  value === true ? "" : [/** @type {unknown[]} */ (value)].flat().map(word).sort().join(" ");

/** @param {unknown} value */
function word(value) {
  if (typeof value === "string") return value;
  const { key, value: own, Name, Values } = /** @type {Record<string, unknown>} */ (value);
  return Name === undefined ? `${key}=${own}` : `${Name}=${Values}`;
}

/**
 * Refuses a journal that another command began.
 * @param {Invocation} invocation
 * @param {import("../../connection/connection.js").Connection} connection
 * @param {Task} task
 * @param {{path: string, head: Head, ids: string[]}} journal `ids`: those of its jobs
 * @throws {import("../../exit.js").CliError} that names what differs
 */
export async function requireSame(invocation, connection, task, { path, head, ids }) {
  const { action } = task.operation;
  if (head.action !== action) throw other(path, head.action, action);
  for (const [name, option] of Object.entries(OPTION_OF)) {
    const [before, now] = [head.options, optionsOf(task)].map((options) =>
      optionText(option, /** @type {Record<string, unknown>} */ (options)[name]),
    );
    if (before !== now) throw other(path, before, now);
  }
  const named = isNamed(invocation);
  const given = selectionOf(invocation, connection);
  // The same command without what selected: the journal knows which instances they are.
  const silent = !named && Object.keys(given).length === 1;
  for (const name of silent ? ["region"] : ["region", ...SELECTING]) {
    const [before, now] = [head.selection[name], given[name]].map((value) => optionText(`--${name}`, value));
    if (before !== now) throw other(path, before, now);
  }
  if (silent) return;
  if (named !== head.named) throw other(path, idsText(head.named), idsText(named));
  if (named) await requireSameIds(invocation, path, ids);
}

/** @param {string} option @param {unknown} value */
function optionText(option, value) {
  if (value === undefined) return `no ${option}`;
  const text =
    typeof value === "object" ? Object.values(/** @type {object} */ (value)).join(",") : String(value);
  return value === "" || value === false ? option : `${option} ${text}`;
}

/** @param {boolean} named */
const idsText = (named) => (named ? "ids" : "no ids");

/** @param {string} path @param {string} [before] @param {string} [now] */
const other = (path, before, now) =>
  usage(
    `--resume ${path}: this journal was begun with ${before}, and this is ${now}. Nothing was sent; give another file for another operation.`,
    `--resume ${path}：该日志开始时为 ${before}，而当前命令为 ${now}。未发送任何请求；不同的操作请使用不同的文件。`,
  );

/** @param {Invocation} invocation @param {string} path @param {string[]} ids */
async function requireSameIds(invocation, path, ids) {
  const excluded = new Set(invocation.values.exclude);
  const named = ((await namedIn(invocation)) ?? []).map(({ id }) => id).filter((id) => !excluded.has(id));
  const [inJournal, inCommand] = [new Set(ids), new Set(named)];
  const missing = ids.filter((id) => !inCommand.has(id));
  // What else selects may have left some of them out.
  const narrowed = SELECTING.some((name) => name !== "exclude" && invocation.values[name] !== undefined);
  const more = narrowed ? [] : named.filter((id) => !inJournal.has(id));
  if (missing.length === 0 && more.length === 0) return;
  const some = (/** @type {string[]} */ list) =>
    `${list.length} (${list.slice(0, SHOWN_IDS).join(" ")}${list.length > SHOWN_IDS ? " …" : ""})`;
  throw usage(
    `--resume ${path}: this journal is of other instances: ${some(missing)} of its own are not among those of this command, and ${some(more)} are not in it. Nothing was sent.`,
    `--resume ${path}：该日志对应其他实例：其中 ${some(missing)} 台不在当前命令中，当前命令中有 ${some(more)} 台不在日志里。未发送任何请求。`,
  );
}
