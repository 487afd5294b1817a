import { isTencentCloudError } from "../lib/core/errors.js";
import { CODES } from "../lib/model.gen.js";
import { adviceText } from "./advice.js";
import { CliError, EXIT } from "./exit.js";
import { printable } from "./output/printable.js";

/** @typedef {import("./exit.js").ExitStatus} ExitStatus */
/** @typedef {import("./exit.js").Text} Text */

/** What was written wrongly: nothing has been sent. */
const USAGE = new Set([
  "Client.InvalidArgument",
  "Client.InvalidInstanceId",
  "Client.EmptyList",
  "Client.TooLarge",
]);
const REPORT = {
  en: "This is a fault of tencentcloud-edge, not of yours. Please report it, with the lines above, at https://github.com/tencentcloud-edge/tencentcloud-edge/issues; look first whether they name something that you would not show.",
  zh: "这是 tencentcloud-edge 自身的故障。请将以上内容提交到 https://github.com/tencentcloud-edge/tencentcloud-edge/issues，提交前请确认其中没有不便公开的信息。",
};

/**
 * What the user is told of something that was thrown, and what the process ends with.
 * @param {unknown} error
 * @returns {{status: ExitStatus, text: Text}}
 */
export function failureOf(error) {
  if (error instanceof CliError) return { status: error.status, text: error.text };
  if (!isTencentCloudError(error)) return unexpected(error);
  return { status: statusOf(error.code), text: describe(error) };
}

/** @param {string} code @returns {ExitStatus} */
function statusOf(code) {
  if (USAGE.has(code)) return EXIT.usage;
  return code === "Client.Aborted" ? EXIT.interrupted : EXIT.notAttempted;
}

/**
 * One error, with what its code means and what to do about it.
 * @param {Pick<import("../index.js").TencentCloudError, "code" | "message" | "advice" | "hint" | "requestId">} error
 * @returns {Text}
 */
export function describe({ code, message, advice, hint, requestId }) {
  const meaning = meaningOf(code);
  const todo = adviceText(code, advice);
  const request = requestId === undefined ? "" : ` (RequestId ${printable(requestId)})`;
  const lines = (/** @type {"en" | "zh"} */ language) =>
    [`${code}: ${printable(message)}${request}`, meaning?.[language], hint?.[language] ?? todo?.[language]]
      .filter((line) => line !== undefined && line !== "")
      .join("\n  ");
  return { en: lines("en"), zh: lines("zh") };
}

/** What a code of the service means. @param {string} code @returns {Text | undefined} */
export const meaningOf = (code) =>
  /** @type {Record<string, {text: Text} | undefined>} */ (CODES)[code]?.text;

/** @param {unknown} error @returns {{status: ExitStatus, text: Text}} */
function unexpected(error) {
  const stack = printable(error instanceof Error ? String(error.stack ?? error) : String(error), {
    lines: true,
  });
  return {
    status: EXIT.unexpected,
    text: { en: `${stack}\n${REPORT.en}`, zh: `${stack}\n${REPORT.zh}` },
  };
}
