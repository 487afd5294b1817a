import { build } from "./lib/build.mjs";
import { script } from "./lib/options.mjs";
import { setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run build",
  about:
    "Installs what is missing, then builds what changed: the wasm modules into pkg/dist/, the bundles of the gateway and the dashboard into build/.",
  options: {},
};

script(SCRIPT, async () => {
  await setup();
  await build();
});
