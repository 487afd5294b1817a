/**
 * A text in both languages of the command line.
 * @typedef {{en: string, zh: string}} Text
 */

/** What the process ends with (docs/cli.md). */
export const EXIT = /** @type {const} */ ({
  ok: 0,
  unexpected: 1,
  usage: 2,
  someFailed: 3,
  notAttempted: 4,
  interrupted: 130,
});

/** @typedef {typeof EXIT[keyof typeof EXIT]} ExitStatus */

/** What each means. @type {Array<[ExitStatus, Text]>} */
export const EXIT_TEXTS = [
  [EXIT.ok, { en: "all well", zh: "全部成功" }],
  [EXIT.unexpected, { en: "a fault of this program; it asks to be reported", zh: "程序自身故障，请反馈" }],
  [EXIT.usage, { en: "usage: nothing was sent", zh: "用法错误：未发送任何请求" }],
  [
    EXIT.someFailed,
    {
      en: "some instances ended failed, conflict or unknown, or the service refused the request",
      zh: "部分实例以 failed、conflict 或 unknown 结束，或服务拒绝了请求",
    },
  ],
  [
    EXIT.notAttempted,
    {
      en: "nothing could be attempted: credentials, permission, network, region",
      zh: "无法执行：凭证、权限、网络或地域",
    },
  ],
  [EXIT.interrupted, { en: "interrupted", zh: "被中断" }],
];

/** What the user is told instead of a stack: what is wrong, and what to do. */
export class CliError extends Error {
  /**
   * @param {ExitStatus} status
   * @param {Text} text
   * @param {{cause?: unknown}} [options]
   */
  constructor(status, text, options) {
    super(text.en, options);
    this.name = "CliError";
    this.status = status;
    this.text = text;
  }
}

/** The command was written wrongly; nothing was sent. @param {string} en @param {string} zh */
export const usage = (en, zh) => new CliError(EXIT.usage, { en, zh });
