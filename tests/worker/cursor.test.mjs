import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";

const { readCursor, writeCursor } = await load("http/cursor", "worker/src");
const { HttpProblem } = await load("http/problem", "worker/src");

test("a cursor is read as it was written", () => {
  assert.deepEqual(readCursor(writeCursor([1764288000000, "job_ä?>"]), ["number", "string"]), [
    1764288000000,
    "job_ä?>",
  ]);
  assert.equal(readCursor(undefined, ["number"]), undefined);
});

for (const text of [
  "[-1]",
  "[0.5]",
  "[1e308]",
  "[1e999]",
  "[-1e17]",
  "[9007199254740992]",
  '["1"]',
  "[]",
  "{}",
  "x",
])
  test(`a cursor of ${text} is refused`, () => {
    assert.throws(() => readCursor(btoa(text).replaceAll("=", ""), ["number"]), {
      code: "Gateway.BadRequest",
    });
  });

test("a problem quotes no more than a part of a long text", async () => {
  const { detail } = await new HttpProblem(400, "Gateway.BadRequest", "x".repeat(800_000))
    .toResponse()
    .json();
  assert.ok(detail.length <= 2_001);
});
