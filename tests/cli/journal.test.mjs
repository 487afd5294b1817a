import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createJob, restoreJob } from "tencentcloud-edge";
import { withTimeFrom } from "../../pkg/cli/fleet/journal/deadline.js";
import { readJournal } from "../../pkg/cli/fleet/journal/format.js";
import { paths } from "../../scripts/lib/paths.mjs";
import { fleetFor, hookFor, idsOf, killAndGoOn, WHEN } from "./kill.mjs";
import { acted, control, fleetOf, idsIn, rowsOf } from "./operate-support.mjs";
import { terminal } from "./support.mjs";

const FAST = ["--boot", "50,150"];
const FIXTURE = join(paths.root, "tests/cli/journal-1.jsonl");

test("killed at its writes, an operation goes on and starts nothing twice", async (t) => {
  const kills = [1, 2, 4].flatMap((at) => WHEN.map((when) => ({ at, when })));
  const there = await terminal(t, {
    fleet: fleetFor(kills.length),
    args: ["--boot", "20,80", "--no-rate-limits", "--quiet"],
  });
  const ends = await Promise.all(kills.map((kill, operation) => killAndGoOn(there, { ...kill, operation })));
  assert.ok(ends.every(({ killed }) => killed));
  const { starts } = await there.server.snapshot();
  assert.deepEqual(starts, Object.fromEntries(kills.flatMap((_, at) => idsOf(at)).map((id) => [id, 1])));
});

