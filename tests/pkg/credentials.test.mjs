import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, startInstances } from "tencentcloud-edge";
import { fetchOf, REGION, rejection, reply, stopped } from "./support.mjs";

const DESCRIBE_ZONES = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The reply to a request that does not get as far as its action. @param {string} code @param {number} [nowMs] */
const refused = (code, nowMs = Date.now()) =>
  Response.json(
    { Response: { RequestId: "r-2", Error: { Code: code, Message: "refused" } } },
    { headers: { date: new Date(nowMs).toUTCString() } },
  );

/**
 * A service that starts instances and checks nothing but what `refuses` says.
 * @param {(request: Request, requestCount: number) => Response | undefined | Promise<Response | undefined>} refuses
 */
function service(refuses) {
  const running = new Set();
  let count = 0;
  /** @param {Request} request */
  return async (request) => {
    count += 1;
    const refusal = await refuses(request, count);
    if (refusal !== undefined) return refusal;
    const { InstanceIds: ids } = /** @type {{InstanceIds: string[]}} */ (await request.json());
    const action = request.headers.get("x-tc-action");
    if (action === "StartInstances") {
      for (const id of ids) running.add(id);
      return reply({});
    }
    const rows = ids.map((id) => ({
      InstanceId: id,
      InstanceState: running.has(id) ? "RUNNING" : "STOPPED",
    }));
    const name = action === "DescribeInstances" ? "InstanceSet" : "InstanceStatusSet";
    return reply({ TotalCount: rows.length, [name]: rows });
  };
}

/** @param {Request} request */
const secretIdOf = (request) =>
  /Credential=([^/]+)/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";

const ids = (/** @type {number} */ count) => stopped(count).map(({ InstanceId }) => InstanceId);

/** @param {ReturnType<typeof service>} fetch @param {object} [change] */
const options = (fetch, change = {}) => ({
  region: REGION,
  credentials: { secretId: "AKIDone", secretKey: "key" },
  accountKey: crypto.randomUUID(),
  fetch: fetchOf(fetch),
  ...change,
});

describe("a key that is refused", () => {
  test("is asked for again each time that it was replaced", async () => {
    let valid = 1;
    let asked = 0;
    const fetch = service((request, count) => {
      // Replaced before the second, the fourth and the sixth request.
      if (count % 2 === 0 && count <= 6) valid += 1;
      return secretIdOf(request) === `AKID${valid}` ? undefined : refused("AuthFailure.SecretIdNotFound");
    });
    const credentials = () => {
      asked += 1;
      return { secretId: `AKID${valid}`, secretKey: "key" };
    };
    const result = await startInstances(ids(1), options(fetch, { credentials }));
    assert.equal(result.ok, true, JSON.stringify(result.instances));
    assert.ok(valid >= 3, `${valid}`);
    assert.equal(asked, valid);
  });

  test("and was used by several requests at once is replaced for all of them, with one question", async () => {
    let valid = 1;
    let asked = 0;
    let waiting = 0;
    const fetch = service(async (request) => {
      const secretId = secretIdOf(request);
      if (request.headers.get("x-tc-action") === "DescribeInstances" && secretId === "AKID1") {
        waiting += 1;
        const nth = waiting;
        if (nth > 1) {
          // Those that are under way together are refused one after another.
          valid = 2;
          await pause(100 * nth);
        }
      }
      return secretId === `AKID${valid}` ? undefined : refused("AuthFailure.TokenFailure");
    });
    const credentials = () => {
      asked += 1;
      return { secretId: `AKID${valid}`, secretKey: "key" };
    };
    const result = await startInstances(ids(600), options(fetch, { credentials }));
    assert.equal(result.ok, true, JSON.stringify(result.instances.find(({ outcome }) => outcome !== "done")));
    assert.ok(waiting > 2, "several at once");
    assert.equal(asked, 2);
  });

  test("ends a call where the source has no other", async () => {
    let asked = 0;
    const credentials = () => {
      asked += 1;
      return { secretId: "AKIDone", secretKey: "key" };
    };
    const fetch = service(() => refused("AuthFailure.SecretIdNotFound"));
    const error = await rejection(call(DESCRIBE_ZONES, options(fetch, { credentials })));
    assert.deepEqual([error.code, asked], ["AuthFailure.SecretIdNotFound", 2]);
  });
});

test("a clock that is found wrong by several requests at once is corrected for all of them", async () => {
  let waiting = 0;
  let serviceMs = () => Date.now();
  const fetch = service(async (request) => {
    if (request.headers.get("x-tc-action") === "DescribeInstances") {
      waiting += 1;
      const nth = waiting;
      if (nth > 1) {
        serviceMs = () => Date.now() + 3_600_000;
        if (nth < 6) await pause(100 * nth);
      }
    }
    const sentMs = Number(request.headers.get("x-tc-timestamp")) * 1_000;
    return Math.abs(serviceMs() - sentMs) < 300_000
      ? undefined
      : refused("AuthFailure.SignatureExpire", serviceMs());
  });
  const result = await startInstances(ids(600), options(fetch));
  assert.equal(result.ok, true, JSON.stringify(result.instances.find(({ outcome }) => outcome !== "done")));
});

test("timeoutMs covers the first request, the question for another key and the second request together", async () => {
  let asked = 0;
  const credentials = async () => {
    asked += 1;
    if (asked > 1) await pause(1_700);
    return { secretId: `AKID${asked}`, secretKey: "key" };
  };
  let second = false;
  const fetch = service(async (request) => {
    if (secretIdOf(request) === "AKID1") {
      await pause(1_600);
      return refused("AuthFailure.TokenFailure");
    }
    second = true;
    return new Promise(() => {});
  });
  const error = await rejection(
    call(DESCRIBE_ZONES, options(fetch, { credentials, timeoutMs: 3_000, retry: false })),
  );
  assert.deepEqual([error.code, asked], ["Client.Timeout", 2]);
  assert.match(error.message, /no other came within 3000 ms; it was not sent again/);
  assert.equal(second, false, "nothing is sent once the time is over");
});
