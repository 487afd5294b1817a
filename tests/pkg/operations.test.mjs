import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { createHost } from "../../pkg/lib/calling/host.js";
import { createOperations } from "../../pkg/lib/calling/operations.js";
import { readCalling } from "../../pkg/lib/calling/options.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Operations, and which of them were swept. */
function watched(shared = true) {
  const operations = createOperations(shared);
  /** @type {string[]} */
  const swept = [];
  return {
    swept,
    /** @param {string} name */
    begin: (name, longestMs = HOUR, silentMs = MINUTE) =>
      operations.begin(longestMs, silentMs, () => void swept.push(name)),
    /** Others come, as they do in an isolate that is used. */
    look: () => operations.begin(HOUR, HOUR, () => {}).end(),
  };
}

/** @param {number} ms */
const pass = (ms) => mock.timers.setTime(Date.now() + ms);

describe("an operation whose context is gone", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 }));
  afterEach(() => mock.timers.reset());

  test("is swept once it was silent for too long, at the second look", () => {
    const { begin, look, swept } = watched();
    begin("gone");
    pass(MINUTE);
    look();
    pass(5_000);
    look();
    assert.deepEqual(swept, [], "one look is not enough");
    pass(1_000);
    look();
    assert.deepEqual(swept, [], "two in a moment are one");
    pass(2_000);
    look();
    look();
    assert.deepEqual(swept, ["gone"], "once");
  });

  test("is swept past its end, whatever it may be silent for", () => {
    const { begin, look, swept } = watched();
    begin("gone", 10 * MINUTE, 2 * HOUR);
    pass(10 * MINUTE);
    look();
    pass(5_000);
    look();
    assert.deepEqual(swept, []);
    pass(5_000);
    look();
    assert.deepEqual(swept, ["gone"]);
  });

  test("is swept while its credentials are fetched, long before its end", () => {
    const operations = createOperations(true);
    const credentials = () => new Promise(() => {});
    const host = createHost(/** @type {never} */ ({}), readCalling({ credentials, timeoutMs: 10_000 }), {
      operations,
      longestMs: HOUR,
      paceOf: () => undefined,
    });
    let abandoned = 0;
    host.hold({ abandon: () => void abandoned++, free() {} }, () => {});
    void host.signer(-1);
    for (const ms of [MINUTE, 5_000]) {
      assert.equal(abandoned, 0);
      pass(ms);
      operations.begin(HOUR, HOUR, () => {}).end();
    }
    assert.equal(abandoned, 1);
  });

  test("is swept although the clock was set back after the first look", () => {
    const { begin, look, swept } = watched();
    begin("gone");
    for (const ms of [3 * HOUR, -HOUR, 5_000]) {
      pass(ms);
      look();
    }
    assert.deepEqual(swept, ["gone"]);
  });
});

describe("an operation that is alive", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 }));
  afterEach(() => mock.timers.reset());

  test("is never swept, however long it takes", () => {
    const { begin, look, swept } = watched();
    const lease = begin("alive");
    for (let sign = 0; sign < 100; sign++) {
      pass(MINUTE);
      look();
      lease.touch();
    }
    assert.deepEqual(swept, []);
  });

  test("outlasts a process that was suspended: its timers fire late, and between two looks", () => {
    const { begin, look, swept } = watched();
    const lease = begin("late", 3 * HOUR);
    pass(HOUR);
    look();
    lease.touch();
    pass(5_000);
    look();
    pass(5_000);
    look();
    assert.deepEqual(swept, []);
  });

  test("outlasts a clock that is set forward for a moment, and back", () => {
    const { begin, look, swept } = watched();
    begin("alive", 3 * HOUR, MINUTE);
    pass(HOUR);
    look();
    pass(-HOUR);
    look();
    pass(30_000);
    look();
    assert.deepEqual(swept, []);
    pass(HOUR);
    look();
    assert.deepEqual(swept, [], "what was suspected an hour ago was seen in time since");
  });

  test("and has ended lets go by itself", () => {
    const { begin, look, swept } = watched();
    begin("ended").end();
    for (const ms of [2 * HOUR, 5_000, 5_000]) {
      pass(ms);
      look();
    }
    assert.deepEqual(swept, []);
  });

  test("is left alone where requests share no module: a page in the background is silent for hours", () => {
    const { begin, look, swept } = watched(false);
    begin("asleep");
    for (const ms of [2 * HOUR, 5_000, 5_000]) {
      pass(ms);
      look();
    }
    assert.deepEqual(swept, []);
  });
});
