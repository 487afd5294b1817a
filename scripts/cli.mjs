import { writeCliFiles } from "./cli/files.mjs";
import { script } from "./lib/options.mjs";
import { setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run cli",
  about:
    "Writes what follows from the tables of the command line (pkg/cli): docs/cli.md, docs/cli.zh-CN.md and the manual page man/tencentcloud-edge.1.",
  options: {},
};

script(SCRIPT, async () => {
  await setup();
  const written = writeCliFiles();
  console.log(written.length === 0 ? "Nothing has changed." : `Written: ${written.join(", ")}.`);
});
