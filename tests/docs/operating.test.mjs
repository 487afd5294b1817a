import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { load } from "../www/load.mjs";

const page = readFileSync(`${paths.root}/docs/operating.md`, "utf8");
const source = readdirSync(`${paths.root}/worker/src`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${paths.root}/worker/src/${file}`, "utf8"))
  .join("\n");

/** Everything in the page's code spans that the pattern matches. @param {RegExp} pattern */
const named = (pattern) => [...page.matchAll(pattern)].map(([, name = ""]) => name);
/** @param {string[]} names */
const sorted = (names) => [...new Set(names)].sort();

test("the page names every metric there is, and no other", async () => {
  const { familiesOf } = await load("metrics/families", "worker/src");
  const there = familiesOf([], undefined).map((/** @type {any} */ family) => family.name);
  const said = named(/`(tencentcloud_edge_[a-z_]+?)(?:_total)?`/g);
  assert.deepEqual(sorted(said), sorted(there));
});

test("the page names every event of the log, and no other", () => {
  const there = [...source.matchAll(/\blog\(\s*"([a-z.]+)"/g)].map(([, name = ""]) => name);
  const table = page.slice(page.indexOf("| event | means |"), page.indexOf("No line holds"));
  const said = table
    .split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([a-z.]+)`/g)].map(([, name = ""]) => name));
  assert.deepEqual(sorted(said), sorted(there));
});

test("the page has every limit with its default", async () => {
  const { LIMITS } = await load("config/limits", "worker/src");
  const there = Object.values(LIMITS).map(({ variable, fallback }) => `${variable} ${fallback}`);
  const said = [...page.matchAll(/^\| `(MAX_[A-Z_]+)` \| ([\d,]+) \|/gm)].map(
    ([, variable, figure = ""]) => `${variable} ${figure.replaceAll(",", "")}`,
  );
  assert.deepEqual(sorted(said), sorted(there));
});

test("every test that a promise rests on is there", () => {
  const promises = page.slice(page.indexOf("| guarantee | tested by |"), page.indexOf("## Limits"));
  let cited = 0;
  for (const [, file = "", titles = ""] of promises.matchAll(/`(tests\/[^`]+)`(: (?:"[^"]+"(?:, )?)+)?/g)) {
    const text = readFileSync(`${paths.root}/${file}`, "utf8");
    for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) {
      assert.ok(text.includes(title), `${file} has no test "${title}"`);
      cited += 1;
    }
  }
  assert.ok(cited > 5);
});
