import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { texts } = await load("i18n/index");

test("both languages have every text, and the Chinese ones are Chinese", () => {
  /** @param {unknown} value @param {string} path @returns {[string, string][]} */
  const flat = (value, path) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, `${path}.${key}`))
      : [[path, String(typeof value === "function" ? value(3, 7) : value)]];
  const en = flat(texts.en, "");
  const zh = flat(texts.zh, "");
  assert.deepEqual(
    zh.map(([path]) => path),
    en.map(([path]) => path),
  );
  const foreign = new Set([".htmlLang", ".switchTo"]);
  for (const [path, text] of zh) {
    if (!foreign.has(path)) assert.match(text, /\p{Script=Han}/u, path);
  }
});
