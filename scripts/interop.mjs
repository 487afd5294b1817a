import { readdirSync } from "node:fs";
import { ensureFirefox } from "./lib/browser.mjs";
import { build } from "./lib/build.mjs";
import { forgetResults, writeMatrix } from "./lib/compat.mjs";
import { flag, script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { findPython, tccli } from "./lib/peers.mjs";
import { run } from "./lib/run.mjs";
import { FOR_TESTS, setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run interop",
  about:
    "Has the official SDKs for Node and Python and the official command line, all unmodified, talk to the emulator, and runs the suite of tests/compat in every runtime, bundler and test runner of the matrix.",
  options: {
    compat: flag("the matrix alone"),
    write: flag("writes what passed into tests/compat/matrix.gen.json and the tables of the READMEs"),
  },
  notes:
    "All of them are installed into .tools/peers when they are not there: the command line brings 640 MB, five versions of Node 890 MB, everything else 1.7 GB. Firefox is installed by apt where it is missing. `npm test` does the same without the command line and the slow half of the matrix.",
};

script(SCRIPT, async ({ compat, write }) => {
  await setup(FOR_TESTS);
  await build();
  if (!compat) await tccli(findPython());
  await ensureFirefox();
  forgetResults();
  const folders = compat ? ["tests/compat"] : ["tests/interop", "tests/compat"];
  const args = ["--test", "--test-reporter=spec", "--test-concurrency=2", ...folders.flatMap(testsUnder)];
  const { ok } = await run(process.execPath, args, { onLine: (line) => console.log(line) });
  if (ok && write) writeMatrix();
  process.exitCode = ok ? 0 : 1;
});

/** @param {string} folder */
const testsUnder = (folder) =>
  readdirSync(`${paths.root}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.mjs"))
    .sort()
    .map((file) => `${folder}/${file}`);
