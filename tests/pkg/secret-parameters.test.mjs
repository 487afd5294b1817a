import assert from "node:assert/strict";
import { test } from "node:test";
import { createJob, startInstances } from "tencentcloud-edge";
import { cloud } from "./support.mjs";

const SECRET = "hunter2-Hunter2";

/** @param {RegExp} words */
const refused = (words) => (/** @type {import("tencentcloud-edge").TencentCloudError} */ error) => {
  assert.equal(error.code, "Client.InvalidArgument");
  assert.match(error.message, words);
  assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(SECRET));
  return true;
};

test("secret parameters that the action does not have are refused by name, and nothing is sent", async () => {
  const world = cloud();
  const ids = world.ids("STOPPED");
  for (const [secretParameters, words] of /** @type {const} */ ([
    [
      { Password: SECRET },
      /`secretParameters.Password` is not an option of StartInstances, which takes none/,
    ],
    [() => ({ Password: SECRET }), /`secretParameters.Password` is not an option of StartInstances/],
    [{ Password: [SECRET] }, /`secretParameters.Password` must be a string, a boolean or a number/],
    [SECRET, /`secretParameters` must be an object/],
  ])) {
    const options = /** @type {never} */ ({ ...world.options, secretParameters });
    await assert.rejects(startInstances(ids, options), refused(words));
  }
  assert.equal(world.seen("StartInstances").length, 0);
});

test("a source of secret parameters that throws is told with its cause, and nothing is sent", async () => {
  const world = cloud();
  const cause = new Error("the vault is sealed");
  const secretParameters = () => {
    throw cause;
  };
  await assert.rejects(
    startInstances(world.ids("STOPPED"), /** @type {never} */ ({ ...world.options, secretParameters })),
    (/** @type {Error} */ error) =>
      error.cause === cause && /`secretParameters` cannot be read/.test(error.message),
  );
});

test("a job takes no secret parameters, and the next step only those of its action", () => {
  const options = { region: "ap-guangzhou", nowMs: 1_700_000_000_000 };
  const make = (/** @type {object} */ more) =>
    createJob("StartInstances", ["ins-00000001"], { ...options, ...more });
  assert.throws(() => make({ secretParameters: { Password: SECRET } }), refused(/is given to `next`/));
  const job = make({});
  assert.throws(
    () => job.next(options.nowMs, { Password: SECRET }),
    refused(/`secretParameters.Password` is not an option of StartInstances/),
  );
  const step = job.next(options.nowMs, {});
  assert.equal(step.kind === "send" && step.ticket, 1);
  job.free();
});
