import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { paths } from "../../scripts/lib/paths.mjs";
import { cloud, fetchOf, rejection, stopped } from "./support.mjs";

describe("abort", () => {
  test("before the first request rejects with Client.Aborted", async () => {
    const { options, ids, emulator } = cloud();
    const error = await rejection(startInstances(ids(), { ...options, signal: AbortSignal.abort() }));
    assert.equal(error.code, "Client.Aborted");
    assert.equal(emulator.snapshot().requests.length, 0);
  });

  test("in the middle resolves at once with what is known, and sends nothing more", async () => {
    const { options, emulator } = cloud({ instances: stopped(300), bootMs: [60_000, 60_000] });
    const abort = new AbortController();
    const ids = stopped(300).map(({ InstanceId }) => InstanceId);
    const { ok, instances } = await startInstances(ids, {
      ...options,
      signal: abort.signal,
      onEvent({ kind, action }) {
        if (kind === "reply" && action === "StartInstances") abort.abort();
      },
    });
    assert.equal(ok, false);
    assert.equal(instances.length, 300);
    assert.ok(
      instances.every(({ outcome, error }) => outcome === "unknown" && error?.code.startsWith("Client.")),
    );
    const { length } = emulator.snapshot().requests;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(emulator.snapshot().requests.length, length);
  });
});

describe("abort from a callback", () => {
  for (const where of /** @type {const} */ (["onProgress", "onEvent", "fetch", "credentials"])) {
    test(`${where}: ends the operation and breaks nothing`, async () => {
      const { options, ids, emulator } = cloud({ bootMs: [60_000, 60_000] });
      const abort = new AbortController();
      let calls = 0;
      const end = () => {
        calls += 1;
        if (where === "credentials" || calls > 1) abort.abort();
      };
      const watched = {
        onProgress: end,
        onEvent: end,
        fetch: fetchOf(async (input) => {
          end();
          return emulator.fetch(input);
        }),
        credentials: () => {
          end();
          return demoCredentials;
        },
      };
      const done = startInstances(ids(), {
        ...options,
        signal: abort.signal,
        [where]: watched[where],
      });
      const ended = await done.then(
        ({ instances }) => instances.map(({ outcome }) => outcome),
        (error) => [error.code],
      );
      assert.ok(ended.length > 0);
      assert.ok(
        ended.every((word) => word === "unknown" || word === "Client.Aborted"),
        String(ended),
      );
      const again = await startInstances(ids("RUNNING"), options);
      assert.equal(again.ok, true, "the module works afterwards");
    });
  }

  test("nothing of an aborted operation keeps the process alive", () => {
    const code = `
      import { startInstances } from "tencentcloud-edge";
      const abort = new AbortController();
      const fetch = () => { setTimeout(() => abort.abort(), 20); return new Promise(() => {}); };
      await startInstances(["ins-11112222"], {
        region: "r", credentials: { secretId: "a", secretKey: "b" }, fetch, signal: abort.signal, timeoutMs: 600_000,
      }).catch(() => {});`;
    const args = ["--input-type=module", "--eval", code];
    const { status } = spawnSync(process.execPath, args, { cwd: paths.root, timeout: 60_000 });
    assert.equal(status, 0, "it did not end by itself");
  });
});

describe("retry: false", () => {
  /** @param {string} action that is refused, as a connection is */
  const refusing = (action) => {
    const { emulator, options, ids } = cloud();
    let refused = 0;
    const fetch = fetchOf(async (input) => {
      if (input.headers.get("x-tc-action") !== action) return emulator.fetch(input);
      refused += 1;
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }),
      });
    });
    const run = () => startInstances(ids(), { ...options, fetch, retry: false });
    return { run, refused: () => refused };
  };

  test("a describe that is lost is not repeated: nothing was sent, all of it failed", async () => {
    const { run, refused } = refusing("DescribeInstances");
    const { instances } = await run();
    assert.equal(refused(), 1);
    for (const { outcome, sent, error } of instances) {
      assert.deepEqual([outcome, sent, error?.code], ["failed", false, "Client.Network"]);
    }
  });

  test("a start whose connection is refused was not sent", async () => {
    const { run, refused } = refusing("StartInstances");
    const { instances } = await run();
    assert.equal(refused(), 1);
    for (const { outcome, sent, error } of instances) {
      assert.deepEqual([outcome, sent, error?.code], ["failed", false, "Client.Network"]);
    }
  });
});
