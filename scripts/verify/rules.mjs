import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { script, whole } from "../lib/options.mjs";
import { paths } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";
import { BROKEN } from "./broken-rules.mjs";

const SCRIPT = {
  command: "npm run verify:rules",
  about:
    "Breaks the rules by which a fleet job starts nothing twice, one at a time, in a copy of the sources, and sees whether the random schedules notice. Fails if they pass with a broken rule. About five minutes on two processors.",
  options: { schedules: whole("N", "how many schedules each; default 300", { least: 1, fallback: 300 }) },
};

/** Where the copy stands; its own target folder stays, so that a second run is quick. */
const COPY = `${paths.build}/rules`;

script(SCRIPT, async ({ schedules }) => {
  await setup();
  copySources();
  if (!(await hold("as it stands", schedules))) throw new Problem("The schedules do not hold as it is.");
  const unseen = [];
  for (const { rule, file, from, to } of BROKEN) {
    const path = `${COPY}/${file}`;
    const whole = readFileSync(path, "utf8");
    if (!whole.includes(from)) throw new Problem(`${file} no longer holds: ${from}`);
    writeFileSync(path, whole.replace(from, to));
    if (await hold(`broken: ${rule}`, schedules)) unseen.push(rule);
    writeFileSync(path, whole);
  }
  if (unseen.length > 0) throw new Problem(`No schedule noticed:\n  ${unseen.join("\n  ")}`);
  console.log(`${BROKEN.length} broken rules, each noticed within ${schedules} schedules`);
});

function copySources() {
  mkdirSync(COPY, { recursive: true });
  for (const name of ["Cargo.toml", "Cargo.lock", "clippy.toml", "src", "emulator", "tests"]) {
    rmSync(`${COPY}/${name}`, { recursive: true, force: true });
    cpSync(`${paths.root}/${name}`, `${COPY}/${name}`, { recursive: true });
  }
}

/**
 * Whether the schedules hold in the copy.
 * @param {string} what
 * @param {number} schedules
 */
async function hold(what, schedules) {
  const { command, args, env } = hostCargo("test");
  const how = ["--manifest-path", `${COPY}/Cargo.toml`, "--target-dir", `${COPY}/target`];
  const which = ["--package", "tencentcloud-edge", "--test", "fleet", "--", "schedules"];
  return step(what, async (say) => {
    const settings = { ...env, VERIFY_SCHEDULES: String(schedules), RUST_BACKTRACE: "0" };
    const { ok, output } = await run(command, [...args, ...how, ...which], { env: settings, onLine: say });
    const failed = output.includes("the seeds of the schedules in which something did not hold");
    if (!ok && !failed) throw new Problem(`It did not come to its end:\n${output.slice(-2_000)}`);
    return ok;
  });
}
