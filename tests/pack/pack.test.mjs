import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { startChild, whenReady } from "../../scripts/lib/child.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { olderTypescript } from "../../scripts/lib/peers.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { launch } from "../e2e/browser.mjs";
import { createProject, output } from "./project.mjs";

/** What fixtures/check.js answers, wherever it runs. */
const { secretId, secretKey } = demoCredentials;
const PARAMETERS = `Action=DescribeZones&Nonce=7&Region=ap-guangzhou&SecretId=${secretId}&SignatureMethod=HmacSHA256&Timestamp=1551113065&Version=2017-03-12`;
const EXPECTED = {
  v1: createHmac("sha256", secretKey).update(`POSTcvm.tencentcloudapi.com/?${PARAMETERS}`).digest("base64"),
  alike: true,
  started: true,
  once: true,
  step: "send",
  assumed: true,
  refused: { code: "Client.InvalidArgument", same: true },
};

/** @type {ReturnType<typeof createProject>} */
let project;
/** @type {string} */
let authorization;
before(() => {
  project = createProject();
});
after(() => project?.remove());

/** @param {{authorization: string, [checked: string]: unknown}} answer */
function isRight({ authorization: found, ...answer }) {
  assert.deepEqual(answer, EXPECTED);
  authorization ??= found;
  assert.equal(found, authorization, "the same bytes in every runtime");
}

test("the tarball holds the package and nothing else", () => {
  const outside = project.files.filter(
    (file) =>
      !/^(pkg\/|deploy\/|man\/|build\/(worker\/index\.js$|www\/)|package\.json$|README(\.zh-CN)?\.md$|LICENSE|CHANGELOG\.md$)/.test(
        file,
      ),
  );
  assert.deepEqual(outside, []);
  for (const file of [
    "pkg/dist/client.wasm",
    "pkg/dist/sign.inline.js",
    "pkg/index.d.ts",
    "pkg/dist/cjs/package.json",
    "pkg/dist/cjs/testing.node.js",
    "pkg/types/cvm.gen.d.ts",
    "pkg/metadata/cvm.json",
    "LICENSE-METADATA",
    "pkg/cli/main.js",
    "pkg/cli/gateway/gateway.capnp",
    "build/worker/index.js",
    "build/www/index.html",
  ]) {
    assert.ok(project.files.includes(file), file);
  }
  const { dependencies } = JSON.parse(readFileSync(join(project.dir, "package-lock.json"), "utf8")).packages[
    "node_modules/tencentcloud-edge"
  ];
  assert.equal(dependencies, undefined);
});

/** In bytes. The gateway and the dashboard are in it; what only some need is no reason to let it grow unseen. */
const MOST_BYTES = { packed: 3_050_000, unpacked: 8_900_000 };

test("the tarball weighs no more than it may", () => {
  for (const kind of /** @type {const} */ (["packed", "unpacked"])) {
    const size = project.sizes[kind];
    assert.ok(
      size > 1_000_000 && size <= MOST_BYTES[kind],
      `${size} bytes ${kind}, at most ${MOST_BYTES[kind]}. If what is new is worth it, raise MOST_BYTES here.`,
    );
  }
});

test("documents say what the tarball weighs, and the gateway and the dashboard in it", () => {
  const files = [
    "build/worker/index.js",
    ...readdirSync(`${paths.root}/build/www`).map((it) => `build/www/${it}`),
  ];
  const gateway = gzipSync(Buffer.concat(files.map((file) => readFileSync(`${paths.root}/${file}`)))).length;
  for (const file of ["README.md", "README.zh-CN.md", "docs/design.md"]) {
    const text = readFileSync(`${paths.root}/${file}`, "utf8");
    const [part, whole] = [/0\.\d\d MB/, /(?<!\d)[1-9]\.\d MB/].map((size) =>
      Number.parseFloat(size.exec(text)?.[0] ?? ""),
    );
    assert.ok(
      Math.abs(Number(whole) - project.sizes.packed / 1e6) <= 0.1,
      `${file}: ${whole}, ${project.sizes.packed}`,
    );
    assert.ok(Math.abs(Number(part) - gateway / 1e6) <= 0.02, `${file}: ${part}, ${gateway}`);
  }
});

test("Node imports it", () => isRight(JSON.parse(output(process.execPath, ["node.mjs"], project.dir))));

test("Node requires it, each entry by its ES module where Node can, with one class of errors", () => {
  const args = ["--no-warnings", "require.cjs"];
  const canRequireModules = "require_module" in process.features && process.features.require_module === true;
  const expected = { types: "function", sameErrors: true, commonJs: !canRequireModules };
  assert.deepEqual(JSON.parse(output(process.execPath, args, project.dir)), expected);
});

test("Node requires the CommonJS build, with one class of errors", () => {
  // As Jest looks for it: by the name of no Node that requires ES modules.
  const folder = join(project.dir, "node_modules/tencentcloud-edge");
  const before = readFileSync(join(folder, "package.json"), "utf8");
  writeFileSync(join(folder, "package.json"), before.replaceAll('"module-sync"', '"none"'));
  try {
    const found = JSON.parse(output(process.execPath, ["require.cjs"], project.dir));
    assert.deepEqual(found, { types: "function", sameErrors: true, commonJs: true });
  } finally {
    writeFileSync(join(folder, "package.json"), before);
  }
});

test("its command runs", () => {
  const command = join(project.dir, "node_modules/.bin/tencentcloud-edge");
  assert.match(output(command, ["--version"], project.dir), /^\d+\.\d+\.\d+/);
  assert.match(output(command, ["emulator", "--help"], project.dir), /--port/);
});

