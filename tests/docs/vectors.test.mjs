import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";

const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);

test("the standard library of Python reaches every step of every vector, and writes the computed ones byte for byte", {
  skip: python === undefined && "there is no Python",
}, () => {
  const { status, stdout, stderr } = spawnSync(
    /** @type {string} */ (python),
    [`${paths.root}/tests/vectors/generate.py`, "--check"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, `${stdout}${stderr}`);
});
