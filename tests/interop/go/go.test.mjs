import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { findPython, go } from "../../../scripts/lib/peers.mjs";
import { run } from "../../../scripts/lib/run.mjs";
import { copyExample, packTarball } from "../../examples/project.mjs";
import { readmeScript, runReadme } from "../../examples/readme.mjs";
import { codeBlocks } from "../../support/code-blocks.mjs";

const folder = mkdtempSync(join(tmpdir(), "interop-go-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const bin = await go(findPython());

test("the example for Go passes, by the commands of its README", async (t) => {
  const packed = packTarball();
  t.after(packed.remove);
  const cwd = copyExample("go", packed);
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    GOCACHE: join(bin, "../cache"),
    GOPATH: join(folder, "path"),
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
  };
  assert.match(await runReadme(readmeScript("go"), cwd, env), /^ok\s+example\.com\/start/m);
  const { ok, output } = await run(join(bin, "gofmt"), ["-l", "."], { cwd });
  assert.deepEqual([ok, output], [true, ""], "gofmt would write these differently");
});

test("Go can read the lines of docs/emulator.md, which need the official SDK to run", async () => {
  const [block] = codeBlocks("docs/emulator.md").filter(({ language }) => language === "go");
  writeFileSync(join(folder, "lines_test.go"), block?.code ?? "");
  const { ok, output } = await run(join(bin, "gofmt"), ["-l", "-e", "lines_test.go"], { cwd: folder });
  assert.deepEqual([ok, output], [true, ""]);
});
