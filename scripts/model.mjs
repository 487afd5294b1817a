import { writeModel } from "./lib/model/files.mjs";
import { script } from "./lib/options.mjs";
import { setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run model",
  about:
    "Writes what follows from the rows of src/model: pkg/types/model.gen.d.ts, pkg/lib/model.gen.js, the entries pkg/index*.js and the pages docs/errors*.md.",
  options: {},
};

script(SCRIPT, async () => {
  await setup();
  const changed = await writeModel();
  console.log(changed.length === 0 ? "Nothing has changed." : `Written: ${changed.join(", ")}.`);
});
