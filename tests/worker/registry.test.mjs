import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { load } from "../www/load.mjs";
import { envOf } from "./gateway.mjs";

/* With a small heap the garbage collector runs often, and workerd warns of stubs that it finds. */
const SMALL_HEAP = ["--max-semi-space-size=1", "--initial-heap-size=1", "--max-heap-size=16"];

const unknownToken = () =>
  `tce_${randomBytes(8).toString("hex")}_${randomBytes(33).toString("base64url").slice(0, 43)}`;

test("every RPC stub of the registry is disposed of", async (t) => {
  /** @type {string[]} */
  const lines = [];
  const stateDir = mkdtempSync(join(tmpdir(), "registry-"));
  const server = await startWorkerd({
    env: envOf("http://127.0.0.1:9"),
    stateDir,
    v8Flags: SMALL_HEAP,
    onLine: (line) => lines.push(line),
  });
  t.after(async () => {
    await server.kill();
    rmSync(stateDir, { recursive: true, force: true });
  });
  for (let round = 0; round < 15; round++)
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const headers = { authorization: `Bearer ${unknownToken()}` };
        const reply = await fetch(`${server.url}/v1/session`, { headers });
        assert.equal(reply.status, 401);
        await reply.text();
      }),
    );
  assert.deepEqual(
    lines.filter((line) => line.includes("RPC stub")),
    [],
  );
});

test("the cache of tokens is bounded, and a flood of unknown ones displaces no valid one", async () => {
  const { TokenCache, TOKEN_CACHE_MS } = await load("auth/token-cache", "worker/src");
  const cache = new TokenCache();
  /** @type {string[]} */
  const loaded = [];
  /** @param {string} key @param {object | undefined} stored @param {number} [nowMs] */
  const get = (key, stored, nowMs = 0) =>
    cache.get(key, nowMs, async () => {
      loaded.push(key);
      return stored;
    });
  const valid = { id: "a" };
  await get("valid", valid);
  for (let n = 0; n < 2_000; n++) await get(`unknown-${n}`, undefined);
  loaded.length = 0;
  assert.equal(await get("valid", undefined), valid);
  await get("unknown-1999", valid);
  assert.deepEqual(loaded, []);
  await get("unknown-0", undefined);
  await get("valid", valid, TOKEN_CACHE_MS);
  assert.deepEqual(loaded, ["unknown-0", "valid"]);
});

test("what was asked for before a token was revoked is not cached after", async () => {
  const { TokenCache } = await load("auth/token-cache", "worker/src");
  const cache = new TokenCache();
  /** @type {(stored: object) => void} */
  let answer = () => {};
  const asked = cache.get("a", 0, () => new Promise((resolve) => (answer = resolve)));
  cache.delete("a");
  answer({ id: "a" });
  assert.deepEqual(await asked, { id: "a" });
  assert.equal(await cache.get("a", 0, async () => undefined), undefined);
});
