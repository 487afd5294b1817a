import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseEnvFile } from "../../pkg/cli/gateway/env-file.js";
import { requireKey, unknownVariables } from "../../pkg/cli/gateway/variables.js";
import { paths } from "../../scripts/lib/paths.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { codeBlocks, DOCUMENTS, isShell } from "../support/code-blocks.mjs";

/** @typedef {import("../support/code-blocks.mjs").Block} Block */

const PAGE = /^(README(\.zh-CN)?\.md|docs\/[^/]+\.md)$/;

/**
 * Where the blocks of a language are run, as the documents that the test named `by` reads; `once`: it runs one of each.
 * @type {Record<string, {documents: RegExp, by: string, once?: boolean}>}
 */
const KINDS = {
  js: { documents: PAGE, by: "tests/docs/examples.test.mjs and readme.test.mjs run it" },
  ts: {
    documents: /^docs\/emulator\.md$/,
    by: "tests/interop/examples.test.mjs runs it by Vitest",
    once: true,
  },
  python: {
    documents: /^docs\/emulator\.md$/,
    by: "tests/interop/examples.test.mjs runs it by pytest",
    once: true,
  },
  go: {
    documents: /^docs\/emulator\.md$/,
    by: "tests/interop/go/go.test.mjs (`npm run interop`) has Go read it",
    once: true,
  },
  sh: { documents: /^(?!examples\/)/, by: "tests/docs/shell.test.mjs runs its commands" },
  bash: { documents: /./, by: "tests/docs/shell.test.mjs and tests/examples run its commands" },
  ini: { documents: /^README/, by: "a test below reads it as settings of the gateway" },
  json: { documents: /./, by: "the tests below read it" },
  text: { documents: PAGE, by: "what an example prints, or a drawing in letters" },
  mermaid: { documents: /^docs\/fleet\.md$/, by: "a drawing, which forges render", once: true },
};

/** @param {Block} block */
const place = ({ file, line }) => `${file}:${line}`;
const blocks = DOCUMENTS.flatMap(codeBlocks);

test("settings of the gateway that a document shows are read, and the gateway has them", () => {
  const settings = blocks.filter(({ language }) => language === "ini");
  assert.ok(settings.length > 0);
  for (const block of settings) {
    const variables = parseEnvFile(block.code, place(block));
    assert.deepEqual(unknownVariables(variables, {}), [], place(block));
    assert.doesNotThrow(() => requireKey(variables), place(block));
  }
});

test("every block is of a kind that a test runs", () => {
  assert.ok(blocks.length > 80, String(blocks.length));
  for (const block of blocks) {
    const { language } = block;
    const kind = KINDS[language];
    assert.ok(
      kind,
      `${place(block)}: nothing runs blocks of "${language}". Have a test run it, then add the language to KINDS in tests/docs/blocks.test.mjs.`,
    );
    assert.match(block.file, kind.documents, `${place(block)}: ${kind.by}, but not in this document`);
    const all = blocks.filter((other) => other.file === block.file && other.language === language);
    if (kind.once) assert.equal(all.length, 1, `${place(block)}: ${kind.by}, one block alone`);
  }
});

test("every fence is closed, and none hides in a list or a quotation", () => {
  for (const file of DOCUMENTS) {
    const fences = readFileSync(`${paths.root}/${file}`, "utf8").match(/^[ \t>]*(```|~~~)/gm) ?? [];
    assert.equal(codeBlocks(file).length * 2, fences.length, file);
  }
});

const json = blocks.filter(({ language }) => language === "json");
const policies = json.filter(({ code }) => "statement" in JSON.parse(code));
const settings = json.filter((block) => !policies.includes(block));

for (const block of policies) {
  test(`${place(block)}: the policy is the one that the tests hold against the gateway`, () => {
    const policy = JSON.parse(readFileSync(`${paths.root}/deploy/cam-policy.json`, "utf8"));
    assert.deepEqual(JSON.parse(block.code), policy);
  });
}

test("a gateway takes the JSON of the other blocks as its accounts and tokens", async (t) => {
  assert.deepEqual([...new Set(settings.map(({ file }) => file))], ["worker/README.md"]);
  const texts = settings.map(({ code }) => code);
  const accounts = texts.filter((text) => !Array.isArray(JSON.parse(text)));
  const tokens = texts.filter((text) => Array.isArray(JSON.parse(text)));
  assert.deepEqual([accounts.length, tokens.length], [1, 1], "one gateway cannot take two of a kind");
  const sha256 = createHash("sha256").update("reader").digest("hex");
  const reader = { name: "reader", sha256, scopes: { accounts: "*", metrics: true } };
  const env = {
    REGIONS: "ap-guangzhou",
    ACCOUNTS: (accounts[0] ?? "").replaceAll('"..."', '"AKIDexample"'),
    GATEWAY_TOKENS: JSON.stringify([
      ...JSON.parse((tokens[0] ?? "").replace("<64 hexadecimal digits>", "0".repeat(64))),
      reader,
    ]),
  };
  const stateDir = mkdtempSync(join(tmpdir(), "blocks-"));
  const gateway = await startWorkerd({ env, stateDir });
  t.after(async () => {
    await gateway.kill();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const ready = await fetch(`${gateway.url}/readyz`, { headers: { authorization: "Bearer reader" } });
  const { missing, warnings } = await ready.json();
  assert.deepEqual([ready.status, missing, warnings], [200, [], []]);
});

test("shell blocks of an example are its README's only ones", () => {
  for (const file of DOCUMENTS.filter((name) => /^examples\/./.test(name) && name !== "examples/README.md"))
    assert.equal(codeBlocks(file).filter(isShell).length, codeBlocks(file).length, file);
});
