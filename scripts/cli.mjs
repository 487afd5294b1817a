import { writeCliFiles } from "./cli/files.mjs";
import { build } from "./lib/build.mjs";
import { flag, script } from "./lib/options.mjs";
import { setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run cli",
  about:
    "Writes what follows from the tables of the command line (pkg/cli): docs/cli.md, docs/cli.zh-CN.md and the manual page man/tencentcloud-edge.1.",
  options: {
    record: flag("also makes docs/cli.svg anew: a recording of a real run against the emulator"),
  },
};

script(SCRIPT, async ({ record }) => {
  await setup();
  if (record) {
    await build();
    const { record: make, RECORDING } = await import("./cli/record.mjs");
    await make();
    console.log(`Written: ${RECORDING}.`);
  }
  const written = writeCliFiles();
  console.log(written.length === 0 ? "Nothing has changed." : `Written: ${written.join(", ")}.`);
});
