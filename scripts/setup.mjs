import { main } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";

main(async () => {
  await setup({ forTests: process.argv.includes("--tests") });
  console.log("Everything the project needs is here.");
});
