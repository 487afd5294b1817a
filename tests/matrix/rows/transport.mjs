import assert from "node:assert/strict";
import { createServer } from "node:net";
import { fullBacklog } from "../full-backlog.mjs";
import { all, end, once, pause, resultOf, started, startedByReset, until } from "../row.mjs";

/** @typedef {import("../row.mjs").Row} Row */

const START = "StartInstances";

/** What the client says of instances it could not reach anybody about. @param {import("../row.mjs").Seen} seen */
function unreached(seen) {
  all(seen, "unknown", "Client.Deadline");
  assert.ok(resultOf(seen).instances.every(({ sent }) => sent === false));
  assert.deepEqual(seen.snapshot.requests, []);
  assert.match(resultOf(seen).instances[0]?.error?.message ?? "", /the last request failed/);
}

/** A port that nobody listens on, and one whose every connection is taken and never answered. */
async function port({ silent = false } = {}) {
  const server = createServer((socket) => socket.on("error", () => {}));
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const found = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  if (!silent) await new Promise((closed) => server.close(closed));
  else server.unref();
  return found;
}

const [CLOSED, SILENT, FULL_BACKLOG] = [await port(), await port({ silent: true }), await fullBacklog()];

/** The start is executed, and its reply does not come: found out, not sent again. */
const EXECUTED = /** @type {const} */ ({
  "5 no reply to an executed start": "accepted-but-hang",
  "6 reset after an executed start": "accepted-but-reply-lost",
  "7 reset in the middle of the reply": "cut",
});
/** The start is not executed, which nobody can know: looked at, then sent again. */
const NOT_EXECUTED = /** @type {const} */ ({
  "5 no reply to a start that was not executed": "hang",
  "6 reset before a start was executed": "reset",
});

/** @type {Row[]} */
export const transport = [
  {
    name: "1 connection refused: nothing was sent",
    options: { endpoint: `http://127.0.0.1:${CLOSED}`, deadlineMs: 2_000 },
    holds: unreached,
  },
  {
    name: "1 connection refused in mid-job: goes on where it was",
    count: 130,
    async meanwhile(service) {
      await until(service, START);
      await service.crash();
      await pause(700);
      await service.restart();
    },
    holds(seen) {
      all(seen, "done");
      once(seen, seen.ids);
    },
  },
  {
    name: "2 no such host: nothing was sent",
    options: { endpoint: "https://nobody.invalid", deadlineMs: 2_000 },
    holds: unreached,
  },
  {
    name: "3 not a TLS server: nothing weaker is tried",
    options: { endpoint: `https://127.0.0.1:${SILENT}`, deadlineMs: 2_500, timeoutMs: 1_000 },
    holds: unreached,
  },
  {
    name: "4 no connection is ever made: each attempt ends by its timeout",
    options: { endpoint: `http://127.0.0.1:${FULL_BACKLOG}`, deadlineMs: 3_000, timeoutMs: 500 },
    holds(seen) {
      unreached(seen);
      const { events } = seen.account;
      const ended = events.filter(({ kind, code }) => kind === "lost" && code === "Client.Timeout");
      const retries = events.filter(({ kind }) => kind === "retry");
      assert.ok(ended.length >= 2);
      assert.deepEqual(
        retries.map(({ attempt }) => attempt),
        ended.map((_, nth) => nth + 1),
      );
    },
  },
  {
    name: "5 connected, never answered: each attempt ends by its timeout",
    options: { endpoint: `http://127.0.0.1:${SILENT}`, deadlineMs: 3_000, timeoutMs: 500 },
    holds(seen) {
      unreached(seen);
      assert.ok(seen.account.events.filter(({ kind }) => kind === "lost").length >= 2);
    },
  },
  ...Object.entries(EXECUTED).map(([name, kind]) => ({
    name,
    faults: [{ kind, action: START, nth: 1 }],
    holds: (/** @type {import("../row.mjs").Seen} */ seen) => startedByReset(seen, 1),
  })),
  ...Object.entries(NOT_EXECUTED).map(([name, kind]) => ({
    name,
    faults: [{ kind, action: START, nth: 1 }],
    holds: (/** @type {import("../row.mjs").Seen} */ seen) => {
      startedByReset(seen, 2);
      const [first, second] = seen.log(START);
      if (seen.runtime === "Chromium") return;
      assert.ok(second.atMs - first.atMs >= 1_200, "not before the settle time");
    },
  })),
  {
    name: "5 to 7 describes are asked again",
    faults: ["hang", "reset", "cut"].map((kind, nth) => ({
      kind,
      action: "DescribeInstances",
      nth: nth + 1,
    })),
    holds: (seen) => started(seen, 1),
  },
  {
    name: "16 a reply after the timeout is not counted twice",
    faults: [{ kind: "delay", action: START, nth: 1, delayMs: 2_500 }],
    holds: (seen) => started(seen, 1),
  },
  {
    name: "16 a request that arrives twice",
    faults: [{ kind: "replay", action: START, nth: 1 }],
    holds: (seen) => started(seen, 1),
  },
  {
    name: "41 the service is restarted in mid-job, and forgets: NotFound, or conflict for what was taken",
    count: 130,
    async meanwhile(service) {
      await until(service, START);
      // Somebody removes everything, which is what a service that forgot looks like.
      await service.control("faults", { kind: "omit" });
    },
    holds(seen) {
      assert.ok(seen.account.value, JSON.stringify(seen.account.error));
      for (const nth of seen.ids.keys()) {
        const { outcome, code } = end(seen, nth);
        const known = outcome === "done" || outcome === "conflict" || code === "InvalidInstanceId.NotFound";
        assert.ok(known, `${outcome} ${code}`);
      }
    },
  },
];
