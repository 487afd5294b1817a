import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { PLAIN } from "../../scripts/lib/run.mjs";

/** An example, the word that announces what it prints, and that. */
const EXAMPLE = /```js\n([\s\S]*?)```\n\nprints\n\n```text\n([\s\S]*?)```/g;

const folder = `${paths.build}/examples`;
mkdirSync(folder, { recursive: true });

for (const file of readdirSync(`${paths.root}/docs`).filter((name) => name.endsWith(".md"))) {
  const text = readFileSync(`${paths.root}/docs/${file}`, "utf8");
  const examples = [...text.matchAll(EXAMPLE)];

  test(`docs/${file}: every example says what it prints`, () =>
    assert.equal(examples.length, [...text.matchAll(/```js\n/g)].length));

  for (const [index, [, code = "", printed = ""]] of examples.entries()) {
    test(`docs/${file}: example ${index + 1} prints what it says`, () => {
      const example = `${folder}/${file}-${index}.mjs`;
      writeFileSync(example, code);
      const { stdout, stderr } = spawnSync(process.execPath, [example], {
        encoding: "utf8",
        env: { ...process.env, ...PLAIN },
      });
      assert.equal(stderr, "");
      assert.equal(stdout, printed);
    });
  }
}
