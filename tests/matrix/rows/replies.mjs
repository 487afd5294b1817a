import assert from "node:assert/strict";
import { all, rejected, started } from "../row.mjs";

/** @typedef {import("../row.mjs").Row} Row */

const START = "StartInstances";
const LOOK = "DescribeInstances";
const POLL = "DescribeInstancesStatus";

/** Replies that say nothing: of which kind, and whether the start behind them was executed. */
const UNCLEAR = /** @type {const} */ ({
  "8 half of a JSON text": ["truncated", true],
  "8 texts for numbers and numbers for texts": ["wrong-types", true],
  "8 no RequestId": ["no-request-id", true],
  "8 a body that is not JSON, behind an executed start": ["accepted-but-not-json", true],
  "8 an empty body": ["empty", false],
  "8 null": ["null", false],
  "8 {}": ["no-envelope", false],
  "8 the envelope before API 3.0": ["old-envelope", false],
  "9 a captive portal's page with 200": ["html-200", false],
  "10 a page with 502": ["html-502", false],
  "10 a page with 504, behind an executed start": ["accepted-but-html", true],
  "11 429 with Retry-After": ["http-429", false],
  "11 429 without": ["http-429-bare", false],
  "11 503 with Retry-After": ["http-503", false],
  "11 503 without": ["http-503-bare", false],
  "11 503, Retry-After: 0": ["http-503-zero", false],
  "11 503, Retry-After is a date": ["http-503-date", false],
  "11 503, Retry-After is garbage": ["http-503-garbage", false],
  "11 503, Retry-After: 1000000000": ["http-503-forever", false],
  "15 16 MB": ["huge", true],
  "15 32 MB in 200 KB of gzip": ["gzip-bomb", true],
  "15 a byte a second": ["drip", true],
});

/** @type {Row[]} */
export const replies = [
  ...Object.entries(UNCLEAR).flatMap(([name, [kind, executed]]) => [
    {
      name: `${name}, to a start`,
      faults: [{ kind, action: START, nth: 1 }],
      holds: (/** @type {import("../row.mjs").Seen} */ seen) => started(seen, executed ? 1 : 2),
    },
    {
      name: `${name}, to describes`,
      faults: [LOOK, POLL].map((action) => ({ kind, action, nth: 1 })),
      holds: (/** @type {import("../row.mjs").Seen} */ seen) => started(seen, 1),
    },
  ]),
  {
    name: "14 a redirect of the first request rejects and is not followed",
    faults: [{ kind: "redirect" }],
    holds(seen) {
      rejected(seen, "Client.Redirected");
      assert.equal(seen.snapshot.requests.length, 1);
    },
  },
  {
    name: "14 a redirected start is looked at, and fails if nothing happened",
    faults: [{ kind: "redirect", action: START, nth: 1 }],
    holds(seen) {
      all(seen, "failed", "Client.Redirected");
      assert.equal(seen.log(START).length, 1);
    },
  },
  {
    name: "15 a page that would be too big is asked for in halves",
    count: 100,
    faults: [{ kind: "error", code: "ResponseSizeLimitExceeded", action: LOOK, nth: [1, 2] }],
    holds(seen) {
      started(seen, 1);
      const sizes = seen.log(LOOK).map(({ instanceIds }) => instanceIds?.length);
      assert.deepEqual(sizes.slice(0, 3), [100, 50, 25]);
    },
  },
  {
    name: "15 pages over 8 MiB are asked for in halves, by describeInstances too",
    count: 100,
    faults: [{ kind: "huge", action: LOOK, nth: [1, 2] }],
    task: { operation: "describeInstances" },
    holds(seen) {
      const { value, error } = seen.account;
      assert.ok(Array.isArray(value), JSON.stringify(error));
      assert.deepEqual(
        value.map((row) => row.InstanceId),
        seen.ids,
      );
      assert.deepEqual(
        seen.log(LOOK).map(({ instanceIds }) => instanceIds?.length),
        [100, 50, 25, 25, 25, 25],
      );
    },
  },
];
