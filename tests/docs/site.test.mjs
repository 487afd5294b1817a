import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { serveSite } from "../../scripts/lib/site-server.mjs";
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

test("every address of the site's own on every page leads to a file, the other language's too", () => {
  const site = `${paths.build}/docs-site/site`;
  const files = readdirSync(site, { recursive: true, encoding: "utf8" });
  const pages = files.filter((file) => file.endsWith(".html") && file !== "404.html");
  assert.ok(pages.length > 30);
  /** @type {Set<string>} */
  const lost = new Set();
  for (const page of pages) {
    const other = page.startsWith("zh/") ? page.slice("zh/".length) : `zh/${page}`;
    if (!pages.includes(other)) lost.add(`${page}: /${other}`);
    const html = readFileSync(`${site}/${page}`, "utf8");
    for (const [, address = ""] of html.matchAll(/(?:href|src)="\/([^"#?]*)[^"]*"/g)) {
      const found = [address, `${address}.html`, `${address}index.html`].some((file) => files.includes(file));
      if (!found) lost.add(`${page}: /${address}`);
    }
    for (const [, picture] of html.matchAll(/<img[^>]+src="(https?:[^"]*)"/g))
      lost.add(`${page}: ${picture}`);
  }
  assert.deepEqual([...lost], []);
});

test("the site is shown under addresses without .html, and nothing beside it", async (t) => {
  const server = await serveSite(`${paths.build}/docs-site/site`, 0);
  t.after(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const get = async (/** @type {string} */ path) => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`);
    return `${reply.status} ${(await reply.text()).match(/<title>([^<|]*?)( \|[^<]*)?<\/title>/)?.[1]}`;
  };
  assert.equal(await get("/docs/errors"), "200 Error codes");
  assert.match(await get("/zh/"), /^200 tencentcloud-edge/);
  assert.match(await get("/docs/nothing"), /^404 404/);
  assert.match(await get("/..%2fcache"), /^404 404/);
});

test("what the site is built with is what its lock says", () => {
  const locked = hashOf(["docs-site/package.json", "docs-site/package-lock.json"]);
  assert.equal(readFileSync(`${paths.stamps}/docs-site`, "utf8"), locked);
});
