import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { paths } from "../../scripts/lib/paths.mjs";
import { declarations } from "../../scripts/metadata/declarations.mjs";
import { committedService, dataFile, INDEX, ours } from "../../scripts/metadata/files.mjs";
import { actionNames } from "../../scripts/metadata/index-of-services.mjs";
import { SERVICES } from "../../scripts/metadata/services.mjs";

const REFRESH = "Run `npm run metadata`, and commit what it writes";
/** Of a file that is loaded on demand. @type {Record<string, {raw: number, gzip: number}>} */
const MOST_BYTES = {
  [INDEX]: { raw: 300_000, gzip: 76_000 },
  "pkg/metadata/cvm.json": { raw: 120_000, gzip: 20_000 },
};

const read = (/** @type {string} */ file) => readFileSync(`${paths.root}/${file}`, "utf8");

for (const { service, version } of SERVICES) {
  const data = committedService(service);
  assert.ok(data, `${dataFile(service)} is missing. ${REFRESH}`);
  const actions = Object.entries(data.actions);

  test(`the types of ${service} say what its data say`, () => {
    assert.equal(read(`pkg/types/${service}.gen.d.ts`), declarations(data), REFRESH);
  });

  test(`every action of ${service} has our summaries, one line each`, () => {
    /** @type {Record<string, {en: string, zh: string}>} */
    const summaries = ours(service, "summaries");
    assert.deepEqual(
      actions.map(([name, { en, zh }]) => [name, { en, zh }]),
      Object.entries(summaries).sort(([a], [b]) => (a < b ? -1 : 1)),
      REFRESH,
    );
    for (const [name, { en, zh }] of actions) {
      assert.match(en, /^[A-Z][^\n\u4e00-\u9fff]{10,110}\.$/, `${name}, English`);
      assert.match(zh, /^(?=.*[\u4e00-\u9fff])[^\n]{5,50}。$/, `${name}, Chinese`);
    }
    const texts = actions.flatMap(([, { en, zh }]) => [en, zh]);
    const twice = texts.filter((text, at) => texts.indexOf(text) !== at);
    assert.deepEqual(twice, [], "two actions have one summary");
  });

  test(`every action of ${service} has a page, and every page is one action's`, () => {
    const pages = actions.map(([, { page }]) => page);
    assert.equal(new Set(pages).size, pages.length);
    for (const page of pages) assert.match(page, /^https:\/\/(?:console\.)?cloud\.tencent\.com\//);
  });

  test(`what the fields of ${service} refer to is there`, () => {
    const known = new Set(["string", "integer", "number", "boolean", ...Object.keys(data.objects)]);
    const fields = [
      ...actions.flatMap(([, { request, reply }]) => [...request, ...reply]),
      ...Object.values(data.objects).flat(),
    ];
    assert.ok(fields.length > 500, String(fields.length));
    assert.deepEqual(
      fields.filter(({ type }) => !known.has(type)),
      [],
    );
  });

  test(`the index has ${service} with the same actions`, () => {
    /** @type {import("../../scripts/metadata/index-of-services.mjs").Index} */
    const index = JSON.parse(read(INDEX));
    const names = actionNames(index[service]?.[version] ?? {});
    assert.deepEqual(names.sort(), Object.keys(data.actions).sort());
  });
}

for (const [file, most] of Object.entries(MOST_BYTES)) {
  test(`${file} has at most ${most.raw} bytes, ${most.gzip} gzipped`, () => {
    const text = read(file);
    const raw = Buffer.byteLength(text);
    const gzip = gzipSync(text, { level: 9 }).length;
    assert.ok(raw <= most.raw && gzip <= most.gzip, `${raw} bytes, ${gzip} gzipped`);
  });
}

test("no entry of the package leads to the metadata at run time", () => {
  const files = readdirSync(`${paths.root}/pkg`, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".js") && !/^(cli|dist)[\\/]/.test(file),
  );
  assert.ok(files.length > 20, String(files.length));
  const found = files.filter((file) => /metadata\/|cvm\.gen/.test(read(`pkg/${file}`)));
  assert.deepEqual(found, [], "whoever only signs or calls would carry it");
});