test("its command runs the gateway with the workerd of the project, and says how to get one", async (t) => {
  const command = join(project.dir, "node_modules/.bin/tencentcloud-edge");
  const env = { ...process.env, TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
  const run = { cwd: project.dir, env };
  const { status, stderr } = spawnSync(command, ["gateway"], { ...run, encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /`npm install workerd@[\d.]+`/);

  const modules = join(project.dir, "node_modules");
  symlinkSync(`${paths.root}/node_modules/workerd`, join(modules, "workerd"));
  t.after(() => rmSync(join(modules, "workerd")));
  const args = ["gateway", "--port", "0", "--exit-with-stdin"];
  const child = startChild("gateway", command, args, { ...run, tied: true });
  t.after(() => child.kill());
  const ready = new Promise((/** @type {(url: string) => void} */ resolve) => {
    child.process.stdout?.on("data", () => {
      const [, url] = /^gateway ready (\S+)$/m.exec(child.tail()) ?? [];
      if (url) resolve(url);
    });
  });
  const url = await whenReady(child, ready, 30_000);
  const [, token = ""] = /#token=(\w+)/.exec(child.tail()) ?? [];
  const session = await fetch(`${url}/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await session.json()).name, "local");
  assert.match(await (await fetch(url)).text(), /<html/);
});

const FLAGS = [
  "--noEmit",
  "--strict",
  "--target",
  "es2022",
  "--lib",
  "es2022,esnext.disposable,dom,dom.asynciterable",
];
/** How a project finds modules, by the flags that say so; node10 is gone from TypeScript 7. */
const RESOLUTIONS = {
  nodenext: ["--module", "nodenext"],
  node16: ["--module", "node16"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
};
const NODE10 = ["--module", "esnext", "--moduleResolution", "node10"];

for (const [name, flags] of Object.entries(RESOLUTIONS)) {
  test(`TypeScript 7 and 5.9 understand it by ${name}, strictly and with its own declarations checked`, async () => {
    output(`${paths.bin}/tsc`, [...FLAGS, ...flags, "types.ts", "actions.ts"], project.dir);
    output(
      process.execPath,
      [await olderTypescript(), ...FLAGS, ...flags, "types.ts", "actions.ts"],
      project.dir,
    );
  });
}

for (const name of /** @type {const} */ (["nodenext", "node16"])) {
  test(`TypeScript 7 and 5.9 understand it where it is required, by ${name}`, async () => {
    const args = [...FLAGS, ...RESOLUTIONS[name], "required.cts"];
    output(`${paths.bin}/tsc`, args, project.dir);
    output(process.execPath, [await olderTypescript(), ...args], project.dir);
  });
}

test("TypeScript 5.9 understands it by node10", async () => {
  output(
    process.execPath,
    [await olderTypescript(), ...FLAGS, ...NODE10, "types.ts", "actions.ts"],
    project.dir,
  );
});

test("node10, which does not read `exports`, finds the types of every entry", () => {
  const { exports, types, typesVersions } = JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
  assert.equal(types, exports["."].types.default);
  const entries = Object.entries(exports).filter(
    ([name, entry]) => name !== "." && entry.types !== undefined,
  );
  const expected = Object.fromEntries(
    entries.map(([name, { types }]) => [name.replace("./", ""), [types.default]]),
  );
  assert.deepEqual(
    typesVersions,
    { "*": expected },
    "Give each entry its row in `typesVersions` of package.json",
  );
});

test("a misspelled member of a payload is named with the one that is meant", async () => {
  const source = `import { call } from "tencentcloud-edge";
    const cvm = { service: "cvm", version: "2017-03-12" } as const;
    call({ ...cvm, action: "DescribeInstances", payload: { Limt: 1 } }, { credentials: { secretId: "a", secretKey: "b" } });`;
  writeFileSync(join(project.dir, "misspelled.ts"), source);
  const compilers = [[`${paths.bin}/tsc`], [process.execPath, await olderTypescript()]];
  for (const [command = "", ...args] of compilers) {
    const all = [...args, ...FLAGS, ...RESOLUTIONS.nodenext, "misspelled.ts"];
    assert.throws(
      () => output(command, all, project.dir),
      /'Limt' does not exist.*Did you mean to write 'Limit'/,
    );
  }
});

test("workerd runs it, bundled with its .wasm as a module", async (t) => {
  const outdir = join(project.dir, "worker");
  await bundle({
    absWorkingDir: project.dir,
    entryPoints: { index: join(project.dir, "worker.js") },
    outdir,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [wasmBeside(outdir)],
  });
  const server = await startWorkerd({ env: {}, stateDir: join(project.dir, "state"), workerDir: outdir });
  t.after(() => server.kill());
  const reply = await fetch(server.url);
  isRight(await reply.json());
});

test("Chromium runs it, built by Vite", async (t) => {
  const { build, preview } = await import("vite");
  const config = /** @type {const} */ ({ root: project.dir, configFile: false, logLevel: "error" });
  await build({ ...config, base: "./", build: { outDir: "site" } });
  const server = await preview({
    ...config,
    build: { outDir: "site" },
    preview: { port: 0, host: "127.0.0.1" },
  });
  t.after(() => server.close());
  const browser = await launch();
  t.after(() => browser.close());
  const { page, complaints } = await browser.open();
  await page.goto(/** @type {string} */ (server.resolvedUrls?.local[0]));
  const answer = await page.waitForSelector("body[data-answer]", { state: "attached" });
  isRight(JSON.parse((await answer.getAttribute("data-answer")) ?? ""));
  assert.deepEqual(complaints, []);
});
