import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { load } from "../www/load.mjs";

/** @param {string} name */
const read = (name) => readFileSync(`${paths.root}/docs/${name}`, "utf8");
const page = read("operating.md");
const PAGES = Object.entries({ English: page, Chinese: read("operating.zh-CN.md") });
const source = readdirSync(`${paths.root}/worker/src`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${paths.root}/worker/src/${file}`, "utf8"))
  .join("\n");

/** @param {string[]} names */
const sorted = (names) => [...new Set(names)].sort();

for (const [language, text] of PAGES) {
  test(`the ${language} page names every metric there is, and no other`, async () => {
    const { familiesOf } = await load("metrics/families", "worker/src");
    const there = familiesOf([], undefined).map((/** @type {{name: string}} */ family) => family.name);
    const said = [...text.matchAll(/`(tencentcloud_edge_[a-z_]+?)(?:_total)?`/g)].map(
      ([, name = ""]) => name,
    );
    assert.deepEqual(sorted(said), sorted(there));
  });

  test(`the ${language} page names every event of the log, and no other`, () => {
    const there = [...source.matchAll(/\blog\(\s*"([a-z.]+)"/g)].map(([, name = ""]) => name);
    const rows = text.split("\n");
    const first = rows.findIndex((row) => row.startsWith("| `request` |"));
    const table = rows.slice(first, rows.indexOf("", first));
    const said = table.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`([a-z.]+)`/g)].map(([, name = ""]) => name),
    );
    assert.deepEqual(sorted(said), sorted(there));
  });

  test(`the ${language} page has every limit with its default`, async () => {
    const { LIMITS } = await load("config/limits", "worker/src");
    const there = Object.values(LIMITS).map(({ variable, fallback }) => `${variable} ${fallback}`);
    const said = [...text.matchAll(/^\| `(MAX_[A-Z_]+)` \| ([\d,]+) \|/gm)].map(
      ([, variable, figure = ""]) => `${variable} ${figure.replaceAll(",", "")}`,
    );
    assert.deepEqual(sorted(said), sorted(there));
  });
}

test("both pages have the same commands", () => {
  const [english, chinese] = PAGES.map(([, text]) =>
    [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = ""]) => code.replaceAll(/ +#.*$/gm, "")),
  );
  assert.deepEqual(chinese, english);
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
