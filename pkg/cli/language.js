/** @typedef {"en-US" | "zh-CN"} Language */
/** @typedef {import("./exit.js").Text} Text */

export const LANGUAGES = /** @type {const} */ (["en-US", "zh-CN"]);

/**
 * The language of messages where none was asked for: what the locale says.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Language}
 */
export function languageOf(env) {
  // POSIX: the first of these that is set and not empty decides.
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^zh(?![a-z])/i.test(locale) ? "zh-CN" : "en-US";
}

/** @param {Text} text @param {Language} language */
export const inLanguage = (text, language) => (language === "zh-CN" ? text.zh : text.en);
