import { parseArgs } from "node:util";
import { build } from "../lib/build.mjs";
import { main, Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const HELP = `npm run verify:hostile -- [options]

Calls every synchronous function of the package with values of every kind. Nothing may be thrown but a TencentCloudError,
no call may trap, the module must work afterwards, and its memory may grow by one page after the first thousand calls.

  --calls N   default 2000000
  --seed N    makes the same calls again; default: a new one, which is printed
  --help      this text`;

main(async () => {
  const { help, calls, seed } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
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

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { calls: { type: "string" }, seed: { type: "string" }, help: { type: "boolean" } },
    });
    return {
      help: values.help === true,
      calls: whole("calls", values.calls ?? "2000000"),
      seed: whole("seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31))),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Problem(`--${name} takes a whole number, not ${text}.`);
}
