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
