import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { wrangler } from "../../scripts/lib/peers.mjs";
import { packTarball } from "../examples/project.mjs";
import { bash } from "../support/bash.mjs";
import { codeBlocks, commandsOf, DOCUMENTS, isShell } from "../support/code-blocks.mjs";
import { OUTSIDE, RULES, ruleOf } from "./shell-commands.mjs";

/** The READMEs of examples are run by tests/examples. */
const documents = DOCUMENTS.filter((file) => !/^examples\/./.test(file) || file === "examples/README.md")
  .map((file) => ({ file, blocks: codeBlocks(file).filter(isShell) }))
  .filter(({ blocks }) => blocks.length > 0);

const PRELUDE = readFileSync(`${paths.root}/tests/docs/shell-prelude.sh`, "utf8");
const folder = mkdtempSync(join(tmpdir(), "shell-"));

/** @param {import("../support/code-blocks.mjs").Block[]} blocks */
const stepsOf = (blocks) =>
  blocks.flatMap((block) =>
    commandsOf(block).map((command) => ({ command, at: `${block.file}:${block.line}` })),
  );

/**
 * The script of a document: what can be run of it, in its order, each block from the document's own folder.
 * @param {import("../support/code-blocks.mjs").Block[]} blocks
 */
function scriptOf(blocks) {
  const lines = blocks.flatMap((block) => {
    const steps = stepsOf([block]).flatMap(({ command, at }) => {
      const rule = ruleOf(command);
      assert.ok(rule, `${at}: \`${command}\` is new. Give it a rule in tests/docs/shell-commands.mjs.`);
      if (!("run" in rule)) return [];
      const run = rule.run(command);
      assert.doesNotMatch(run, OUTSIDE, `${at} would leave its folder`);
      return [`at=${JSON.stringify(at)}`, run];
    });
    return ['cd "$HERE"', ...steps];
  });
  return `${PRELUDE}\n${lines.join("\n")}\n`;
}

/** The same for a page and its translation. @param {import("../support/code-blocks.mjs").Block[]} blocks */
const keyOf = (blocks) => JSON.stringify(stepsOf(blocks).map(({ command }) => command));

describe("the commands of the documents", () => {
  /** @type {Record<string, string>} */
  let environment;
  /** @type {Array<() => unknown>} */
  const closes = [() => rmSync(folder, { recursive: true, force: true })];
  before(async () => {
    const packed = packTarball();
    const emulator = await startEmulator({ args: ["--boot", "10,20"] });
    closes.push(packed.remove, () => emulator.kill());
    environment = {
      TARBALL: packed.tarball,
      EMULATOR: emulator.url,
      SECRET_ID: demoCredentials.secretId,
      SECRET_KEY: demoCredentials.secretKey,
      WRANGLER: await wrangler(),
      ROOT: paths.root,
    };
  });
  after(async () => {
    for (const close of closes.reverse()) await close();
  });

  /** @param {string} script */
  function runScript(script) {
    const dir = mkdtempSync(join(folder, "document-"));
    const at = (/** @type {string} */ name) => join(dir, name);
    mkdirSync(at("here"));
    const places = {
      HERE: at("here"),
      SETTINGS: at("settings"),
      SYSTEM: at("system"),
      OUT: at("out"),
      SAID: at("said"),
    };
    const quiet = {
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      NO_COLOR: "1",
      npm_config_offline: "true",
    };
    return bash(script, { cwd: places.HERE, log: places.SAID, env: { ...environment, ...places, ...quiet } });
  }

  /** @type {Map<string, string>} */
  const ran = new Map();
  for (const { file, blocks } of documents) {
    const key = keyOf(blocks);
    const same = ran.get(key);
    ran.set(key, same ?? file);
    test(same ? `${file}: the commands are those of ${same}` : `${file}: the commands run`, async () => {
      const script = scriptOf(blocks);
      if (same) return;
      const { code, said } = await runScript(script);
      assert.equal(code, 0, said);
    });
  }

  test("every rule is of a command that a document has", () => {
    const commands = documents.flatMap(({ blocks }) => stepsOf(blocks)).map(({ command }) => command);
    const idle = RULES.filter((rule) => !commands.some((command) => ruleOf(command) === rule));
    assert.deepEqual(
      idle.map(({ match }) => String(match)),
      [],
    );
  });

  test("versions that are installed are those that are tested", () => {
    const { devDependencies } = JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
    const peer = join(dirname(environment.WRANGLER ?? ""), "../package.json");
    const { version } = JSON.parse(readFileSync(peer, "utf8"));
    for (const { command, at } of documents.flatMap(({ blocks }) => stepsOf(blocks))) {
      for (const [, name = "", wanted] of command.matchAll(/\b(workerd|wrangler)@([\d.]+)/g))
        assert.equal(wanted, name === "wrangler" ? version : devDependencies.workerd, at);
    }
  });
});
