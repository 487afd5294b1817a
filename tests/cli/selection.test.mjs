import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseIds } from "../../pkg/cli/selection/read-ids.js";
import { selectOf } from "../../pkg/cli/selection/select.js";
import { terminal } from "./support.mjs";

const A = "ins-aaaaaaa1";
const B = "ins-bbbbbbb2";

test("instances are read from every form that people have", () => {
  const ids = [{ id: A }, { id: B }];
  const placed = [{ id: A, region: "ap-x" }, { id: B }];
  for (const [text, expected] of /** @type {const} */ ([
    [`${A} ${B}`, ids],
    [`${A},${B}\n`, ids],
    [`# office\r\n${A}\r\n\r\n${B}\r\n`, ids],
    [`Name,InstanceId,Region\r\n"web, 1",${A},ap-x\r\n,${B},\r\n`, placed],
    [`"InstanceId"\n"${A}"\n"${B}"`, ids],
    [JSON.stringify([A, B]), ids],
    [JSON.stringify([{ InstanceId: A, Region: "ap-x" }, { InstanceId: B }]), placed],
    [JSON.stringify({ Response: { InstanceSet: [{ InstanceId: A }, { InstanceId: B }] } }), ids],
    [JSON.stringify({ TotalCount: 2, InstanceSet: [{ InstanceId: A }, { InstanceId: B }] }), ids],
    [`{"InstanceId":"${A}","Region":"ap-x"}\n\n{"instanceId":"${B}"}\n`, placed],
    [`"${A}"\n"${B}"`, ids],
  ])) {
    assert.deepEqual(parseIds(text, "FILE"), expected, text);
  }
  for (const [text, said] of /** @type {const} */ ([
    [`${A}\nweb-1`, /FILE, line 2 .*"web-1"/],
    [`["${A}",7]`, /FILE, item 2/],
    [`[{"InstanceId":"${A}"},{"Name":"x"}]`, /FILE, item 2/],
    [`{"InstanceId":"${A}"}\nnothing`, /FILE, line 2 is no JSON/],
    [`InstanceId\n${A}\nx`, /FILE, row 3/],
    [`[{"InstanceId":`, /neither JSON/],
  ])) {
    assert.throws(() => parseIds(text, "FILE"), said, text);
  }
});

test("other keys of tags narrow, the same key widens, and nothing selects nothing", () => {
  const tag = [
    { key: "env", value: "dev" },
    { key: "env", value: "test" },
    { key: "team", value: "" },
  ];
  assert.deepEqual(selectOf({ tag }), { tags: { env: ["dev", "test"], team: [""] } });
  assert.equal(selectOf({ exclude: [A] }), undefined);
  assert.deepEqual(selectOf({ all: true, exclude: [A] }), { names: ["*"], exclude: { instanceIds: [A] } });
});

/** @typedef {{status: number | null, stderr: string, rows: Array<{InstanceId: string, Region: string}>}} Answer */

/** An emulator, and its stopped instances here and abroad. @param {import("node:test").TestContext} t */
async function office(t) {
  const cli = await terminal(t, { instances: 12, args: ["--boot", "200,400"] });
  const { instances } = await cli.server.snapshot();
  const stopped = (/** @type {string} */ region) =>
    instances
      .filter((one) => one.region === region && one.InstanceState === "STOPPED")
      .map(({ InstanceId }) => InstanceId);
  /** @param {string[]} args @param {{input?: string}} [more] @returns {Promise<Answer>} */
  const rows = async (args, more = {}) => {
    const { status, stdout, stderr } = await cli.run(args, more);
    return { status, stderr, rows: stdout === "" ? [] : JSON.parse(stdout) };
  };
  return { ...cli, rows, stopped: stopped("ap-guangzhou"), abroad: stopped("ap-singapore") };
}

/** @param {Answer} answer */
const ids = ({ rows }) => rows.map(({ InstanceId }) => InstanceId).sort();

test("status: of what is selected, in one or several regions", async (t) => {
  const { run, rows, home, stopped, abroad } = await office(t);
  const several = await rows(["status", ...stopped, ...abroad, "--region", "all"]);
  assert.equal(several.status, 0, several.stderr);
  assert.deepEqual(ids(several), [...stopped, ...abroad].sort());
  for (const { InstanceId, Region } of several.rows) {
    assert.equal(Region, abroad.includes(InstanceId) ? "ap-singapore" : "ap-guangzhou");
  }
  const file = join(home, "list.json");
  const listed = await run(["list", "--region", "all", "--state", "STOPPED", "-o", "json"]);
  writeFileSync(file, listed.stdout);
  const again = await rows(["status", "--from", file]);
  assert.deepEqual(ids(again), ids({ ...again, rows: JSON.parse(listed.stdout) }));
  const input = stopped.join("\n");
  const piped = await rows(["status", "--from", "-", "--exclude", String(stopped[0])], { input });
  assert.deepEqual(ids(piped), stopped.slice(1).sort());
  const narrowed = await rows(["status", "--from", "-", "--state", "RUNNING"], { input });
  assert.deepEqual([narrowed.status, narrowed.rows], [0, []]);
  const unknown = await rows(["status", String(stopped[0]), "ins-zzzzzzz9"]);
  assert.equal(unknown.status, 3);
  assert.match(unknown.stderr, /ins-zzzzzzz9 is not known in ap-guangzhou/);
});

test("wait: until all are in the state, or the time is over", async (t) => {
  const { run, rows, stopped } = await office(t);
  const late = await rows(["wait", "running", ...stopped, "--timeout", "1s"]);
  assert.equal(late.status, 3, late.stderr);
  assert.deepEqual(ids(late), [...stopped].sort());
  assert.deepEqual(await run(["wait", "STOPPED", ...stopped]), { status: 0, stdout: "", stderr: "" });
});

test("what selects nothing, or is no id, file or state, is named", async (t) => {
  const { run } = await terminal(t, { instances: 1 });
  for (const [args, said] of /** @type {const} */ ([
    [["status"], /Nothing is selected/],
    [["status", "web-1"], /--name/],
    [["wait", "ins-aaaaaaa1"], /wait STATE/],
    [["wait", "RUNING", "--all"], /RUNNING\?/],
    [["status", "--from", "/no/such/file"], /cannot be read \(ENOENT\)/],
  ])) {
    const { status, stdout, stderr } = await run([...args]);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.match(stderr, said);
  }
});
