import { BULLET, plain } from "./document.mjs";
import { valuesOf, WORD } from "./values.mjs";

/**
 * What the documentation of an input says in numbers and constants. Only forms that can be read without doubt are read: a field
 * whose documentation says it otherwise has no such fact here.
 * @typedef {object} Facts
 * @property {Array<string | number>} [values] all that it takes
 * @property {number} [least]
 * @property {number} [most]
 * @property {number} [leastLength] characters of a text
 * @property {number} [mostLength]
 * @property {number} [mostItems] of a list
 * @property {string[]} [filters] names that a list of filters takes
 * @property {number} [mostFilterValues] values of one filter
 * @property {string | number | boolean} [default]
 */

/** @typedef {"string" | "integer" | "number" | "boolean" | "object"} Kind */

/**
 * @param {string} document
 * @param {{name: string, kind: Kind, list: boolean}} type
 * @returns {Facts}
 */
export function factsOf(document, { name, kind, list }) {
  const text = plain(document);
  if (list) {
    return { ...(kind === "object" ? filters(text, name) : valuesOf(text, kind)), ...mostItems(text) };
  }
  switch (kind) {
    case "string":
      return { ...valuesOf(text, kind), ...lengths(text), ...defaultOf(text, kind) };
    case "integer":
    case "number":
      return { ...(valuesOf(text, kind) ?? range(text)), ...defaultOf(text, kind) };
    case "boolean":
      return defaultOf(text, kind) ?? {};
    case "object":
      return {};
  }
}

const BETWEEN = String.raw`[[(（]?\s*(\d+)\s*(?:[-~，,]|到|至)\s*(\d+)\s*[\])）]?`;

/** "取值范围：[1, 500]"; a list of single numbers is no range. */
const RANGE = new RegExp(`(?:范围|取值)(?:是|为|限制为)?\\s*[:：]?\\s*${BETWEEN}(?!\\s*[,，、]\\s*\\d)`);

/** @param {string} text @returns {{least?: number, most?: number} | undefined} */
function range(text) {
  const between = RANGE.exec(text);
  if (between !== null) return { least: Number(between[1]), most: Number(between[2]) };
  const bound = (/** @type {string} */ word) =>
    new RegExp(`${word}(?:值|取值|支持)(?:是|为)?\\s*[:：]?\\s*(\\d+)(?![\\d.])`).exec(text)?.[1];
  return given({ least: bound("最小"), most: bound("最大") });
}

const MOST_ITEMS = [
  /(?:每次请求|单次请求|一次请求|列表)[^。\n]{0,28}?上限[为是]\s*(\d+)/,
  /每次操作\s*(\d+)\s*(?:个|台|条)/,
  /(?:最多|至多)(?:支持|可以|指定|操作|传入|不超过)*\s*(\d+)\s*(?:个|台|条)/,
];
const ONE_ITEM = /仅支持指定一个|只支持绑定单个/;

/** @param {string} text @returns {{mostItems?: number} | undefined} */
const mostItems = (text) =>
  ONE_ITEM.test(text) ? { mostItems: 1 } : given({ mostItems: first(MOST_ITEMS, text)?.[1] });

const LENGTH_BETWEEN = new RegExp(`长度(?:限制|为|范围)?\\s*[:：]?\\s*${BETWEEN}`, "g");
const MOST_LENGTH =
  /(?:最多支持|不得超过|不超过|不能超过|最长为?|上限为|长度限制为|小于等于)\s*(\d+)\s*(?:个|位)?\s*(?:ASCII\s*)?(?:字符|位|字节)/;

/** @param {string} text @returns {{leastLength?: number, mostLength?: number} | undefined} */
function lengths(text) {
  const found = [...text.matchAll(LENGTH_BETWEEN)];
  // A length for Windows and another for Linux: neither holds for all.
  if (found.length > 1) return undefined;
  return given({
    leastLength: found[0]?.[1],
    mostLength: found[0]?.[2] ?? MOST_LENGTH.exec(text)?.[1],
  });
}

const DEFAULT = new RegExp(
  `默认(?:取值|值)?\\s*(?:[:：]|是|为|采用)*\\s*["“'‘]?(${WORD}|-?\\d+(?:\\.\\d+)?)["”'’]?\\s*(?:[。；;，,.）)(（]|$)`,
  "m",
);

/** @param {string} text @param {Kind} kind @returns {{default: string | number | boolean} | undefined} */
function defaultOf(text, kind) {
  const found = DEFAULT.exec(text)?.[1];
  if (found === undefined) return undefined;
  const isNumber = /^-?\d/.test(found);
  if (kind === "string") return isNumber ? undefined : { default: found };
  if (kind === "boolean") {
    return /^(?:true|false)$/i.test(found) ? { default: found.toLowerCase() === "true" } : undefined;
  }
  return isNumber ? { default: Number(found) } : undefined;
}

/** "• zone" or "• zone - String - …" */
const FILTER = new RegExp(`^${BULLET}\\s*([A-Za-z][\\w:.-]*)\\s*(?:-\\s*(?:String|Integer|Array)\\b.*)?$`);

/** @param {string} text @param {string} name @returns {Pick<Facts, "filters" | "mostFilterValues">} */
function filters(text, name) {
  if (name !== "Filters") return {};
  const names = text.split("\n").flatMap((line) => FILTER.exec(line)?.[1] ?? []);
  const most = given({ mostFilterValues: /Filters?\.Values\s*的上限为\s*(\d+)/.exec(text)?.[1] });
  return { ...(names.length > 0 && { filters: [...new Set(names)] }), ...most };
}

/** @param {RegExp[]} forms @param {string} text */
const first = (forms, text) => forms.map((form) => form.exec(text)).find((found) => found !== null);

/**
 * The numbers that were found.
 * @template {string} K
 * @param {Record<K, string | undefined>} found
 * @returns {Partial<Record<K, number>>}
 */
const given = (found) =>
  /** @type {Partial<Record<K, number>>} */ (
    Object.fromEntries(
      Object.entries(found).flatMap(([key, value]) => (value === undefined ? [] : [[key, Number(value)]])),
    )
  );
