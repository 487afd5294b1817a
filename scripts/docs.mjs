import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { Problem, run } from "./lib/run.mjs";
import { unlessStamped } from "./lib/stamps.mjs";
import { step } from "./lib/steps.mjs";

const SCRIPT = {
  command: "npm run docs",
  about:
    "Builds the documentation site from the project's Markdown into build/docs-site/site, with search, in English and Chinese. A link that leads nowhere fails. VitePress is installed into docs-site/ when it is not there, and anew when its lock has changed.",
  options: {},
};

const SITE = `${paths.root}/docs-site`;
const SOURCE = `${SITE}/source`;
const LOCKED = {
  inputs: ["docs-site/package.json", "docs-site/package-lock.json"],
  outputs: ["docs-site/node_modules/vitepress"],
};
/** Where pages are, besides the root. */
const FOLDERS = ["docs", "worker", "examples"];
const AT_ROOT = /^(README|CHANGELOG|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)(\.zh-CN)?\.md$/;

script(SCRIPT, async () => {
  const pages = copyPages();
  writeFileSync(`${SITE}/.vitepress/pages.json`, JSON.stringify({ pages }));
  await unlessStamped("docs-site", LOCKED, () =>
    must("installing VitePress", "npm", ["ci", "--no-audit", "--no-fund", "--prefix", SITE]),
  );
  await must("building the site", process.execPath, [
    `${SITE}/node_modules/vitepress/bin/vitepress.js`,
    "build",
    SITE,
  ]);
  console.log("Written: build/docs-site/site");
});

/**
 * Copies the pages to where they are on the site, and the pictures beside those of both languages.
 * @returns {Record<string, string>} the pages by their path in the repository
 */
function copyPages() {
  rmSync(SOURCE, { recursive: true, force: true });
  const found = [
    ...readdirSync(paths.root).filter((name) => AT_ROOT.test(name)),
    ...FOLDERS.flatMap((folder) =>
      readdirSync(`${paths.root}/${folder}`, { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(md|svg|png)$/.test(file) && !file.includes("node_modules"))
        .map((file) => `${folder}/${file}`),
    ),
  ];
  for (const file of found) {
    for (const copy of file.endsWith(".md") ? [onSite(file)] : [file, `zh/${file}`]) {
      mkdirSync(dirname(`${SOURCE}/${copy}`), { recursive: true });
      cpSync(`${paths.root}/${file}`, `${SOURCE}/${copy}`);
    }
  }
  return Object.fromEntries(found.filter((file) => file.endsWith(".md")).map((file) => [file, onSite(file)]));
}

/** Chinese pages have a folder of their own, by which the site tells their language. @param {string} file */
function onSite(file) {
  return file.replace(/^(.*)\.zh-CN\.md$/, "zh/$1.md").replace(/^(zh\/)?README\.md$/, "$1index.md");
}

/** @param {string} what @param {string} command @param {string[]} args */
function must(what, command, args) {
  return step(what, async (say) => {
    const { ok, output } = await run(command, args, { cwd: SITE, onLine: say });
    if (!ok) throw new Problem(`${what} failed:\n${output.trimEnd().split("\n").slice(-40).join("\n")}`);
  });
}
