import { BULLET } from "./document.mjs";

/** A constant as the service spells them. */
export const WORD = "[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]";

/**
 * All values that a field takes, where its documentation lists them: by bullets, by lines, or in a sentence.
 * @param {string} text plain
 * @param {string} kind of the field, or of its members
 * @returns {{values: Array<string | number>} | undefined}
 */
export function valuesOf(text, kind) {
  const found = listed(text) ?? explained(text) ?? named(text);
  if (found === undefined || found.length < 2 || new Set(found).size !== found.length) return undefined;
  const areNumbers = found.every((word) => /^-?\d+$/.test(word));
  if (areNumbers !== (kind === "integer" || kind === "number")) return undefined;
  return { values: areNumbers ? found.map(Number) : found };
}

/** What stands in the line before a list of values, and before a list of lines without bullets. */
const BEFORE_BULLETS = /取值|可选值|可选项|枚举值|类型|模式|状态|操作。$|支持[:：]?$|对应关系如下/;
const BEFORE_LINES = /(?:取值范围|取值|枚举值|返回值)(?:包括)?\s*[:：]$/;

const ITEM = new RegExp(`^(?:${BULLET})?\\s*["“']?(${WORD}|-?\\d+)["”']?\\s*(?:[:：，,（( ]|表示|$)`);
/** A bullet that is a remark on the others. */
const REMARK = new RegExp(`^${BULLET}\\s*注`);

/** @param {string} text */
function listed(text) {
  const lines = text.split("\n");
  const hasBullet = (/** @type {string} */ line) => line.startsWith(BULLET);
  const start = lines.findIndex(hasBullet);
  if (start > 0 && BEFORE_BULLETS.test(/** @type {string} */ (lines[start - 1]))) {
    const words = lines
      .filter(hasBullet)
      .filter((line) => !REMARK.test(line))
      .map(wordOf);
    return words.every((word) => word !== undefined) ? words : undefined;
  }
  const before = lines.findIndex((line) => BEFORE_LINES.test(line));
  if (start >= 0 || before < 0) return undefined;
  const words = lines.slice(before + 1).map(wordOf);
  const end = words.indexOf(undefined);
  return /** @type {string[]} */ (end < 0 ? words : words.slice(0, end));
}

/** @param {string} line */
const wordOf = (line) => ITEM.exec(line)?.[1];

/** "取值范围：PARTITION：分区置放群组，SPREAD：分散置放群组" */
function explained(/** @type {string} */ text) {
  const after = /取值范围\s*[:：]\s*([^\n]+)/.exec(text)?.[1];
  const words = after?.split(/[，,；;。]/).map((part) => new RegExp(`^\\s*(${WORD})[:：]`).exec(part)?.[1]);
  const end = words?.indexOf(undefined) ?? 0;
  const found = end < 0 ? words : words?.slice(0, end);
  return found !== undefined && found.length > 1 ? /** @type {string[]} */ (found) : undefined;
}

const ONE = `["“']?(?:${WORD}|\\d+)["”']?(?:\\s*[（(][^）)]*[）)])?`;
const AND = "\\s*(?:[、,，/|]|或|和)\\s*";
/** "取值范围：A、B" or "取值为A, B", to the end of the sentence. */
const NAMED = new RegExp(
  `(?:取值范围|取值(?:[:：]分别)?|可选值|枚举值|返回项|值(?=为))(?:是|为|包括)?\\s*[:：]?\\s*(${ONE}(?:${AND}${ONE})+)\\s*(?:[。；;，,]|$)`,
  "m",
);

/** @param {string} text */
const named = (text) =>
  NAMED.exec(text)?.[1]
    ?.replace(/[（(][^）)]*[）)]/g, "")
    .split(new RegExp(AND))
    .map((word) => word.replace(/["“”']/g, "").trim());
