import { flag, script } from "./lib/options.mjs";
import { FOR_BUILD, FOR_TESTS, setup } from "./lib/setup.mjs";

const SCRIPT = {
  command: "npm run setup",
  about:
    "Installs what the project needs and is not there: npm packages, a Rust compiler for wasm, wasm-bindgen.",
  options: { tests: flag("also what only tests need: Rust's linters, Chromium and its driver") },
};

script(SCRIPT, async ({ tests }) => {
  await setup(tests ? FOR_TESTS : FOR_BUILD);
  console.log("Everything the project needs is here.");
});
