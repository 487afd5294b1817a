import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const root = new URL("../..", import.meta.url);
const { repository } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const source = repository.url.replace(/^git\+|\.git$/g, "");

/** The pages of both languages, in the order of the menu. The Chinese menu leads to the English form of a page that has no other. */
const PAGES = [
  ["docs/getting-started", "Getting started", "快速开始"],
  ["docs/signing", "Signing"],
  ["docs/fleet", "Fleet operations"],
  ["docs/credentials", "Credentials"],
  ["docs/cli", "The command line", "命令行"],
  ["docs/errors", "Error codes", "错误码"],
  ["docs/emulator", "The emulator"],
  ["worker/README", "The gateway"],
  ["docs/deploy", "Deploying the gateway", "部署网关"],
  ["docs/operating", "Operating the gateway", "运维网关"],
  ["examples/README", "Examples"],
  ["docs/benchmarks", "Benchmarks"],
  ["docs/design", "Design"],
  ["docs/assumptions", "Assumptions"],
  ["docs/verification", "Verification"],
  ["CHANGELOG", "Changelog"],
];
const { pages } = JSON.parse(readFileSync(new URL("pages.json", import.meta.url), "utf8"));
const has = (path) => path in pages;
const originals = Object.fromEntries(Object.entries(pages).map(([path, copy]) => [copy, path]));
/** @param {string} path of a page in the repository */
const urlOf = (path) => `/${pages[path].replace(/(^|\/)index\.md$|\.md$/, "$1")}`;

const english = PAGES.filter(([path]) => has(`${path}.md`)).map(([path, text]) => ({
  text,
  link: urlOf(`${path}.md`),
}));
const chinese = PAGES.map(([path, title, text]) =>
  has(`${path}.zh-CN.md`)
    ? { text, link: urlOf(`${path}.zh-CN.md`) }
    : { text: `${title}（英文）`, link: urlOf(`${path}.md`) },
);

/** Links between pages lead to where these are on the site, those to other files to the repository. */
function siteLinks(markdown) {
  markdown.core.ruler.push("site-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      // Those of README are whole, because npm shows it too.
      const href =
        token.type === "link_open" ? token.attrGet("href")?.replace(`${source}/blob/main/`, "") : undefined;
      if (!href || /^(\w+:|#|\/)/.test(href)) continue;
      const { pathname, hash } = new URL(href, `file:///${originals[env.relativePath]}`);
      const path = pathname.slice(1);
      if (has(path)) token.attrSet("href", `${urlOf(path)}${hash}`);
      else if (existsSync(new URL(path, root))) token.attrSet("href", `${source}/blob/main/${path}${hash}`);
    }
  });
}

/** Pictures of README are whole addresses, because npm shows it too; here they are beside the page. */
function sitePictures(markdown) {
  markdown.core.ruler.push("site-pictures", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const address = token.type === "image" ? token.attrGet("src") : undefined;
      if (address?.startsWith(`${source}/raw/main/`))
        token.attrSet("src", address.replace(`${source}/raw/main/`, "./"));
    }
  });
}

export default defineConfig({
  title: "tencentcloud-edge",
  srcDir: "source",
  outDir: "../build/docs-site/site",
  cacheDir: "../build/docs-site/cache",
  cleanUrls: true,
  markdown: {
    config(markdown) {
      siteLinks(markdown);
      sitePictures(markdown);
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        locales: {
          zh: {
            translations: {
              button: { buttonText: "搜索" },
              modal: {
                noResultsText: "没有结果",
                footer: { selectText: "选择", navigateText: "切换", closeText: "关闭" },
              },
            },
          },
        },
      },
    },
    socialLinks: [{ icon: "github", link: source }],
  },
  locales: {
    root: { label: "English", lang: "en", themeConfig: { sidebar: english } },
    zh: {
      label: "简体中文",
      lang: "zh-CN",
      themeConfig: {
        sidebar: chinese,
        outline: { label: "本页" },
        docFooter: { prev: "上一页", next: "下一页" },
      },
    },
  },
});
