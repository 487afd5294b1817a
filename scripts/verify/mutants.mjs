import { existsSync } from "node:fs";
import { choice, flag, script, text } from "../lib/options.mjs";
import { paths } from "../lib/paths.mjs";
import { ask, installProblem, Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";
import { RULES } from "./mutant-rules.mjs";

const VERSION = "27.1.0";

/** @type {import("../lib/options.mjs").Option<string>} */
const shard = {
  value: "K/N",
  about: "every Nth change, from the Kth on, from 0; default 0/1, all of them",
  read(given = "0/1", name) {
    if (/^\d+\/[1-9]\d*$/.test(given)) return given;
    throw new Problem(`${name} is "${given}": it must be two numbers, as 0/4.`);
  },
};

const SCRIPT = {
  command: "npm run verify:mutants",
  about:
    "Changes rules one by one, and sees which changes no test notices. Slow: five to fifteen seconds a change, about half of that where cargo-nextest is installed, which ends at the first test that fails.",
  options: {
    of: choice("WHAT", "emulator (default), job (jobs, paces, replies) or signer", {
      words: Object.keys(RULES),
      fallback: "emulator",
    }),
    shard,
    matching: text("REGEX", "only the changes whose description matches it, such as 'in Pace::join'"),
    iterate: flag("only what an earlier run into the same directory has not seen noticed"),
    output: text("DIR", "where cargo-mutants writes what it found; default build/mutants"),
  },
  notes: "cargo-mutants is built into .tools when it is not there.",
};

script(SCRIPT, async ({ of, shard, matching, iterate, output = `${paths.build}/mutants` }) => {
  await setup();
  await ensureTool();
  const { command, args, env } = hostCargo("mutants");
  const { crate, files, tests: names, without = [] } = rulesOf(of);
  const where = files.flatMap((file) => ["--file", file]);
  const how = ["--package", crate, ...where, "--timeout", "90", "--output", output];
  const again = iterate ? ["--iterate"] : [];
  const some = matching === undefined ? [] : ["--re", matching];
  const part = shard === "0/1" ? [] : ["--shard", shard, "--sharding", "round-robin"];
  const tests = ["--", "--lib", ...names.flatMap((name) => ["--test", name]), ...leavingOut(without)];
  const path = `${paths.tools}/bin:${process.env.PATH}`;
  const tool = hasNextest() ? ["--test-tool", "nextest"] : [];
  const { output: said } = await run(
    command,
    [...args, ...how, ...some, ...again, ...tool, ...part, ...tests],
    {
      env: { VERIFY_SCHEDULES: "30", RUST_BACKTRACE: "0", ...env, PATH: path },
      onLine: (line) => console.log(line),
    },
  );
  const total = /(\d+) mutants? tested/.exec(said)?.[1];
  const missed = /(\d+) missed/.exec(said)?.[1] ?? "0";
  if (total === undefined) throw new Problem("cargo-mutants did not come to its end.");
  console.log(`${total} changes, ${missed} of them noticed by no test`);
});

/** @param {string} name */
function rulesOf(name) {
  const rules = RULES[name];
  if (rules === undefined) throw new Problem(`There are no rules of ${name}.`);
  return rules;
}

function hasNextest() {
  const { command, args } = hostCargo("nextest");
  return ask(command, [...args, "--version"]) !== undefined;
}

/** @param {string[]} names of tests, or parts of names */
function leavingOut(names) {
  if (names.length === 0) return [];
  if (hasNextest()) return ["-E", `not test(/${names.join("|")}/)`];
  return ["--", ...names.flatMap((name) => ["--skip", name])];
}

async function ensureTool() {
  const tool = `${paths.tools}/bin/cargo-mutants`;
  if (existsSync(tool) && ask(tool, ["mutants", "--version"]) === `cargo-mutants ${VERSION}`) return;
  const { command, args, env } = hostCargo("install");
  const rest = ["cargo-mutants", "--version", VERSION, "--root", paths.tools, "--locked", "--force"];
  await step(`building cargo-mutants ${VERSION}, once (about 3 minutes)`, async (say) => {
    const { ok, output } = await run(command, [...args, ...rest], { env, onLine: say });
    if (!ok) throw installProblem("cargo-mutants", `cargo install ${rest.join(" ")}`, output);
  });
}
