import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { asProblem, envOf, REGION, requestsOf, startGateway, tokensOf, until } from "./gateway.mjs";
import { insertions, runSql, shifted } from "./storage.mjs";

const FIRST = JSON.parse(readFileSync(new URL("fixtures/first-release.json", import.meta.url), "utf8"));
const FIRST_SCHEMA = readFileSync(new URL("fixtures/first-release.sql", import.meta.url), "utf8");
const FORMER = createHash("sha256").update(demoCredentials.secretId).digest("hex").slice(0, 32);
const ALL = { actions: "*", regions: "*", instances: "*", accounts: "*" };
const role = (/** @type {string} */ name) => ({
  ...demoCredentials,
  assumeRole: { roleArn: `qcs::cam::uin/100000000001:roleName/${name}` },
});

/**
 * A gateway that finds what the first release left behind of the emulator's key.
 * @param {import("node:test").TestContext} t
 * @param {object} accounts
 */
async function upgrade(t, accounts) {
  const emulator = await startEmulator({ instances: FIRST.instances, seed: FIRST.seed });
  t.after(() => emulator.kill());
  const gateway = await startGateway({
    ...envOf(emulator.url),
    ACCOUNTS: JSON.stringify(accounts),
    GATEWAY_TOKENS: tokensOf({ all: ALL, watcher: { metrics: true } }),
  });
  t.after(() => gateway.close());
  await gateway.crash();
  const shiftMs = Date.now() - FIRST.writtenAtMs;
  const tables = shifted(FIRST.region, shiftMs);
  await runSql(
    gateway.stateDir,
    `${FORMER}:${REGION}`,
    [[FIRST_SCHEMA], ...insertions(tables)],
    Date.now() + 500,
  );
  await gateway.resume();
  return { emulator, gateway };
}

/** @param {import("./gateway.mjs").TestGateway} gateway @param {string} account @returns {Promise<string[]>} */
const jobsOf = (gateway, account) =>
  until(`the jobs of ${account}`, async () => {
    const { body } = await gateway.api(`/v1/jobs?account=${account}`, { token: "all" });
    /* An object that is asked while it is told to import begins anew. */
    return body.unavailable === undefined && body.items.map((/** @type {{ id: string }} */ job) => job.id);
  });

test("of two accounts with one key, the jobs from before are the one's that signs with it, whoever asks first", async (t) => {
  const { emulator, gateway } = await upgrade(t, { test: role("edge"), prod: demoCredentials });
  assert.deepEqual(await jobsOf(gateway, "test"), []);
  assert.ok((await jobsOf(gateway, "prod")).includes(FIRST.jobs.waiting));
  await until("the end of a job from before", async () => {
    const { body } = await gateway.api(`/v1/jobs/${FIRST.jobs.waiting}`, { token: "all" });
    return body.finishedAt !== undefined;
  });
  const signers = (await requestsOf({ emulator }, "DescribeInstances")).map(({ secretId }) => secretId);
  assert.deepEqual([...new Set(signers)], [demoCredentials.secretId]);
  assert.deepEqual(await requestsOf({ emulator }, "AssumeRole"), []);
});

test("where nobody can tell which of two roles they belong to they wait, and formerSecretIds decides", async (t) => {
  const roles = { one: role("one"), two: role("two") };
  const { gateway } = await upgrade(t, roles);
  await until("the log", () => /its jobs were made with a key that one and two have/.test(gateway.log()));
  for (const account of ["one", "two"]) assert.deepEqual(await jobsOf(gateway, account), []);
  await gateway.crash();
  const listed = { ...roles, two: { ...roles.two, formerSecretIds: [demoCredentials.secretId] } };
  await gateway.resume({ ACCOUNTS: JSON.stringify(listed) });
  assert.deepEqual(await jobsOf(gateway, "one"), []);
  assert.ok((await jobsOf(gateway, "two")).includes(FIRST.jobs.waiting));
});

test("a former key that two accounts list is refused by their names", async (t) => {
  const former = { formerSecretIds: ["AKIDformer"] };
  const gateway = await startGateway({
    ...envOf("http://127.0.0.1:9"),
    ACCOUNTS: JSON.stringify({
      one: { ...demoCredentials, ...former },
      two: { ...demoCredentials, ...former },
    }),
  });
  t.after(() => gateway.close());
  const answer = await gateway.api("/v1/session", { token: "ops" });
  assert.equal(answer.status, 503);
  assert.match(
    asProblem(answer).detail,
    /ACCOUNTS\.one\.formerSecretIds and ACCOUNTS\.two\.formerSecretIds list the same key/,
  );
  assert.doesNotMatch(answer.body.detail, /AKIDformer/);
});
