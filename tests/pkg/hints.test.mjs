import assert from "node:assert/strict";
import { describe, test } from "node:test";
import vm from "node:vm";
import { call, createJob, signRequest, startInstances, TencentCloudError } from "tencentcloud-edge";
import { checkText } from "../../pkg/lib/credentials/pair.js";
import { fetchOf, REGION, rejection, reply } from "./support.mjs";

const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const key = { secretId: "AKIDexample", secretKey: "an-example-key" };

/** @param {() => unknown} work @returns {TencentCloudError} */
function thrown(work) {
  try {
    work();
  } catch (error) {
    return /** @type {TencentCloudError} */ (error);
  }
  throw new Error("it did not throw");
}

/** Fails as a page's fetch does. @param {string} words */
const failing = (words) =>
  fetchOf(() => {
    throw new TypeError(words);
  });

describe("an error", () => {
  test("begins with its code as a text, and is whole as JSON, without its cause", async () => {
    const fetch = fetchOf(() =>
      reply({ Error: { Code: "AuthFailure.TokenFailure", Message: "no such token" }, RequestId: "r-7" }),
    );
    const error = await rejection(call(request, { credentials: key, fetch, retry: false }));
    assert.equal(String(error), "AuthFailure.TokenFailure: no such token");
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      name: "TencentCloudError",
      code: "AuthFailure.TokenFailure",
      message: "no such token",
      advice: "fix-credentials",
      retryable: false,
      requestId: "r-7",
      action: "DescribeZones",
      httpStatus: 200,
      attempts: 1,
    });
    const source = () => {
      throw new Error("the-cause-says-more");
    };
    const ours = await rejection(call(request, { credentials: source, fetch }));
    assert.equal(/** @type {Error} */ (ours.cause).message, "the-cause-says-more");
    assert.ok(!JSON.stringify(ours).includes("the-cause-says-more"));
  });

  test("has no member that is undefined", () => {
    const some = [
      thrown(() => signRequest({ ...request, service: "" }, key)),
      thrown(() => createJob("StartInstances", ["x"], { region: REGION, nowMs: 1 })),
      new TencentCloudError("Client.Aborted", "", { advice: "give-up" }),
    ];
    for (const error of some)
      assert.deepEqual(
        Object.values(error).filter((value) => value === undefined),
        [],
      );
    assert.deepEqual(some[1]?.invalidIds, [{ index: 0, value: "x" }]);
  });

  test("of another realm or copy of the package is taken for what it is", async () => {
    const made = vm.runInContext(
      `Object.assign(new Error("gone"), { name: "TencentCloudError", code: "Client.CredentialsFailed", advice: "wait" })`,
      vm.createContext({}),
    );
    const credentials = () => Promise.reject(made);
    assert.equal((await rejection(call(request, { credentials }))).code, "Client.CredentialsFailed");
  });

  test("has a code of an open type", () => {
    /** @param {TencentCloudError} error */
    const isKnown = ({ code }) => {
      /** @type {string} */
      const any = code;
      return code === "Client.Network" || code === "AuthFailure.SignatureFailure" || any === "Some.NewCode";
    };
    assert.ok(isKnown(new TencentCloudError("Some.NewCode", "", { advice: "wait" })));
  });
});

describe("a hint in both languages", () => {
  /** @type {Record<string, [word: RegExp, error: () => TencentCloudError | Promise<TencentCloudError>]>} */
  const cases = {
    "white space round a key": [
      /trim/,
      () => thrown(() => signRequest(request, { ...key, secretKey: "a-secret-key\n" })),
    ],
    "white space round a key that was found": [
      /trim/,
      () => thrown(() => checkText("A_KEY in the environment", "a-secret-key\n")),
    ],
    "a clock that stands still": [
      /inside a request/,
      () => {
        const { now } = Date;
        Date.now = () => 0;
        try {
          return thrown(() => signRequest(request, key));
        } finally {
          Date.now = now;
        }
      },
    ],
    "a service in capitals": [/`cvm`/, () => thrown(() => signRequest({ ...request, service: "CVM" }, key))],
    "a service with a domain": [
      /`endpoint`/,
      () => thrown(() => signRequest({ ...request, service: "cvm.tencentcloudapi.com" }, key)),
    ],
    "a clock": [
      /clock/,
      () => {
        const fetch = fetchOf(() =>
          reply({ Error: { Code: "AuthFailure.SignatureExpire", Message: "late" } }),
        );
        return rejection(call(request, { credentials: key, fetch, retry: false }));
      },
    ],
  };
  for (const words of ["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"]) {
    cases[`a page: ${words}`] = [
      /tencentcloud-edge\/gateway/,
      () => rejection(call(request, { credentials: key, fetch: failing(words) })),
    ];
  }
  for (const [name, [word, make]] of Object.entries(cases)) {
    test(name, async () => {
      const error = await make();
      assert.match(error.hint?.en ?? "", word);
      assert.match(error.hint?.zh ?? "", /\p{Script=Han}/u);
      assert.equal(error.retryable, false);
      assert.ok(
        !JSON.stringify(error).includes(key.secretKey) && !JSON.stringify(error).includes("a-secret"),
      );
    });
  }

  test("none where the cause cannot be told", async () => {
    const fetch = failing("Failed to fetch");
    const elsewhere = {
      credentials: key,
      fetch,
      retry: /** @type {const} */ (false),
      endpoint: "https://a.example",
    };
    for (const error of [
      await rejection(call(request, elsewhere)),
      await rejection(call(request, { credentials: key, fetch: failing("fetch failed"), retry: false })),
      thrown(() => signRequest({ ...request, action: "" }, key)),
    ]) {
      assert.equal("hint" in error, false);
    }
  });
});

test("a page that starts instances at the API itself is told so, and that nothing was sent", async () => {
  const options = { region: REGION, credentials: key, fetch: failing("Failed to fetch"), connectMs: 300 };
  const error = await rejection(startInstances(["ins-00000001"], options));
  assert.equal(error.code, "Client.Network");
  assert.match(error.message, /gateway/);
  assert.match(error.hint?.en ?? "", /CORS/);
});