describe("a journal", () => {
  test("that is over says again what came of it, and sends nothing", async (t) => {
    const { run, server, home } = await terminal(t, { instances: 12, args: FAST });
    const [first = "", second = ""] = await idsIn(server, "ap-guangzhou");
    const file = join(home, "done.journal");
    const args = ["start", first, second, "ins-zzzzzzzz", "--resume", file];
    const before = await run(args);
    assert.equal(before.status, 3);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const { requests } = await server.snapshot();
    const again = await run(args);
    assert.deepEqual([again.status, rowsOf(again.stdout)], [3, rowsOf(before.stdout)]);
    assert.match(again.stderr, /of 3 instances all are over, and nothing is sent/);
    assert.match(again.stderr, /1 InvalidInstanceId\.NotFound/);
    assert.equal((await server.snapshot()).requests.length, requests.length);
    // The file knows which they are.
    assert.equal((await run(["start", "--resume", file])).status, 3);
  });

  test("of something else is refused by what differs", async (t) => {
    const { run, server, home } = await terminal(t, { instances: 12, args: FAST });
    const [first = "", second = ""] = await idsIn(server, "ap-guangzhou");
    const resume = ["--resume", join(home, "a.journal")];
    const other = ["--resume", join(home, "b.journal")];
    assert.equal((await run(["stop", first, ...resume, "--stop-type", "HARD"])).status, 0);
    assert.equal((await run(["start", "--tag", "env=prod", "--yes", ...other])).status, 0);
    const log = join(home, "notes.txt");
    writeFileSync(log, "not ours\n");
    const later = join(home, "later.journal");
    writeFileSync(later, '{"journal":"tencentcloud-edge","version":99}\n');
    const sent = (await acted(server)).length;
    for (const [args, said] of /** @type {const} */ ([
      [["start", first, ...resume], /begun with StopInstances, and this is StartInstances/],
      [["stop", first, ...resume], /begun with --stop-type HARD, and this is no --stop-type/],
      [["stop", first, ...resume, "--stop-type", "SOFT"], /--stop-type HARD, and this is --stop-type SOFT/],
      [["stop", first, ...resume, "--stop-type", "HARD", "--no-wait"], /no --no-wait, and this is --no-wait/],
      [["stop", second, ...resume, "--stop-type", "HARD"], new RegExp(`1 \\(${first}\\).*1 \\(${second}\\)`)],
      [
        ["stop", first, second, ...resume, "--stop-type", "HARD"],
        new RegExp(`1 \\(${second}\\) are not in it`),
      ],
      [["stop", first, ...resume, "--stop-type", "HARD", "--region", "na-ashburn"], /--region ap-guangzhou/],
      [["start", "--tag", "env=dev", "--yes", ...other], /--tag env=prod, and this is --tag env=dev/],
      [["start", "--all", "--yes", ...other], /no --all, and this is --all/],
      [["start", first, ...other], /--tag env=prod/],
      [["start", first, "--resume", log], /is no journal of start, stop or reboot/],
      [["start", first, "--resume", later], /a later version/],
      [["start", first, "--resume", join(home, "no", "such.journal")], /ENOENT/],
    ])) {
      const { status, stdout, stderr } = await run([...args]);
      assert.deepEqual([status, stdout], [2, ""], stderr);
      assert.match(stderr, said);
    }
    assert.equal(readFileSync(log, "utf8"), "not ours\n");
    assert.equal((await acted(server)).length, sent);
  });

  test("of a selection goes on with its own instances, whatever the selection gives now", async (t) => {
    const { run, server, home } = await terminal(t, { args: ["--transitions", "hand"], fleet: fleetOf(3) });
    const args = ["start", "--state", "STOPPED", "--yes", "--resume", join(home, "state.journal")];
    const late = await run([...args, "--timeout", "1s"]);
    assert.equal(late.status, 3);
    assert.match(late.stderr, /The same command goes on with what is left/);
    for (const { InstanceId } of fleetOf(3))
      await control(server, "set", { instanceId: InstanceId, state: "RUNNING" });
    const again = await run(args);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(
      rowsOf(again.stdout).map(({ outcome }) => outcome),
      ["done", "done", "done"],
    );
    assert.equal((await acted(server)).length, 1);
  });

  test("whose last line is torn, or that was never begun, is gone on with", async (t) => {
    const { run, server, home } = await terminal(t, { instances: 12, args: FAST });
    const [id = ""] = await idsIn(server, "ap-guangzhou");
    const file = join(home, "torn.journal");
    writeFileSync(file, '{"journal":"tencentcloud-edge","vers');
    assert.equal((await run(["start", id, "--resume", file])).status, 0);
    const whole = readFileSync(file, "utf8");
    appendFileSync(file, '{"region":"ap-guang');
    const { status, stderr } = await run(["start", id, "--resume", file]);
    assert.equal(status, 0, stderr);
    writeFileSync(file, `${whole.slice(0, 300)}\n${whole.slice(300)}`);
    const damaged = await run(["start", id, "--resume", file]);
    assert.deepEqual([damaged.status, /damaged/.test(damaged.stderr)], [2, true], damaged.stderr);
    assert.equal((await acted(server)).length, 1);
  });

  test("that cannot be written ends the operation, which goes on when it can be", async (t) => {
    const { run, server, home, env } = await terminal(t, { args: FAST, fleet: fleetOf(4) });
    const args = ["start", "--all", "--yes", "--ramp", "2,1", "--resume", join(home, "full.journal")];
    const full = (/** @type {number} */ at) =>
      run(args, { env: { ...env, ...hookFor("full.journal", at, "full") } });
    const never = await full(1);
    assert.deepEqual([never.status, never.stdout, await acted(server)], [2, "", []]);
    assert.match(never.stderr, /cannot be kept there \(ENOSPC\)\. Nothing was sent/);
    const half = await full(3);
    assert.equal(half.status, 3, half.stderr);
    assert.match(half.stderr, /full\.journal could not be written \(ENOSPC\), so nothing more was sent/);
    assert.equal((await acted(server)).length, 1);
    assert.equal((await run(args)).status, 0);
    const { starts } = await server.snapshot();
    assert.deepEqual(Object.values(starts), [1, 1, 1, 1]);
  });

  test("that another process has is refused, and free when that is gone", async (t) => {
    const { run, runOnTerminal, server, home, env } = await terminal(t, { instances: 12, args: FAST });
    const [id = ""] = await idsIn(server, "ap-guangzhou");
    const file = join(home, "shared.journal");
    // The first waits for its answer, which comes when the second has ended.
    const second = () => run(["start", id, "--resume", file]);
    const first = runOnTerminal(["start", id, "--resume", file], {
      env,
      steps: [
        { wait: "y/N\\] ", send: "" },
        { wait: "never", send: "" },
      ],
      timeoutS: 8,
    });
    await until(() => existsSync(`${file}.sock`));
    const refused = await second();
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /process \d+ has this journal/);
    assert.equal((await first).status, -9);
    assert.equal((await second()).status, 0);
    assert.equal((await acted(server)).length, 1);
  });

  test("that is gone on with hours later has its time anew", () => {
    const job = createJob("StartInstances", ["ins-aaaaaaa1"], {
      region: "ap-x",
      nowMs: 1_000,
      deadlineMs: 60_000,
      pace: "driver",
    });
    const rows = new Map(job.changes());
    const hours = 1_000 + 8 * 3_600_000;
    const late = restoreJob(rows);
    const anew = restoreJob(withTimeFrom(rows, hours, 60_000));
    late.next(hours);
    assert.equal(late.save().includes("\nending\tClient.Deadline"), true);
    assert.equal(anew.next(hours).kind, "send");
    assert.equal(anew.save().includes("\nending\t"), false);
    anew.next(hours + 61_000);
    assert.equal(anew.save().includes("\nending\tClient.Deadline"), true);
    for (const one of [job, late, anew]) one.free();
  });

  test("of version 1 is read for ever", async (t) => {
    const { run, home } = await terminal(t, { instances: 12, args: FAST });
    const text = readFileSync(FIXTURE, "utf8");
    const saved = readJournal(text.split("\n").slice(0, -1), "");
    assert.ok(typeof saved === "object");
    assert.deepEqual([saved.head.action, saved.head.regions], ["StartInstances", ["ap-guangzhou"]]);
    const file = join(home, "old.journal");
    writeFileSync(file, text);
    const { status, stdout, stderr } = await run(["start", "ins-vsku5olg", "ins-zzzzzzzz", "--resume", file]);
    assert.equal(status, 3, stderr);
    assert.deepEqual(
      rowsOf(stdout).map(({ InstanceId, outcome }) => [InstanceId, outcome]),
      [
        ["ins-vsku5olg", "done"],
        ["ins-zzzzzzzz", "failed"],
      ],
    );
  });
});

