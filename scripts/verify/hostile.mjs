import { build } from "../lib/build.mjs";
import { script, whole } from "../lib/options.mjs";
import { Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const SCRIPT = {
  command: "npm run verify:hostile",
  about:
    "Calls every synchronous function of the package with values of every kind. Nothing may be thrown but a TencentCloudError, no call may trap, the module must work afterwards, and its memory may grow by one page after the first thousand calls.",
  options: {
    calls: whole("N", "default 2000000", { fallback: 2_000_000 }),
    seed: whole("N", "makes the same calls again; default: a new one, which is printed", {
      fallback: Math.floor(Math.random() * 2 ** 31),
    }),
  },
};

script(SCRIPT, async ({ calls, seed }) => {
  await setup();
  await build();
  const { hostileCalls, PAGE } = await import("../../tests/signer/hostile/run.mjs");
  console.log(`seed ${seed}`);
  const began = Date.now();
  const outcome = await step(`${calls} hostile calls`, (say) =>
    hostileCalls({ seed, calls, onProgress: (done) => say(`${done}`) }),
  );
  const seconds = (Date.now() - began) / 1000;
  const pages = outcome.grownBytes / PAGE;
  console.log(
    `${outcome.calls} calls in ${seconds.toFixed(1)} s, ${Math.round(outcome.calls / seconds)} a second`,
  );
  console.log(`0 traps, 0 untyped errors, ${outcome.refused} refused; memory grew by ${pages} pages`);
  if (pages > 1) throw new Problem("The memory grew by more than one page after the first thousand calls.");
});
