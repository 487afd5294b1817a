import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, filter, ramp, threshold, whole } from "../../pkg/cli/options/values.js";
import { printable } from "../../pkg/cli/output/printable.js";
import { table } from "../../pkg/cli/output/table.js";

test("durations are seconds unless they say otherwise", () => {
  for (const [given, ms] of /** @type {const} */ ([
    ["90", 90_000],
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
  ])) {
    assert.equal(duration(given, "--timeout"), ms, given);
  }
  for (const given of ["", "0", "-1", "1d", "m", "1 m", "1e3", "99999999999"]) {
    assert.throws(() => duration(given, "--timeout"), /--timeout is "/, given);
  }
});

test("waves, thresholds, filters and numbers say what they take", () => {
  assert.deepEqual(ramp("10", "--ramp"), { first: 10 });
  assert.deepEqual(ramp("10,1.5", "--ramp"), { first: 10, factor: 1.5 });
  for (const given of ["0", "10,0.5", "10,", "x"])
    assert.throws(() => ramp(given, "--ramp"), /FIRST\[,FACTOR\]/);
  assert.deepEqual([threshold("3", "-"), threshold("2.5%", "-")], [3, "2.5%"]);
  for (const given of ["0", "0%", "101%", "x%"]) assert.throws(() => threshold(given, "--stop-after"), /10%/);
  assert.deepEqual(filter("zone=a,b", "--filter"), { Name: "zone", Values: ["a", "b"] });
  assert.throws(() => filter("zone", "--filter"), /NAME=VALUE/);
  assert.throws(() => whole(1, 5)("6", "--rate"), /from 1 to 5/);
});

test("a table fits its terminal, counts Chinese characters as two columns, and never cuts an id", () => {
  const rows = [
    ["ins-12345678", "生产环境的网站服务器", "RUNNING"],
    ["ins-87654321", "a\u001b[2Jb", "STOPPED"],
  ];
  const lines = table(["InstanceId", "InstanceName", "InstanceState"], rows, 40).split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[1] ?? "", /^ins-12345678 {2}生产环境的… +RUNNING$/);
  assert.ok(!lines.join("").includes("\u001b"));
});

test("a name neither moves the cursor nor shows another", () => {
  assert.equal(printable("a\u001b]0;x\u0007\u202eb\u009b"), "a\uFFFD]0;x\uFFFD\uFFFDb\uFFFD");
});
