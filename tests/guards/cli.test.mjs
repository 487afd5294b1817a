import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { COMMANDS } from "../../pkg/cli/commands/table.js";
import { OPTIONS } from "../../pkg/cli/options/rows.js";
import { staleCliFiles } from "../../scripts/cli/files.mjs";
import { manPage } from "../../scripts/cli/man.mjs";

test("docs/cli.md and the manual page say what the tables of the command line say", () => {
  assert.deepEqual(
    staleCliFiles().map(({ file }) => file),
    [],
    "Run `npm run cli`, and commit what it writes",
  );
});

test("every option belongs to a command, and every text is there in both languages", () => {
  const used = new Set(COMMANDS.flatMap((row) => ("options" in row ? row.options : [])));
  for (const [name, { about }] of Object.entries(OPTIONS)) {
    assert.ok(used.has(/** @type {keyof typeof OPTIONS} */ (name)), `--${name}`);
    assert.ok(about.en !== "" && /\p{Script=Han}/u.test(about.zh), `--${name}`);
  }
  for (const { name, about } of COMMANDS)
    assert.ok(about.en !== "" && /\p{Script=Han}/u.test(about.zh), name);
});

test("the manual page is one, in the eyes of a formatter where one is installed", () => {
  const { error, stderr, stdout } = spawnSync("groff", ["-man", "-Tutf8", "-ww"], {
    input: manPage(),
    encoding: "utf8",
  });
  if (error !== undefined) return;
  assert.equal(stderr, "");
  // Bold letters are printed twice, one over the other.
  assert.match(stdout.replaceAll(/.[\b]/g, ""), /--exclude-tag KEY=VALUE/);
});
