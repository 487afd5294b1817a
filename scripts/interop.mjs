import { readdirSync } from "node:fs";
import { build } from "./lib/build.mjs";
import { paths } from "./lib/paths.mjs";
import { findPython, tccli } from "./lib/peers.mjs";
import { main, run } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";

const HELP = `npm run interop

Has the official SDKs for Node and Python and the official command line, all unmodified, talk to the emulator.

  --help   this text

They are installed into .tools/peers when they are not there; the command line brings 640 MB. \`npm test\` does the same
without the command line.`;

main(async () => {
  if (process.argv.includes("--help")) {
    console.log(HELP);
    return;
  }
  await setup();
  await build();
  await tccli(findPython());
  const found = readdirSync(`${paths.root}/tests/interop`, { recursive: true, encoding: "utf8" });
  const files = found.filter((file) => file.endsWith(".test.mjs")).map((file) => `tests/interop/${file}`);
  const args = ["--test", "--test-reporter=spec", ...files.sort()];
  const { ok } = await run(process.execPath, args, { onLine: (line) => console.log(line) });
  process.exitCode = ok ? 0 : 1;
});
