import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { onLines, startChild, whenReady } from "../../scripts/lib/child.mjs";
import { workerdProgram } from "../../scripts/lib/workerd.mjs";
import { writeWorkerdConfig } from "../../scripts/lib/workerd-config.mjs";

const dir = mkdtempSync(join(tmpdir(), "workerd-config-"));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The smallest module of WebAssembly: it holds nothing. */
const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** @param {string} name @param {string} code */
function workerDir(name, code) {
  const folder = join(dir, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "index.js"), code);
  writeFileSync(join(folder, "empty.wasm"), WASM);
  return folder;
}

const plain = {
  name: "plain",
  dir: workerDir(
    "plain",
    `import empty from "./empty.wasm";
export default { fetch: (request, env) => new Response(env.SAID + " " + (empty instanceof WebAssembly.Module)) };`,
  ),
  bindings: ['(name = "SAID", text = "plain")'],
};
const flagged = {
  name: "flagged",
  dir: workerDir("flagged", "export default { fetch: () => new Response(String(globalThis.navigator)) };"),
  flags: ["no_global_navigator"],
};

test("workerd takes a configuration of two Workers, each with modules, bindings and flags of its own", async (t) => {
  const config = writeWorkerdConfig({ workers: [plain, flagged] });
  const sockets = ["plain", "flagged"].map((name) => `--socket-addr=${name}=127.0.0.1:0`);
  const child = startChild("workerd", workerdProgram(), ["serve", config, "--control-fd=3", ...sockets], {
    control: true,
  });
  t.after(() => child.kill());
  /** @type {Map<string, number>} */
  const ports = new Map();
  const listening = new Promise((resolve) => {
    onLines(/** @type {NodeJS.ReadableStream} */ (child.process.stdio[3]), (line) => {
      const { socket, port } = JSON.parse(line);
      if (ports.set(socket, port).size === 2) resolve(undefined);
    });
  });
  await whenReady(child, listening, 20_000);
  const ask = async (/** @type {string} */ name) =>
    (await fetch(`http://127.0.0.1:${ports.get(name)}/`)).text();
  assert.equal(await ask("plain"), "plain true");
  assert.equal(await ask("flagged"), "undefined");
});

test("the same configuration is the same file, another one is another", () => {
  assert.equal(writeWorkerdConfig({ workers: [plain] }), writeWorkerdConfig({ workers: [plain] }));
  assert.notEqual(writeWorkerdConfig({ workers: [plain] }), writeWorkerdConfig({ workers: [flagged] }));
});
