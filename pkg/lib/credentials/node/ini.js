import { parse } from "../../../dist/js-ini.js";
import { credentialsFailed } from "../problems.js";

/**
 * The sections of an INI file, with their values as they stand, by names in lower case.
 * @param {string} path for errors, which never quote a line
 * @param {string} text
 * @returns {Map<string, Record<string, string>>}
 */
export function readIni(path, text) {
  /** @type {Map<string, Record<string, string>>} */
  const sections = new Map();
  try {
    parse(text.replace(/^\uFEFF/, ""), {
      comment: [";", "#"],
      // What it collects itself stands in plain objects, where a section can be called `constructor`.
      keyMergeStrategy: () => {},
      autoTyping(value, section, name) {
        const values = sections.get(section) ?? {};
        sections.set(section, { ...values, [name.toLowerCase()]: value });
      },
    });
  } catch (error) {
    // Its message quotes the line, which may hold a key.
    const line = /** @type {{lineNumber?: unknown}} */ (error).lineNumber;
    const where = typeof line === "number" ? `line ${line} of ${path}` : path;
    throw credentialsFailed(`${where} is neither [section] nor name = value`);
  }
  return sections;
}
