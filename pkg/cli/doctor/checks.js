/**
 * One thing that was looked at.
 * @typedef {object} Finding
 * @property {import("../exit.js").Text} check what
 * @property {"ok" | "warn" | "fail" | "skipped"} result
 * @property {import("../exit.js").Text} said what was found
 * @property {import("../exit.js").Text} [todo]
 */

/** @param {string} en @param {string} zh */
const text = (en, zh) => ({ en, zh });

/** What each check is called. */
export const CHECKS = {
  credentials: text("credentials", "凭证"),
  key: text("key", "密钥"),
  region: text("region", "地域"),
  permission: text("permission", "权限"),
};

/** @param {import("../exit.js").Text} check @returns {Finding} */
export const skipped = (check) => ({
  check,
  result: "skipped",
  said: text("not looked at: what is before it has to work first", "未检查：请先解决前面的问题"),
});