test("no secret is in an output, a journal, a message of a crash or the list of processes", async (t) => {
  const secretKey = "canaryZ9secretZ9keyZ9canary000001";
  const token = "canaryZ9tokenZ9canary000002";
  const { run, runOnTerminal, server, home, env } = await terminal(t, {
    instances: 12,
    args: ["--boot", "50,2500"],
  });
  await control(server, "add-key", { secretId: "AKIDcanary", secretKey, token });
  const keys = {
    TENCENTCLOUD_SECRET_ID: "AKIDcanary",
    TENCENTCLOUD_SECRET_KEY: secretKey,
    TENCENTCLOUD_TOKEN: token,
  };
  const file = join(home, "canary.journal");
  const args = ["start", "--all", "--yes", "--region", "all", "--verbose", "--resume", file];
  const running = run(args, { env: { ...env, ...keys } });
  await until(() => existsSync(file));
  const processes = await promisify(execFile)("ps", ["-eo", "args"], { maxBuffer: 1e8 });
  const wrong = { ...env, ...keys, TENCENTCLOUD_TOKEN: `${token}x` };
  const all = [
    processes.stdout,
    ...Object.values(await running),
    readFileSync(file, "utf8"),
    ...Object.values(await run(args, { env: { ...env, ...keys } })),
    ...Object.values(await run(["stop", "--all", "--yes", "--verbose"], { env: wrong })),
    (await runOnTerminal(["stop", "--all", "--yes"], { env: { ...env, ...keys } })).output,
  ].map(String);
  assert.match(all.join(""), /StartInstances/);
  for (const text of all) assert.doesNotMatch(text, /canaryZ9/);
});

/** @param {() => boolean} holds */
async function until(holds) {
  for (let tries = 0; !holds(); tries += 1) {
    assert.ok(tries < 400, "it never came to that");
    await sleep(50);
  }
}
