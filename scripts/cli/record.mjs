import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../lib/emulator.mjs";
import { paths } from "../lib/paths.mjs";
import { findPython, xtermHeadless } from "../lib/peers.mjs";
import { ask, Problem } from "../lib/run.mjs";
import { animated, screenOf } from "./screen-svg.mjs";

export const RECORDING = "docs/cli.svg";
const COLUMNS = 110;
const ROWS = 24;
const COMMAND = ["start", "--tag", "env=dev"];
/** A hundred and fifty machines of an office, in two zones; one of them cannot be started. */
const FLEET = Array.from({ length: 150 }, (_, at) => ({
  InstanceId: `ins-dev${String(at).padStart(5, "0")}`,
  InstanceName: `dev-${at + 1}`,
  InstanceState: at === 41 ? "SHUTDOWN" : at % 10 === 0 ? "RUNNING" : "STOPPED",
  Placement: { Zone: `ap-guangzhou-${6 + (at % 2)}` },
  Tags: [{ Key: "env", Value: "dev" }],
}));
/** What cli-progress writes at the end of each bar. */
const DRAWN = "\u001b[0K";

/** Runs the command on a pseudo-terminal against the emulator, and writes what the terminal showed as an animated SVG. */
export async function record() {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  const fleet = join(folder, "fleet.json");
  writeFileSync(fleet, JSON.stringify(FLEET));
  const server = await startEmulator({ args: ["--fleet", fleet, "--quiet", "--boot", "2000,6000"] });
  try {
    const output = run(server.url, folder);
    writeFileSync(`${paths.root}/${RECORDING}`, animated(await framesOf(output), COLUMNS));
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} url @param {string} home */
function run(url, home) {
  const task = {
    argv: [process.execPath, `${paths.root}/pkg/cli/main.js`, ...COMMAND],
    columns: COLUMNS,
    rows: ROWS,
    steps: [{ wait: "\\[y/N\\]", send: "y\r", afterS: 0.5 }],
  };
  const said = ask(findPython(), [`${paths.root}/tests/cli/on_terminal.py`, JSON.stringify(task)], {
    HOME: home,
    TERM: "xterm-256color",
    LANG: "en_US.UTF-8",
    NO_COLOR: undefined,
    TENCENTCLOUD_ENDPOINT: url,
    TENCENTCLOUD_REGION: "ap-guangzhou",
    TENCENTCLOUD_SECRET_ID: "AKIDemulator00000000000000000000demo",
    TENCENTCLOUD_SECRET_KEY: "emulator-demo-secret-key",
  });
  if (said === undefined)
    throw new Problem("The command could not be recorded: python3 with its pty module is needed.");
  return String(JSON.parse(said).output);
}

/** The question, some moments of the bar, and the end. @param {string} output */
async function framesOf(output) {
  const require = createRequire(`${await xtermHeadless()}/package.json`);
  // By a name that the checker of types does not follow: it is installed for this alone.
  const name = "@xterm/headless";
  const { Terminal } = require(name);
  /** @type {import("./xterm.d.ts").Terminal} */
  const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true, convertEol: true });
  const write = (/** @type {string} */ text) =>
    new Promise((done) => terminal.write(text, () => done(undefined)));
  await write(`\u001b[1m$ tencentcloud-edge ${COMMAND.join(" ")}\u001b[0m\r\n`);
  const pieces = output.split(DRAWN);
  const frames = [];
  for (const [at, piece] of pieces.entries()) {
    await write(at === pieces.length - 1 ? piece : piece + DRAWN);
    const lines = screenOf(terminal);
    if (at === 0) frames.push({ lines, ms: 2_500 });
    else if (at % Math.ceil(pieces.length / 10) === 0) frames.push({ lines, ms: 600 });
  }
  return [...frames, { lines: screenOf(terminal), ms: 5_000 }];
}
