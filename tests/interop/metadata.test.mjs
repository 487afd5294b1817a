import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { allApis, apiOf } from "../../scripts/metadata/api.mjs";
import { copied, squeeze, vendorText } from "../../scripts/metadata/copied.mjs";
import { declarations } from "../../scripts/metadata/declarations.mjs";
import { committed, metadataFiles, ours, readPackages } from "../../scripts/metadata/files.mjs";
import { openPackage, PACKAGES, textOf } from "../../scripts/metadata/packages.mjs";
import { linkedPages } from "../../scripts/metadata/pages.mjs";
import { describeService } from "../../scripts/metadata/service.mjs";

const CVM = { service: "cvm", version: "2017-03-12" };
/** Pages of an older API that the vendor's texts still link to. */
const OLD_LINKS = ["DescribeRegions"];

/** @type {Map<string, () => Buffer>} */
let files;
/** @type {import("../../scripts/metadata/api.mjs").Api[]} */
let apis;
before(async () => {
  files = await openPackage(PACKAGES.actions);
  apis = [apiOf(files, CVM), apiOf(await openPackage(PACKAGES.english), CVM)];
});

test("what is committed is what the pinned packages make", async () => {
  for (const { file, text } of metadataFiles(await readPackages())) {
    assert.ok(
      committed(file) === text,
      `${file} is stale: run \`npm run metadata\`, and commit what it writes`,
    );
  }
});

test("nothing that is shipped has a sentence of the vendor's", () => {
  const sentences = new Set(
    apis.flatMap((api) => vendorText(api).split(/[。；;]|\.(?=[A-Z])/)).filter(isSentence),
  );
  assert.ok(sentences.size > 1000, String(sentences.size));
  for (const file of ["pkg/metadata/cvm.json", "pkg/types/cvm.gen.d.ts"]) {
    const text = squeeze(committed(file) ?? "");
    const found = [...sentences].filter((sentence) => text.includes(sentence));
    assert.deepEqual(found, [], file);
  }
});

/** Without its spaces. Names, links and lists of constants are none. @param {string} text */
const isSentence = (text) =>
  /[\u4e00-\u9fff]/.test(text) ? text.length >= 12 : text.length >= 30 && !/^[\w./:\\"{},-]*$/.test(text);

test("a copied sentence is found", () => {
  const sentence = /** @type {string} */ (
    vendorText(/** @type {import("../../scripts/metadata/api.mjs").Api} */ (apis[0]))
      .split("。")
      .find((text) => /^[\u4e00-\u9fff]{14,30}$/.test(text))
  );
  assert.equal(copied(apis, { StartInstances: { en: "Starts them.", zh: `${sentence}。` } }).length, 1);
  assert.deepEqual(copied(apis, ours("cvm", "summaries")), []);
});

test("the vendor's own links lead to the pages that are named here", () => {
  const { product, actions } = ours("cvm", "pages");
  const texts = [...files.keys()]
    .filter((name) => name.endsWith("/api.json"))
    .map((name) => textOf(files, name));
  const linked = linkedPages(texts, product);
  const both = Object.entries(actions).filter(([name]) => linked.has(name) && !OLD_LINKS.includes(name));
  assert.ok(both.length > 10, String(both.length));
  assert.deepEqual(
    both.map(([name]) => [name, linked.get(name)]),
    both,
  );
});

test("the types of other products, which are not shipped, could be written too", async (t) => {
  // Small ones, the largest, and those with two versions or with an object of an action's name.
  const chosen = new Set(["sts", "vpc", "tke", "mna", "hunyuan", "cdb"]);
  const dir = mkdtempSync(join(tmpdir(), "metadata-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const others = allApis(files).filter(({ metadata }) => chosen.has(metadata.serviceShortName));
  assert.ok(others.length > chosen.size);
  const written = others.map((api, at) => {
    const summaries = Object.fromEntries(Object.keys(api.actions).map((name) => [name, { en: "", zh: "" }]));
    const service = describeService(api, { summaries, pageOf: () => "", codes: [], from: [] });
    const file = join(dir, `${at}.ts`);
    writeFileSync(file, declarations(service));
    return file;
  });
  const flags = ["--ignoreConfig", "--noEmit", "--strict", "--types", ""];
  const { ok, output } = await run(`${paths.bin}/tsc`, [...flags, ...written]);
  assert.ok(ok, output);
});
