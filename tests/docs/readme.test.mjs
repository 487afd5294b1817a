import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { temporaryToken } from "../../pkg/cli/gateway/variables.js";
import { WORKERD_VERSION } from "../../pkg/cli/gateway/workerd.js";
import { readMatrix, withMatrix } from "../../scripts/lib/compat.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { READMES, withSizes } from "../../scripts/lib/readme.mjs";
import { PLAIN } from "../../scripts/lib/run.mjs";
import { REFRESH, readSnapshot, snapshotFiles } from "../../scripts/lib/snapshots.mjs";

const DOCUMENTS = [
  ...readdirSync(paths.root).filter((file) => file.endsWith(".md")),
  ...readdirSync(`${paths.root}/docs`)
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  "worker/README.md",
];

/** @param {string} file */
const read = (file) => readFileSync(`${paths.root}/${file}`, "utf8");

/** A README is read on the package's page too, where only absolute links lead anywhere. */
const { repository } = JSON.parse(read("package.json"));
const HOME = `${repository.url.replace(/^git\+|\.git$/g, "")}/`;

/** A link into the repository, absolute or not, as a path. @param {string} target */
const local = (target) =>
  target.startsWith(HOME) ? target.slice(HOME.length).replace(/^(blob|raw)\/main\//, "/") : target;

/** What each example of a README prints, in their order. */
const PRINTED = [
  /^true \[\n( {2}'ins-[a-z0-9]{8} (done|already)',?\n)+\]\n$/,
  /^POST https:\/\/cvm\.tencentcloudapi\.com\/ \[/,
  /^function function\n$/,
];

for (const file of READMES) {
  const examples = [...read(file).matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

  test(`${file}: there is an example for every expectation`, () =>
    assert.equal(examples.length, PRINTED.length));

  for (const [index, code] of examples.entries()) {
    test(`${file}: example ${index + 1} runs as it stands`, () => {
      // Inside the repository, where the package's own name leads to it.
      const folder = `${paths.build}/examples`;
      mkdirSync(folder, { recursive: true });
      const example = join(folder, `${file}-${index}.mjs`);
      writeFileSync(example, code);
      const { stdout, stderr, status } = spawnSync(process.execPath, [example], {
        encoding: "utf8",
        env: { ...process.env, ...PLAIN },
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /** @type {RegExp} */ (PRINTED[index]));
    });
  }

  test(`${file}: the first example has no more than ten lines`, () => {
    assert.ok((examples[0] ?? "").trim().split("\n").length <= 10);
  });

  test(`${file}: names the two commands`, () => {
    for (const command of ["npm start", "npm test"])
      assert.match(read(file), new RegExp(`^${command}$`, "m"));
  });

  test(`${file}: its links work from the package's page`, () => {
    const links = [...read(file).matchAll(/\]\(([^)\s]+)/g)].map(([, target = ""]) => target);
    assert.deepEqual(
      links.filter((target) => !/^(https:|#)/.test(target)),
      [],
      `begin them with ${HOME}blob/main/`,
    );
  });

  test(`${file}: the sizes are the snapshot's`, () => {
    assert.equal(read(file), withSizes(file, readSnapshot(snapshotFiles.sizes)), `run \`${REFRESH}\``);
    assert.match(read(file), /<!-- sizes -->\n\|/);
  });

  test(`${file}: the versions it was tested in are the matrix's`, () => {
    assert.equal(read(file), withMatrix(file, readMatrix()), "run `npm run interop -- --compat --write`");
    assert.match(read(file), /<!-- compat -->\n\|/);
  });
}

for (const file of DOCUMENTS) {
  test(`${file}: every link inside the repository leads somewhere`, () => {
    const links = [...read(file).matchAll(/\]\(([^)#\s]+)/g)].map(([, target = ""]) => local(target));
    const lost = links
      .filter((target) => !/^(https?|mailto):/.test(target))
      .filter((target) => !existsSync(join(paths.root, target.startsWith("/") ? "" : dirname(file), target)));
    assert.deepEqual(lost, []);
  });

  test(`${file}: every script it names is there`, () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...read(file).matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name);
    const lost = named.filter((name) => !(name in scripts));
    assert.deepEqual(lost, [], relative(paths.root, file));
  });
}

test("what the package ships names no file that only this repository has, but by its address", () => {
  const folders = ["pkg", "deploy"].flatMap((folder) =>
    readdirSync(`${paths.root}/${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|d\.ts|md|example)$/.test(entry.name))
      .map((entry) => relative(paths.root, join(entry.parentPath ?? entry.path, entry.name)))
      .filter((file) => !file.startsWith("pkg/dist/")),
  );
  const problems = [];
  for (const file of [...folders, "CHANGELOG.md"]) {
    const text = read(file);
    // Comments inside a module are for who works on it here.
    const shown = file.endsWith(".js") ? text.replace(/\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm, "") : text;
    const pattern = file.endsWith(".md")
      ? /\]\((?!https?:|#)[^)]+\)/g
      : /(?<!blob\/main\/)\b(?:docs|worker|examples)\/[\w./-]+\.md/g;
    for (const [found] of shown.matchAll(pattern)) problems.push(`${file}: ${found}`);
  }
  assert.deepEqual(problems, []);
});

test("the gateway's first example installs the workerd that it is tested with", () => {
  for (const file of READMES) {
    assert.deepEqual(
      [...read(file).matchAll(/npm install workerd(\S*)/g)].map(([, version]) => version),
      [`@${WORKERD_VERSION}`],
    );
  }
});

test("the settings to copy have the scopes of those to paste, and of the token of one run", () => {
  const scopesOf = (/** @type {string} */ text) => JSON.parse(/"scopes":(\{[^}]*\})/.exec(text)?.[1] ?? "");
  /** @type {Record<string, string>} */
  const env = {};
  temporaryToken(env, "127.0.0.1");
  const { scopes } = JSON.parse(env.GATEWAY_TOKENS ?? "")[0];
  for (const file of ["deploy/gateway.env.example", "docs/deploy.md", "docs/deploy.zh-CN.md"]) {
    assert.deepEqual(scopesOf(read(file)), scopes, file);
  }
});
