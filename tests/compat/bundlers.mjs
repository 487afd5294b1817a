import { createRequire } from "node:module";
import { join } from "node:path";
import { bundle } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { compatTools } from "../../scripts/lib/peers.mjs";
import { chromiumVersion, firefoxVersion, inChromium, inFirefox } from "./browsers.mjs";
import { html, pageAnswer, untilAnswered } from "./pages.mjs";
import { compatProject, PAGE, succeed, versionIn } from "./project.mjs";

/** @typedef {import("./check.mjs").Row} Row */

/**
 * @typedef {object} Bundler
 * @property {string} where
 * @property {string} name of its npm package
 * @property {() => Promise<string>} tools the folder with it in it
 * @property {(dir: string, peer: string) => Promise<unknown>} build page.js of the folder into out/page.js
 */

/** @param {Bundler} bundler @returns {Row} */
const bundled = ({ where, name, tools, build }) => ({
  where,
  how: "a page in Chromium",
  async play() {
    const peer = await tools();
    const inside = peer === paths.root ? undefined : peer;
    const dir = compatProject(name, { "page.js": PAGE, "out/index.html": html("./page.js") }, inside);
    await build(dir, peer);
    return { version: versionIn(peer, name), answer: await pageAnswer(join(dir, "out"), inChromium) };
  },
});

/** A module of a folder of tools. @param {string} peer @param {string} name */
const load = async (peer, name) => import(createRequire(`${peer}/`).resolve(name));

const ours = async () => paths.root;
const bundlers = () => compatTools("bundlers");

/** @type {Row[]} */
export const BUNDLER_ROWS = [
  bundled({
    where: "esbuild",
    name: "esbuild",
    tools: ours,
    build: (dir) =>
      bundle({
        absWorkingDir: dir,
        entryPoints: [join(dir, "page.js")],
        outdir: join(dir, "out"),
        platform: "browser",
      }),
  }),
  bundled({ where: "Rollup", name: "rollup", tools: bundlers, build: byRollup }),
  bundled({ where: "Rolldown", name: "rolldown", tools: bundlers, build: byRolldown }),
  bundled({ where: "webpack", name: "webpack", tools: bundlers, build: byWebpack }),
];

/** @param {string} dir @param {string} peer */
async function byRollup(dir, peer) {
  const { rollup } = await load(peer, "rollup");
  const { nodeResolve } = await load(peer, "@rollup/plugin-node-resolve");
  const built = await rollup({
    input: join(dir, "page.js"),
    plugins: [nodeResolve({ browser: true })],
    onwarn() {},
  });
  await built.write({ dir: join(dir, "out"), format: "es" });
  await built.close();
}

/** @param {string} dir @param {string} peer */
async function byRolldown(dir, peer) {
  const { build } = await load(peer, "rolldown");
  await build({ input: join(dir, "page.js"), platform: "browser", output: { dir: join(dir, "out") } });
}

