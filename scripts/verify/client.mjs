import { parseArgs } from "node:util";
import { cargoCounts } from "../lib/parts.mjs";
import { main, Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const HELP = `npm run verify:client -- [options]

Fleet jobs against the emulator on a virtual clock: any fleet, faults, people at the console, a client that dies at any
step and goes on from what it saved. At every step nothing is lost; at the end no instance was started twice or against
anybody's will, no rate was exceeded, and what is said is so. About a minute for 6,000 on two processors.

  --schedules N  how many; default 100000
  --seed N       of the first; default 1
  --million      besides, a job of 1,000,000 instances (some seconds)
  --help         this text`;

main(async () => {
  const { help, schedules, seed, million } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  await setup();
  const settings = { VERIFY_SCHEDULES: schedules, VERIFY_SEED: seed };
  await verify(`${schedules} schedules`, ["schedules"], settings, /^\d+ schedules, .*$/m);
  if (million) await verify("1,000,000 instances", ["million", "--ignored"], {}, /^1,?000,?000 .*$/m);
});

/**
 * @param {string} what
 * @param {string[]} which tests
 * @param {Record<string, string>} settings
 * @param {RegExp} said the line that tells what came out
 */
async function verify(what, which, settings, said) {
  const { command, args, env } = hostCargo("test");
  const how = ["--profile", "verify", "--package", "tencentcloud-edge", "--test", "fleet", "--"];
  const { ok, output } = await step(what, (say) =>
    run(command, [...args, ...how, ...which, "--nocapture"], { env: { ...env, ...settings }, onLine: say }),
  );
  const { passed, failed } = cargoCounts(output, ok);
  if (!ok || failed > 0 || passed === 0) throw new Problem(`It did not hold:\n${output.slice(-4_000)}`);
  console.log(said.exec(output)?.[0] ?? "");
}

function readOptions() {
  try {
    const number = /** @type {const} */ ({ type: "string" });
    const flag = /** @type {const} */ ({ type: "boolean" });
    const { values } = parseArgs({ options: { schedules: number, seed: number, million: flag, help: flag } });
    return {
      help: values.help === true,
      million: values.million === true,
      schedules: whole("schedules", values.schedules ?? "100000"),
      seed: whole("seed", values.seed ?? "1"),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new Problem(`--${name} takes a whole number, not ${text}.`);
}
