import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { barLine } from "../../pkg/cli/fleet/bar-line.js";
import { createInvocation } from "../../pkg/cli/invocation.js";
import stringWidth from "../../pkg/dist/string-width.js";
import { acted, control, fleetOf, idsIn } from "./operate-support.mjs";
import { terminal } from "./support.mjs";

const OUTCOMES = { pending: 620, done: 370, already: 0, accepted: 0, failed: 8, conflict: 0, unknown: 2 };
const MEASURED = { label: "ap-guangzhou", total: 1_000, outcomes: OUTCOMES, perSecond: 52.34 };

/** @param {"en-US" | "zh-CN"} language */
const speaking = (language) =>
  createInvocation(
    "start",
    { values: { language }, positionals: [] },
    { io: process, env: { NO_COLOR: "1" } },
  );

/** @param {string} output */
const readable = (output) => output.replaceAll("\u001b", "ESC");

describe("the bar", () => {
  test("has counts by outcome, rate and time left, and gives way to a narrow terminal", () => {
    const wide = barLine(speaking("en-US"), MEASURED, 100);
    assert.equal(
      wide,
      `ap-guangzhou  ${"█".repeat(9)}${"░".repeat(15)}  380/1,000  370 done, 8 failed, 2 unknown  52.3/s  0:12 left`,
    );
    assert.match(
      barLine(speaking("zh-CN"), MEASURED, 100),
      /380\/1,000 {2}370 完成，8 失败，2 未知 {2}52\.3 台\/秒 {2}剩余 0:12$/,
    );
    for (const language of /** @type {const} */ (["en-US", "zh-CN"])) {
      for (let columns = 1; columns <= 130; columns += 1) {
        const line = barLine(speaking(language), MEASURED, columns);
        assert.ok(stringWidth(line) < Math.max(columns, 1), `${columns}: ${line}`);
      }
    }
    assert.match(barLine(speaking("en-US"), { ...MEASURED, perSecond: 0 }, 100), /-:-- left/);
    assert.match(barLine(speaking("en-US"), { ...MEASURED, perSecond: 0.1 }, 100), /1:43:20 left/);
  });

  test("is drawn on a terminal, a line for each region, at most ten times a second", async (t) => {
    const fleet = [...fleetOf(150), ...fleetOf(120, { region: "na-ashburn" })];
    const { runOnTerminal } = await terminal(t, { fleet, args: ["--boot", "100,200"] });
    const command = [
      "start",
      "--all",
      "--yes",
      "--region",
      "ap-guangzhou,na-ashburn",
      "--language",
      "zh-CN",
      "--ramp",
      "60,1",
    ];
    const { status, output } = await runOnTerminal(command, { columns: 70 });
    assert.equal(status, 0, output);
    const drawn = output.split("\u001b[?25l")[1]?.split("\u001b[?25h")[0] ?? "";
    const lines = readable(drawn)
      .split(/ESC\[\d*[GAK]|\r\n/)
      .filter((line) => /\d\/\d/.test(line));
    for (const line of lines) assert.ok(stringWidth(line.replaceAll("ESC", "\u001b")) < 70, line);
    assert.ok(lines.some((line) => /^ap-guangzhou {2}[█░]+ {2}\d+\/150/.test(line)));
    assert.ok(
      lines.some((line) => /^na-ashburn {4}[█░]+ {2}\d+\/120 .*完成.*剩余/.test(line)),
      lines.join("\n"),
    );
    const seconds = Number(/用时 ([\d.]+) 秒/.exec(output)?.[1]);
    const redrawn = lines.filter((line) => line.startsWith("na-ashburn")).length;
    assert.ok(redrawn <= seconds * 10 + 2, `${redrawn} in ${seconds} s`);
    assert.match(output, /另有 270 台成功的实例未列出/);
  });

  test("is not drawn in a pipe, with --quiet or with --verbose, whose lines it would break", async (t) => {
    const { run, runOnTerminal, server } = await terminal(t, { instances: 12, args: ["--boot", "50,150"] });
    const ids = await idsIn(server, "ap-guangzhou");
    const bar = /[█░]/;
    assert.doesNotMatch((await run(["start", ...ids])).stderr, bar);
    for (const option of ["--quiet", "--verbose"]) {
      assert.doesNotMatch((await runOnTerminal(["stop", ...ids, "--yes", option])).output, bar);
    }
    const verbose = await runOnTerminal(["start", ...ids, "--yes", "--verbose"]);
    assert.match(verbose.output, /StartInstances {2}ap-guangzhou {2}200 ok {2}[\w-]+ {2}\d+ ms/);
  });
});

describe("Ctrl-C", () => {
  test("the first ends the operation and says what was and was not sent; the journal goes on", async (t) => {
    const { runOnTerminal, run, server, home } = await terminal(t, {
      fleet: fleetOf(70),
      args: ["--boot", "20,50"],
    });
    await control(server, "faults", { kind: "stuck", action: "StartInstances", nth: 2 });
    const command = ["start", "--all", "--yes", "--ramp", "10,2", "--resume", join(home, "journal")];
    const { status, output } = await runOnTerminal(command, {
      steps: [{ wait: "10 done", send: "\u0003", afterS: 1.5 }],
    });
    assert.equal(status, 130, output);
    assert.match(readable(output), /ESC\[\?25h[\s\S]*Ending: nothing more is sent/);
    assert.match(
      output,
      /sent for 30 instances, of which 20 may still be under way.*For 40 nothing was sent/,
    );
    assert.match(output, /The same command goes on with what is left/);
    assert.equal((await acted(server)).length, 2);

    const stuck = (await acted(server))[1]?.instanceIds ?? [];
    for (const instanceId of stuck) await control(server, "set", { instanceId, state: "RUNNING" });
    const again = await run(command);
    assert.equal(again.status, 0, again.stderr);
    const { starts } = await server.snapshot();
    assert.deepEqual(new Set(Object.values(starts)), new Set([1]));
    assert.equal(Object.keys(starts).length, 70);
  });

  test("the second ends the process at once", async (t) => {
    const { runOnTerminal, server } = await terminal(t, { instances: 12, args: ["--transitions", "hand"] });
    const ended = runOnTerminal(["start", "--all", "--yes"], {
      steps: [
        { wait: "\\d/4", send: "\u0003", afterS: 3 },
        { wait: "Ctrl-C again ends at once", send: "\u0003", afterS: 0.3 },
      ],
    });
    while ((await acted(server)).length === 0) await sleep(20);
    // The last look would take five seconds.
    await control(server, "faults", { kind: "hang" });
    const { status, output } = await ended;
    assert.equal(status, 130, output);
    assert.doesNotMatch(output, /Interrupted|unknown/);
    assert.match(readable(output), /ESC\[\?25h/);
  });
});
