import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { BROKEN } from "../../scripts/verify/broken-rules.mjs";
import { RULES } from "../../scripts/verify/mutant-rules.mjs";

for (const { rule, file, from } of BROKEN) {
  test(`verify:rules finds what it breaks: ${rule}`, () => {
    const path = `${paths.root}/${file}`;
    assert.ok(existsSync(path), `${file} is gone: correct scripts/verify/broken-rules.mjs`);
    const count = readFileSync(path, "utf8").split(from).length - 1;
    assert.ok(count > 0, `${file} no longer holds the text that is broken: ${from}`);
  });
}

for (const [name, { files, tests }] of Object.entries(RULES)) {
  test(`verify:mutants finds the rules of ${name}`, () => {
    const lost = files.filter((file) => !existsSync(`${paths.root}/${file.replace(/\/?\*.*$/, "")}`));
    assert.deepEqual(lost, [], "correct scripts/verify/mutant-rules.mjs");
    const folder = name === "emulator" ? "emulator/tests" : "tests";
    const there = tests.filter((test) =>
      [`${test}.rs`, `${test}/main.rs`].some((file) => existsSync(`${paths.root}/${folder}/${file}`)),
    );
    assert.deepEqual(there, tests);
  });
}
