import { readdirSync } from "node:fs";
import { build } from "./lib/build.mjs";
import { script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { findPython, tccli } from "./lib/peers.mjs";
import { run } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run interop",
  about:
    "Has the official SDKs for Node and Python and the official command line, all unmodified, talk to the emulator.",
  options: {},
  notes:
    "They are installed into .tools/peers when they are not there; the command line brings 640 MB. `npm test` does the same without the command line.",
};

script(SCRIPT, async () => {
  await setup();
  await build();
  await tccli(findPython());
  const found = readdirSync(`${paths.root}/tests/interop`, { recursive: true, encoding: "utf8" });
  const files = found.filter((file) => file.endsWith(".test.mjs")).map((file) => `tests/interop/${file}`);
  const args = ["--test", "--test-reporter=spec", ...files.sort()];
  const { ok } = await run(process.execPath, args, { onLine: (line) => console.log(line) });
  process.exitCode = ok ? 0 : 1;
});
