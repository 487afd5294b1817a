import { flag, script, whole } from "../lib/options.mjs";
import { cargoCounts } from "../lib/parts.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const SCRIPT = {
  command: "npm run verify:client",
  about:
    "Fleet jobs against the emulator on a virtual clock: any fleet, faults, people at the console, a client that dies at any step and goes on from what it saved. At every step nothing is lost; at the end no instance was started twice or against anybody's will, no rate was exceeded, and what is reported is true. About a minute for 6,000 on two processors.",
  options: {
    schedules: whole("N", "how many; default 100000", { fallback: 100_000 }),
    seed: whole("N", "of the first; default 1", { fallback: 1 }),
    million: flag("besides, a job of 1,000,000 instances (some seconds)"),
  },
};

script(SCRIPT, async ({ schedules, seed, million }) => {
  await setup();
  const settings = { VERIFY_SCHEDULES: String(schedules), VERIFY_SEED: String(seed) };
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
