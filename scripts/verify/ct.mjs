import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { script } from "../lib/options.mjs";
import { paths } from "../lib/paths.mjs";
import { ask, Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";
import { readReports } from "./memcheck.mjs";

const SCRIPT = {
  command: "npm run verify:ct",
  about:
    "Lets the emulator verify requests under valgrind's memcheck, with the secret key and the token marked undefined: a branch on them, or an address made of them, is reported. The last two cases are comparisons that must be reported.",
  options: {},
  notes: "Needs Linux, valgrind with its headers, and a C compiler.",
};

const CRATE = `${paths.root}/tests/signer/ct`;
const WORK = `${paths.build}/ct`;
/** The answer is no secret: here the verifier branches on whether it is yes or no. */
const DECIDES = "tencentcloud_edge_emulator::auth::authenticate";

/** @type {Array<{name: string, answer: "accepted" | "refused", reported: boolean}>} */
const CASES = [
  ...["right"].map((name) => ({ name, answer: /** @type {const} */ ("accepted"), reported: false })),
  ...["first-digit", "last-digit", "short-signature", "first-of-token", "last-of-token", "no-token"].map(
    (name) => ({
      name,
      answer: /** @type {const} */ ("refused"),
      reported: false,
    }),
  ),
  ...["control-signature", "control-token"].map((name) => ({
    name,
    answer: /** @type {const} */ ("refused"),
    reported: true,
  })),
];

script(SCRIPT, async () => {
  checkTools();
  await setup();
  const program = await buildProgram();
  let failed = 0;
  await step(`${CASES.length} cases under valgrind`, async (say) => {
    for (const it of CASES) {
      say(it.name);
      if (!(await holds(program, it))) failed += 1;
    }
  });
  console.log(failed === 0 ? "Constant time, as far as memcheck sees." : `${failed} cases do not hold.`);
  process.exitCode = failed === 0 ? 0 : 1;
});

/** @throws {Problem} that names what is missing and how to get it */
function checkTools() {
  if (process.platform !== "linux")
    throw new Problem("valgrind's memcheck needs Linux; run this in a container.");
  const missing = [
    ask("valgrind", ["--version"]) === undefined && "valgrind",
    ask("cc", ["--version"]) === undefined && "a C compiler (cc)",
  ].filter((it) => it !== false);
  if (missing.length > 0) {
    throw new Problem(
      `${missing.join(" and ")} missing. Debian and Ubuntu: apt install valgrind gcc libc6-dev.`,
    );
  }
}

/** @returns {Promise<string>} */
async function buildProgram() {
  mkdirSync(WORK, { recursive: true });
  const shim = `${WORK}/shim.o`;
  const compiled = await run("cc", ["-O2", "-c", `${CRATE}/shim.c`, "-o", shim]);
  if (!compiled.ok) {
    throw new Problem(
      `The shim does not compile; Debian and Ubuntu have its header in the package valgrind.\n${compiled.output}`,
    );
  }
  const target = process.env.CARGO_TARGET_DIR ?? `${paths.root}/target`;
  const { command, args, env } = hostCargo("build");
  const rest = [
    "--release",
    "--locked",
    "--manifest-path",
    `${CRATE}/Cargo.toml`,
    "--target-dir",
    `${target}/ct`,
  ];
  await step("building the verifier (about 1 minute)", async (say) => {
    const built = await run(command, [...args, ...rest], {
      env: { ...env, RUSTFLAGS: `-Clink-arg=${shim}` },
      onLine: say,
    });
    if (!built.ok) throw new Problem(`cargo failed:\n${built.output.split("\n").slice(-40).join("\n")}`);
  });
  return `${target}/ct/release/tencentcloud-edge-ct`;
}

/**
 * @param {string} program
 * @param {typeof CASES[number]} it
 */
async function holds(program, { name, answer, reported }) {
  const xml = `${WORK}/${name}.xml`;
  const { output } = await run("valgrind", ["-q", "--xml=yes", `--xml-file=${xml}`, program, name]);
  const reports = existsSync(xml) ? readReports(readFileSync(xml, "utf8")) : undefined;
  if (reports === undefined) throw new Problem(`valgrind wrote no report for ${name}: ${output}`);
  const found = reports.filter(({ frames }) => frames[0]?.name !== DECIDES);
  const said = output.trim().split("\n").at(-1);
  const good = said === answer && found.length > 0 === reported;
  console.log(
    `${good ? "✓" : "✗"} ${name.padEnd(18)} ${said}, ${found.length} reports${reported ? ", as it must" : ""}`,
  );
  if (good) return true;
  if (said !== answer) console.log(`  it should have been ${answer}`);
  for (const { kind, frames } of found.slice(0, 5)) {
    console.log(
      `  ${kind} at ${frames
        .slice(0, 4)
        .map((frame) => `${frame.name} (${frame.place})`)
        .join(" < ")}`,
    );
  }
  return false;
}