/** @param {string} dir @param {string} peer */
async function byWebpack(dir, peer) {
  const { default: webpack } = await load(peer, "webpack");
  const config = {
    mode: "production",
    context: dir,
    entry: "./page.js",
    output: { path: join(dir, "out"), filename: "page.js" },
  };
  const stats = await new Promise((resolve, reject) => {
    webpack(config, (/** @type {unknown} */ error, /** @type {unknown} */ result) =>
      error ? reject(error) : resolve(result),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString());
}

const viteConfig = (/** @type {string} */ root) =>
  /** @type {const} */ ({ root, configFile: false, logLevel: "error", base: "./" });

/** A page that Vite built. @param {Pick<Row, "where" | "how">} row @param {Browser} browser @returns {Row} */
const viteBuild = (row, { name, visit, version }) => ({
  ...row,
  async play() {
    const vite = await import("vite");
    const dir = compatProject(`vite-${name}`, VITE_FILES);
    await vite.build({ ...viteConfig(dir), build: { outDir: "out" } });
    const answer = await pageAnswer(join(dir, "out"), visit);
    return { version: version?.() ?? vite.version, answer };
  },
});

/** A page from Vite's own server. @param {Pick<Row, "where" | "how">} row @param {Browser} browser @returns {Row} */
const viteDev = (row, { name, visit, version }) => ({
  ...row,
  async play() {
    const vite = await import("vite");
    const dir = compatProject(`vite-dev-${name}`, VITE_FILES);
    /** @type {(answer: unknown) => void} */
    let answered = () => {};
    const answer = new Promise((resolve) => {
      answered = resolve;
    });
    const server = await vite.createServer({
      ...viteConfig(dir),
      server: { port: 0, host: "127.0.0.1" },
      plugins: [{ name: "answer", configureServer: (it) => void takeAnswer(it.middlewares, answered) }],
    });
    await server.listen();
    const [url = ""] = server.resolvedUrls?.local ?? [];
    try {
      const found = await untilAnswered(url, answer, visit);
      return { version: version?.() ?? vite.version, answer: found };
    } finally {
      await server.close();
    }
  },
});

/**
 * @typedef {object} Browser
 * @property {string} name
 * @property {(url: string) => Promise<() => unknown>} visit
 * @property {() => string} [version] for a row of the browser's own
 */

const VITE_FILES = { "page.js": PAGE, "index.html": html("/page.js") };
const CHROMIUM = { name: "chromium", visit: inChromium };
const FIREFOX = { name: "firefox", visit: inFirefox, version: firefoxVersion };

/** @type {Row[]} */
export const VITE_ROWS = [
  viteBuild({ where: "Vite", how: "build, a page in Chromium" }, CHROMIUM),
  viteDev({ where: "Vite", how: "dev, a page in Chromium" }, CHROMIUM),
];

/** @param {import("vite").Connect.Server} middlewares @param {(answer: unknown) => void} answered */
const takeAnswer = (middlewares, answered) =>
  middlewares.use("/answer", (request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      answered(JSON.parse(text));
      response.end();
    });
  });

/** What a page needs that has no bundler: the name of each entry, and the one that the package uses within itself. */
const IMPORT_MAP = `<script type="importmap">${JSON.stringify({
  imports: Object.fromEntries([
    ["tencentcloud-edge", "./node_modules/tencentcloud-edge/pkg/index.js"],
    ["tencentcloud-edge/sign", "./node_modules/tencentcloud-edge/pkg/dist/sign.entry.js"],
    ...["async", "v1", "diagnose", "emulator", "credentials", "testing", "gateway"].map((entry) => [
      `tencentcloud-edge/${entry}`,
      `./node_modules/tencentcloud-edge/pkg/${entry}.js`,
    ]),
  ]),
})}</script>`;

/** @param {string} where @param {() => string} version @param {(url: string) => Promise<() => unknown>} visit @returns {Row} */
const importMap = (where, version, visit) => ({
  where,
  how: "an import map, no bundler",
  async play() {
    const files = { "page.js": PAGE, "index.html": html("./page.js", IMPORT_MAP) };
    const dir = compatProject(`import-map-${where.toLowerCase()}`, files);
    return { version: version(), answer: await pageAnswer(dir, visit) };
  },
});

/** @type {Row} */
export const CHROMIUM_ROW = importMap("Chromium", chromiumVersion, inChromium);

/** @type {Row[]} */
export const FIREFOX_ROWS = [
  importMap("Firefox", firefoxVersion, inFirefox),
  viteBuild({ where: "Firefox", how: "built by Vite" }, FIREFOX),
  viteDev({ where: "Firefox", how: "from Vite's server" }, FIREFOX),
];

/** Parcel reads `exports` of a package only where the user's package.json says so; the lock file makes it the project's root. */
const PARCEL_FILES = {
  "package.json": JSON.stringify({
    private: true,
    type: "module",
    "@parcel/resolver-default": { packageExports: true },
  }),
  "package-lock.json": "{}",
};

/** @type {Row} */
export const PARCEL_ROW = {
  where: "Parcel",
  how: "with packageExports, a page in Chromium",
  async play() {
    const peer = await compatTools("parcel");
    const index = html("./page.js");
    const dir = compatProject("parcel", { ...PARCEL_FILES, "page.js": PAGE, "index.html": index }, peer);
    const args = ["build", "index.html", "--dist-dir", "out", "--no-cache", "--no-source-maps"];
    await succeed(process.execPath, [`${peer}/node_modules/parcel/lib/bin.js`, ...args], dir);
    return { version: versionIn(peer, "parcel"), answer: await pageAnswer(join(dir, "out"), inChromium) };
  },
};
