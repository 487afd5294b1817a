import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { stopped } from "../pkg/support.mjs";
import { startService } from "./service.mjs";

const IDS = stopped(40).map(({ InstanceId }) => InstanceId);
/** What the package takes of the 40 describes and the 10 starts a second. */
const LIMITS = { DescribeInstances: 34, DescribeInstancesStatus: 34, StartInstances: 10 };
/** What a visitor who will leave asks for, and how long it would take if nobody left. */
const SHORT = { timeoutMs: 500, retry: false };
const LEAVERS = [
  { route: "call", ...SHORT },
  { route: "describe", ...SHORT },
  { route: "start", ids: IDS.slice(0, 1), deadlineMs: 1_500, ...SHORT },
];

const dir = mkdtempSync(join(tmpdir(), "leavers-"));
/** @type {import("./service.mjs").Service} */
let service;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let server;

before(async () => {
  const fleet = join(dir, "fleet.json");
  writeFileSync(fleet, JSON.stringify(stopped(40)));
  service = await startService(["--fleet", fleet, "--boot", "100,300", "--quiet"]);
  const outdir = join(dir, "worker");
  await bundle({
    entryPoints: { index: `${paths.root}/tests/leavers/worker.js` },
    outdir,
    conditions: ["workerd", "worker", "browser"],
    plugins: [wasmBeside(outdir)],
  });
  const env = { SERVICE: service.url };
  server = await startWorkerd({ env, stateDir: join(dir, "state"), workerDir: outdir });
});
after(async () => {
  await server?.kill();
  await service?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** @param {object} asked @returns {Promise<any>} */
async function visit(asked) {
  const reply = await fetch(server.url, { method: "POST", body: JSON.stringify(asked) });
  return reply.json();
}

/** Asks, and resets the connection (RST) after so many milliseconds. @param {object} asked @param {number} afterMs */
function leave(asked, afterMs) {
  return new Promise((left) => {
    const visitor = request(server.url, { method: "POST", agent: false }, (reply) => reply.resume());
    visitor.on("error", () => {});
    visitor.on("close", left);
    visitor.end(JSON.stringify(asked));
    setTimeout(
      () => /** @type {import("node:net").Socket | null} */ (visitor.socket)?.resetAndDestroy(),
      afterMs,
    );
  });
}

/** @param {number} round @param {number} count */
const leavers = (round, count) =>
  Array.from({ length: count }, (_, nth) =>
    // Moments that look random and are the same each time.
    leave(LEAVERS[nth % LEAVERS.length] ?? {}, 5 + ((round * 131 + nth * 89) % 400)),
  );

/** Visits until nothing is held any more. */
async function untilNothingIsHeld() {
  for (;;) {
    const { value } = await visit({ route: "call", timeoutMs: 20_000 });
    assert.equal(value, IDS.length);
    const { value: held } = await visit({ route: "held" });
    if (held.signers === 0) return held;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function assertWithinLimits() {
  for (const [action, most] of Object.entries(LIMITS)) {
    const moments = service
      .arrivals()
      .flatMap((arrival) => (arrival.action === action ? [arrival.atMs] : []));
    moments.forEach((atMs, nth) => {
      // The door's clock has whole milliseconds.
      assert.ok(!((moments[nth + most] ?? Infinity) - atMs < 999), `more than ${most} ${action} in a second`);
    });
  }
}

describe("a Worker whose visitors reset their connections while the service hangs", {
  timeout: 180_000,
}, () => {
  test("serves the next one, and holds nothing of those who left", async () => {
    service.shut(true);
    await Promise.all(leavers(0, 90));
    service.shut(false);
    const calling = { timeoutMs: 20_000, retry: false };
    assert.deepEqual(await visit({ route: "call", ...calling }), { value: IDS.length });
    assert.deepEqual(await visit({ route: "describe", ...calling }), { value: IDS.length });
    const started = await visit({
      route: "start",
      ids: IDS.slice(1, 3),
      deadlineMs: 30_000,
      timeoutMs: 5_000,
    });
    assert.deepEqual(
      started.value,
      [1, 2].map(() => ({ outcome: "done", sent: true })),
      JSON.stringify(started),
    );
    await untilNothingIsHeld();
    assertWithinLimits();
  });

  test("takes no more memory after twenty rounds than after ten", async () => {
    const bytes = [];
    for (let round = 1; round <= 20; round += 1) {
      service.shut(true);
      await Promise.all(leavers(round, 24));
      service.shut(false);
      if (round % 5 === 0) bytes.push((await untilNothingIsHeld()).bytes);
    }
    assert.equal(bytes[3], bytes[1], String(bytes));
    assertWithinLimits();
  });
});

describe("a Worker that answers before its operations end", { timeout: 60_000 }, () => {
  test("serves those who come after 36 of them", async () => {
    service.shut(true);
    const early = await Promise.all(
      Array.from({ length: 36 }, () => visit({ route: "call", ...SHORT, early: 100 })),
    );
    assert.deepEqual(
      early,
      early.map(() => ({ early: true })),
    );
    service.shut(false);
    assert.deepEqual(await visit({ route: "call", timeoutMs: 20_000, retry: false }), { value: IDS.length });
    await untilNothingIsHeld();
  });
});

test("ten visitors who leave while a start waits do not make the next one late", {
  timeout: 60_000,
}, async () => {
  service.shut(true);
  const asked = { route: "start", ids: IDS.slice(5, 6), ...SHORT, deadlineMs: 1_500 };
  await Promise.all(Array.from({ length: 10 }, (_, nth) => leave(asked, 30 + 20 * nth)));
  service.shut(false);
  const { value } = await visit({ route: "start", ids: IDS.slice(6, 7), deadlineMs: 20_000 });
  assert.deepEqual(value, [{ outcome: "done", sent: true }]);
});
