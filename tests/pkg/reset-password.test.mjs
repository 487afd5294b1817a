import assert from "node:assert/strict";
import { test } from "node:test";
import { createJob, resetInstancesPassword, restoreJob } from "tencentcloud-edge";
import { cloud, REGION, rejection, stopped } from "./support.mjs";

const PASSWORD = "Abc-def/12345";
const WEAK = "hunter2hunter2";

/** A cloud whose requests are kept as they were sent. @param {Parameters<typeof cloud>[0]} [options] */
function recorded(options) {
  const world = cloud(options);
  /** @type {Array<{action: string | null, body: {InstanceIds: string[], Password: string, UserName?: string}}>} */
  const bodies = [];
  const { fetch } = world.emulator;
  /** @type {typeof globalThis.fetch} */
  const spy = async (input, init) => {
    const request = new Request(input, init);
    bodies.push({ action: request.headers.get("x-tc-action"), body: await request.clone().json() });
    return fetch(request);
  };
  const resets = () =>
    bodies.filter(({ action }) => action === "ResetInstancesPassword").map(({ body }) => body);
  return { ...world, options: { ...world.options, fetch: spy }, resets, bodies };
}

/** @param {unknown} value @param {string} [secret] */
const assertWithout = (value, secret = "Abc") =>
  assert.ok(!JSON.stringify(value).includes(secret), "it holds the password");

test("the password of stopped instances is reset; it stands in the acting requests and nowhere else", async () => {
  const all = stopped(250);
  const { options, resets, bodies } = recorded({ instances: all });
  /** @type {unknown[]} */
  const told = [];
  let asked = 0;
  const result = await resetInstancesPassword(
    all.map(({ InstanceId }) => InstanceId),
    {
      ...options,
      parameters: { UserName: "ubuntu" },
      secretParameters: () => {
        asked += 1;
        return { Password: PASSWORD };
      },
      onEvent: (event) => told.push(event),
      onProgress: (progress) => told.push(progress),
    },
  );
  assert.equal(result.ok, true);
  assert.ok(result.instances.every(({ outcome, state }) => outcome === "done" && state === "STOPPED"));
  assert.equal(resets().flatMap(({ InstanceIds }) => InstanceIds).length, 250);
  assert.ok(resets().every((body) => body.Password === PASSWORD && body.UserName === "ubuntu"));
  assert.ok(bodies.every(({ action, body }) => action === "ResetInstancesPassword" || !("Password" in body)));
  assert.equal(asked, resets().length + 2, "once before anything, once by the module, then for each request");
  assert.ok(told.length > 0);
  assertWithout([result, told]);
});

test("without a password, and with one that is no text, nothing is sent", async () => {
  const { options, ids, bodies } = recorded();
  for (const [secretParameters, words] of /** @type {const} */ ([
    [undefined, /`secretParameters.Password` is missing: ResetInstancesPassword needs it/],
    [{}, /`secretParameters.Password` is missing/],
    [{ Password: 12345 }, /`secretParameters.Password` must be a text/],
    [{ Password: PASSWORD, Pasword: PASSWORD }, /`secretParameters.Pasword` is not an option of/],
  ])) {
    const given = /** @type {never} */ ({ ...options, secretParameters });
    const error = await rejection(resetInstancesPassword(ids(), given));
    assert.match(error.message, words);
    assertWithout([error.message, error.stack]);
  }
  const misplaced = /** @type {never} */ ({ ...options, parameters: { Password: PASSWORD } });
  assert.match(
    (await rejection(resetInstancesPassword(ids(), misplaced))).message,
    /^`parameters.Password` is secret/,
  );
  assert.deepEqual(bodies, []);
});

