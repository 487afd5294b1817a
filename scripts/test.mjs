import { mkdirSync, writeFileSync } from "node:fs";
import { findBrowser } from "./lib/browser.mjs";
import { build } from "./lib/build.mjs";
import { startChild } from "./lib/child.mjs";
import { flag, list, script } from "./lib/options.mjs";
import { parts, toolsOf } from "./lib/parts.mjs";
import { paths } from "./lib/paths.mjs";
import { PLAIN, Problem } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";
import { step } from "./lib/steps.mjs";

const SCRIPT = {
  command: "npm test",
  about: "Installs and builds what is missing, then runs every part. Each writes build/logs/NAME.log.",
  options: {
    only: list(
      "a,b",
      "these parts alone",
      parts.map(({ name }) => name),
    ),
    list: flag("the parts"),
  },
};

/** A part that takes longer hangs. */
const PART_TIMEOUT_MS = 15 * 60_000;
const TAIL_LINES = 80;

/** @typedef {import("./lib/parts.mjs").Part} Part */
/** @typedef {import("./lib/parts.mjs").Counts & {name: string, seconds: number, note: string}} Row */

script(SCRIPT, async ({ list, only }) => {
  if (list) {
    console.log(parts.map(({ name, about }) => `${name.padEnd(14)} ${about}`).join("\n"));
    return;
  }
  const chosen = parts.filter(({ name }) => only.includes(name));
  await setup(toolsOf(chosen));
  mkdirSync(paths.logs, { recursive: true });
  /** @type {Row[]} */
  const rows = chosen.some(({ needsBuild }) => needsBuild) ? [await tryBuild()] : [];
  const isBroken = rows.some(({ failed }) => failed > 0);
  for (const part of chosen) {
    rows.push(
      part.needsBuild && isBroken
        ? { name: part.name, passed: 0, failed: 1, skipped: 0, seconds: 0, note: "not run: the build failed" }
        : await runPart(part),
    );
  }
  report(rows);
});

/** @returns {Promise<Row>} */
async function tryBuild() {
  const began = Date.now();
  const row = { name: "build", skipped: 0, note: "" };
  try {
    await build();
    return { ...row, passed: 1, failed: 0, seconds: secondsSince(began) };
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    return { ...row, passed: 0, failed: 1, seconds: secondsSince(began) };
  }
}

/**
 * @param {Part} part
 * @returns {Promise<Row>}
 */
async function runPart(part) {
  const began = Date.now();
  const { output, ok, note } = await step(
    part.name,
    (say) => runCommands(part, say),
    (result) => result.ok,
  );
  writeFileSync(`${paths.logs}/${part.name}.log`, output);
  const counts = part.count(output, ok);
  const silent = ok && counts.passed + counts.failed === 0;
  // A status that says failure without a failed test (a crash, a compile error), and a part that ran nothing, are failures.
  if (counts.failed === 0 && (!ok || silent)) counts.failed = 1;
  if (counts.failed > 0) {
    const lines = output.trimEnd().split("\n");
    console.log(lines.slice(-TAIL_LINES).join("\n"));
    console.log(`✗ ${part.name}: the whole of it is in build/logs/${part.name}.log`);
  }
  return { name: part.name, ...counts, seconds: secondsSince(began), note: silent ? "ran no test" : note };
}

/**
 * @param {Part} part
 * @param {import("./lib/steps.mjs").Say} say
 */
async function runCommands(part, say) {
  const tools = findBrowser();
  const browser = tools === undefined ? {} : { CHROME: tools.browser, CHROMEDRIVER: tools.driver };
  /** @type {string[]} */
  const output = [];
  let ok = true;
  let note = "";
  for (const { command, args, env } of part.commands()) {
    output.push(`$ ${[command, ...args].join(" ").replaceAll(`${paths.root}/`, "")}`);
    const child = startChild(part.name, command, args, {
      cwd: paths.root,
      env: { ...process.env, ...PLAIN, ...browser, ...env },
      onLine: (line) => {
        output.push(line);
        say(line);
      },
    });
    const timer = setTimeout(() => {
      note = `stopped after ${PART_TIMEOUT_MS / 60_000} minutes`;
      child.stop();
    }, PART_TIMEOUT_MS);
    const { code } = await child.exited;
    clearTimeout(timer);
    if (code === null && child.pid === -1) output.push(child.tail());
    ok &&= code === 0;
  }
  return { output: `${output.join("\n")}\n`, ok, note };
}

/** @param {Row[]} rows */
function report(rows) {
  console.log(
    `\n${"part".padEnd(16)}${"passed".padStart(8)}${"failed".padStart(8)}${"skipped".padStart(9)}${"seconds".padStart(9)}`,
  );
  for (const { name, passed, failed, skipped, seconds, note } of rows) {
    const numbers = [passed, failed].map((count) => String(count).padStart(8)).join("");
    const rest = `${String(skipped).padStart(9)}${seconds.toFixed(1).padStart(9)}`;
    console.log(`${(failed > 0 ? "✗ " : "✓ ") + name.padEnd(14)}${numbers}${rest}  ${note}`.trimEnd());
  }
  const sum = (/** @type {"passed" | "failed"} */ key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
}

/** @param {number} began */
const secondsSince = (began) => (Date.now() - began) / 1000;
