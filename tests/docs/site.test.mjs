import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { hashOf } from "../../scripts/lib/stamps.mjs";

test("the documentation site is built in both languages, with search, and no link leads nowhere", async () => {
  const { ok, output } = await run(process.execPath, ["scripts/docs.mjs"], { cwd: paths.root });
  assert.ok(ok, output);
  const site = `${paths.build}/docs-site/site`;
  const chinese = readdirSync(`${paths.root}/docs`).filter((name) => name.endsWith(".zh-CN.md"));
  assert.ok(chinese.length > 1);
  const pages = [
    "index.html",
    "zh/index.html",
    "docs/errors.html",
    ...chinese.map((name) => `zh/docs/${name.replace(".zh-CN.md", ".html")}`),
  ];
  for (const page of pages) assert.ok(existsSync(`${site}/${page}`), page);
  assert.match(readFileSync(`${site}/zh/docs/errors.html`, "utf8"), /lang="zh-CN"[\s\S]*错误码/);
  const assets = readdirSync(site, { recursive: true, encoding: "utf8" });
  assert.equal(assets.filter((file) => /localSearchIndex(root|zh)/.test(file)).length, 2);
});

test("what the site is built with is what its lock says", () => {
  const locked = hashOf(["docs-site/package.json", "docs-site/package-lock.json"]);
  assert.equal(readFileSync(`${paths.stamps}/docs-site`, "utf8"), locked);
});
