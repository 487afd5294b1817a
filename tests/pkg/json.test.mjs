import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "../../pkg/lib/core/json.js";

test("integers that a double cannot hold become BigInt, everything else stays", () => {
  const text = `{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":0.12345678901234567890,
    "e":"9007199254740993 \\" 9007199254740993","f":[12345678901234567890],"g":1e400,"h":null,"$big":{"$big":"x"}}`;
  assert.deepEqual(parseJson(text), {
    a: 9007199254740993n,
    b: -9007199254740993n,
    c: 9007199254740991,
    d: 0.12345678901234568,
    e: '9007199254740993 " 9007199254740993',
    f: [12345678901234567890n],
    g: Number.POSITIVE_INFINITY,
    h: null,
    $big: { $big: "x" },
  });
  assert.deepEqual(Object.entries(parseJson('{"__proto__":9007199254740993}')), [
    ["__proto__", 9007199254740993n],
  ]);
  assert.throws(() => parseJson("<html>"), SyntaxError);
});
