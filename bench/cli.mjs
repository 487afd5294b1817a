import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../scripts/lib/build.mjs";
import { startEmulator } from "../scripts/lib/emulator.mjs";
import { script, whole } from "../scripts/lib/options.mjs";
import { paths } from "../scripts/lib/paths.mjs";
import { findPython, tccli } from "../scripts/lib/peers.mjs";
import { ask, Problem } from "../scripts/lib/run.mjs";
import { setup } from "../scripts/lib/setup.mjs";

const SCRIPT = {
  command: "npm run bench:cli",
  about:
    "Times short commands of this package and of the official tccli against the emulator over TLS, taking turns: the median of the time from start to end, and the largest memory.",
  options: { times: whole("N", "each command is run so many times; default 11", { least: 3, fallback: 11 }) },
};

/** Runs a command and prints its seconds, its peak memory in KB and its exit status: only a parent's wait4 knows the second. */
const MEASURE = `
import os, sys, time
began = time.monotonic()
pid = os.fork()
if pid == 0:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(time.monotonic() - began, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
`;

/** @typedef {{ms: number, mb: number}} Run */
/** @typedef {{name: string, command: string[], env: Record<string, string>}} Command */

script(SCRIPT, async ({ times }) => {
  await setup();
  await build();
  const python = findPython();
  const peer = await tccli(python);
  const folder = mkdtempSync(join(tmpdir(), "bench-cli-"));
  const server = await startEmulator({
    instances: 300,
    args: ["--tls", "--ca", join(folder, "ca.pem"), "--quiet"],
  });
  try {
    const commands = contest(server.url, { folder, python, peer });
    /** @type {Map<string, Run[]>} */
    const runs = new Map(commands.map(({ name }) => [name, []]));
    for (let turn = 0; turn <= times; turn++) {
      for (const command of commands) {
        const run = measure(python, command);
        // The first of each fills the machine's caches.
        if (turn > 0) runs.get(command.name)?.push(run);
      }
    }
    report(runs);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {string} url
 * @param {{folder: string, python: string, peer: string}} where
 * @returns {Command[]}
 */
function contest(url, { folder, python, peer }) {
  // tccli verifies with certifi's bundle and nothing else: one with the emulator's authority in it goes before.
  cpSync(`${peer}/certifi`, join(folder, "path", "certifi"), { recursive: true });
  appendFileSync(join(folder, "path", "certifi", "cacert.pem"), readFileSync(join(folder, "ca.pem")));
  const keys = {
    TENCENTCLOUD_SECRET_ID: "AKIDemulator00000000000000000000demo",
    TENCENTCLOUD_SECRET_KEY: "emulator-demo-secret-key",
    TENCENTCLOUD_REGION: "ap-guangzhou",
  };
  const ours = { ...keys, TENCENTCLOUD_ENDPOINT: url, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
  const theirs = { ...keys, HOME: folder, PYTHONPATH: `${join(folder, "path")}:${peer}` };
  const main = [process.execPath, `${paths.root}/pkg/cli/main.js`];
  const official = [python, `${peer}/bin/tccli`];
  const place = ["--endpoint", new URL(url).host, "--region", "ap-guangzhou"];
  return [
    { name: "tencentcloud-edge --help", command: [...main, "--help"], env: ours },
    { name: "tccli --version", command: [...official, "--version"], env: theirs },
    {
      name: "tencentcloud-edge call cvm DescribeZones",
      command: [...main, "call", "cvm", "DescribeZones"],
      env: ours,
    },
    {
      name: "tccli cvm DescribeZones",
      command: [...official, "cvm", "DescribeZones", ...place],
      env: theirs,
    },
    { name: "tencentcloud-edge list (100 instances)", command: [...main, "list"], env: ours },
    {
      name: "tccli cvm DescribeInstances --Limit 100",
      command: [...official, "cvm", "DescribeInstances", "--Limit", "100", ...place],
      env: theirs,
    },
  ];
}

/** @param {string} python @param {Command} command @returns {Run} */
function measure(python, { name, command, env }) {
  const said = ask(python, ["-c", MEASURE, ...command], env);
  const [seconds, kb, status] = (said ?? "").split(" ").map(Number);
  if (status !== 0) throw new Problem(`${name} ended with status ${status}.`);
  return { ms: Number(seconds) * 1_000, mb: Number(kb) / 1_000 };
}

/** @param {Map<string, Run[]>} runs */
function report(runs) {
  const rows = [...runs].map(([name, all]) => ({
    name,
    ms: median(all.map(({ ms }) => ms)),
    mb: Math.max(...all.map(({ mb }) => mb)),
  }));
  console.log("| command | ms, median | MB at most | times as fast |\n|---|---|---|---|");
  rows.forEach(({ name, ms, mb }, at) => {
    const peer = at % 2 === 0 ? rows[at + 1] : undefined;
    const ratio = peer === undefined ? "" : (peer.ms / ms).toFixed(1);
    console.log(`| ${name} | ${ms.toFixed(0)} | ${mb.toFixed(0)} | ${ratio} |`);
  });
}

/** @param {number[]} numbers */
const median = (numbers) =>
  numbers.slice().sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