test("a running instance, a weak password and ForceStop are refused, each in its way", async () => {
  const { options, ids, resets } = recorded();
  const running = await resetInstancesPassword(ids("RUNNING"), {
    ...options,
    secretParameters: { Password: PASSWORD },
  });
  const codes = running.instances.map(({ outcome, error, sent }) => [outcome, error?.code, sent]);
  assert.deepEqual(
    codes,
    codes.map(() => ["failed", "UnsupportedOperation.InstanceStateRunning", false]),
  );
  assert.equal(resets().length, 0);
  const weak = await resetInstancesPassword(ids(), { ...options, secretParameters: { Password: WEAK } });
  assert.ok(weak.instances.length > 0);
  for (const { outcome, error } of weak.instances)
    assert.deepEqual(
      [outcome, error?.code, error?.advice],
      ["failed", "InvalidParameterValue.InvalidPassword", "fix-request"],
    );
  assertWithout(weak, WEAK);
  const forced = /** @type {never} */ ({
    ...options,
    parameters: { ForceStop: true },
    secretParameters: { Password: PASSWORD },
  });
  assert.match(
    (await rejection(resetInstancesPassword(ids(), forced))).message,
    /^`parameters.ForceStop` is not an option of ResetInstancesPassword, which takes UserName/,
  );
});

test("a reset whose reply is lost is looked for, and not sent again", async () => {
  const { emulator, options, ids, resets } = recorded();
  emulator.inject({ kind: "accepted-but-reply-lost", action: "ResetInstancesPassword", nth: 1 });
  const result = await resetInstancesPassword(ids(), {
    ...options,
    settleMs: 1_000,
    secretParameters: { Password: PASSWORD },
  });
  assert.ok(result.instances.every(({ outcome }) => outcome === "done"));
  assert.equal(resets().length, 1);
});

test("a source that fails before a request leaves ends what was not sent, with words of its own", async () => {
  const { options, ids, resets } = recorded();
  let asked = 0;
  const { ok, instances } = await resetInstancesPassword(ids(), {
    ...options,
    secretParameters: () => {
      asked += 1;
      if (asked > 2) throw new Error(`the vault lost ${PASSWORD}`);
      return { Password: PASSWORD };
    },
  });
  assert.equal(ok, false);
  for (const { outcome, error, sent } of instances) {
    assert.deepEqual([outcome, error?.code, sent], ["failed", "Client.CredentialsFailed", false]);
    assert.match(error?.message ?? "", /`secretParameters` could not be read/);
  }
  assertWithout(instances);
  assert.equal(resets().length, 0);
});

test("a durable job asks for the password at each step, and what it saves is without it", () => {
  const nowMs = 1_700_000_000_000;
  const secrets = { Password: PASSWORD };
  const made = createJob("ResetInstancesPassword", ["ins-00000001"], { region: REGION, nowMs });
  assert.throws(() => made.next(nowMs), /`secretParameters.Password` is missing/);
  const shown = { InstanceId: "ins-00000001", InstanceState: "STOPPED" };
  const page = JSON.stringify({ Response: { RequestId: "r", TotalCount: 1, InstanceSet: [shown] } });
  const acts = (/** @type {ReturnType<typeof createJob>} */ job) => {
    for (let step = job.next(nowMs, secrets); ; step = job.next(nowMs, secrets)) {
      assert.equal(step.kind, "send");
      if (step.kind !== "send" || step.acting) return step;
      assert.ok(!String(step.request.payload).includes("Password"), "a describe needs none");
      job.answered(step.ticket, nowMs, 200, page);
    }
  };
  const before = made.save();
  const step = acts(made);
  assert.deepEqual(JSON.parse(String(step?.request.payload)), { InstanceIds: ["ins-00000001"], ...secrets });
  assertWithout([made.save(), made.changes(), made.result(), made.progress()]);
  const restored = restoreJob(before);
  assert.throws(() => restored.next(nowMs), /`secretParameters.Password` is missing/);
  assert.equal(JSON.parse(String(acts(restored)?.request.payload)).Password, PASSWORD);
  made.free();
  restored.free();
});

test("a saved row that holds a secret is not restored", () => {
  const nowMs = 1_700_000_000_000;
  const job = createJob("ResetInstancesPassword", ["ins-00000001"], { region: REGION, nowMs });
  const forged = job
    .changes()
    .map(
      ([key, value]) =>
        /** @type {[string, string]} */ ([key, key === "head" ? `${value}\nparameter.Password\t"x"` : value]),
    );
  assert.throws(() => restoreJob(forged), /`saved` has no row `head`, or a damaged one/);
  job.free();
});
