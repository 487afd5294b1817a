import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { flag, script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { Problem, run } from "./lib/run.mjs";
import { serveSite } from "./lib/site-server.mjs";
import { unlessStamped } from "./lib/stamps.mjs";
import { step } from "./lib/steps.mjs";

const PORT = 4173;

const SCRIPT = {
  command: "npm run docs",
  about:
    "Builds the documentation site from the project's Markdown into build/docs-site/site, with search, in English and Chinese. A link that leads nowhere fails. VitePress is installed into docs-site/ when it is not there, and anew when its lock has changed.",
  options: { serve: flag(`also shows it, on http://127.0.0.1:${PORT}, until Ctrl-C`) },
};

const SITE = `${paths.root}/docs-site`;
const SOURCE = `${SITE}/source`;
const LOCKED = {
  inputs: ["docs-site/package.json", "docs-site/package-lock.json"],
  outputs: ["docs-site/node_modules/vitepress"],
};
const VITEPRESS = `${SITE}/node_modules/vitepress/bin/vitepress.js`;
/** Where pages are, besides the root. */
const FOLDERS = ["docs", "worker", "examples"];
const AT_ROOT = /^(README|CHANGELOG|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)(\.zh-CN)?\.md$/;

script(SCRIPT, async ({ serve }) => {
  const pages = copyPages();
  writeFileSync(`${SITE}/.vitepress/pages.json`, JSON.stringify({ pages }));
  await unlessStamped("docs-site", LOCKED, () =>
    must("installing VitePress", "npm", ["ci", "--no-audit", "--no-fund", "--prefix", SITE]),
  );
  await must("building the site", process.execPath, [VITEPRESS, "build", SITE]);
  console.log("Written: build/docs-site/site");
  if (!serve) {
    console.log(
      "`npm run docs -- --serve` shows it. Its addresses have no .html, which a plain server of files does not know.",
    );
    return;
  }
  await serveSite(`${paths.build}/docs-site/site`, PORT).catch(
    (/** @type {NodeJS.ErrnoException} */ error) => {
      throw new Problem(`Port ${PORT} cannot be used (${error.code}): end what listens there.`);
    },
  );
  console.log(`http://127.0.0.1:${PORT}/ shows it until Ctrl-C.`);
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
  const pages = found.filter((file) => file.endsWith(".md"));
  for (const file of pages) if (isOnlyEnglish(file, pages)) writePointer(file);
  return Object.fromEntries(pages.map((file) => [file, onSite(file)]));
}

/** @param {string} file @param {readonly string[]} pages */
function isOnlyEnglish(file, pages) {
  return !file.endsWith(".zh-CN.md") && !pages.includes(file.replace(/\.md$/, ".zh-CN.md"));
}

/**
 * What the switch of the language finds of a page that has no Chinese form: where the English one is.
 * @param {string} file
 */
function writePointer(file) {
  const [, title = file] = /^# (.+)$/m.exec(readFileSync(`${paths.root}/${file}`, "utf8")) ?? [];
  const copy = `${SOURCE}/zh/${onSite(file)}`;
  const address = `/${onSite(file).replace(/(^|\/)index\.md$|\.md$/, "$1")}`;
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, `---\nsearch: false\n---\n\n# ${title}\n\n本页只有英文版：[${title}](${address})。\n`);
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
