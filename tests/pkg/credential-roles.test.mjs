import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { call, startInstances } from "tencentcloud-edge";
import {
  assumeRole,
  assumeRoleWithWebIdentity,
  defaultCredentials,
  findCredentials,
  fromInstanceRole,
  TencentCloudError,
} from "tencentcloud-edge/credentials";
import { cachedSource } from "../../pkg/lib/credentials/cached.js";
import { emptyHome } from "./credential-homes.mjs";
import { cloud, rejection } from "./support.mjs";

const ROLE = "qcs::cam::uin/100000000001:roleName/operator";
const IDENTITY = { roleArn: ROLE, providerId: "cls-1" };

/** @param {import("tencentcloud-edge/emulator").EmulatorOptions} [options] */
function clouds(options) {
  const made = cloud(options);
  const issued = () => made.seen("AssumeRole").length + made.seen("AssumeRoleWithWebIdentity").length;
  return { ...made, issued };
}

/** @param {unknown} thrown */
function known(thrown) {
  assert.ok(thrown instanceof TencentCloudError, String(thrown));
  return thrown;
}

/**
 * Who the service says that one is.
 * @param {import("tencentcloud-edge").CredentialSource} credentials
 * @param {{region: string, fetch: typeof globalThis.fetch}} options
 */
const caller = (credentials, options) =>
  call({ service: "sts", version: "2018-08-13", action: "GetCallerIdentity" }, { ...options, credentials });

test("a role's credentials sign what follows, and are asked for once", async (t) => {
  const { emulator, options, ids, issued } = clouds();
  t.after(() => emulator.free());
  const source = assumeRole(options.credentials, {
    roleArn: ROLE,
    sessionName: "night",
    fetch: options.fetch,
  });
  assert.equal(issued(), 0, "nothing is sent before somebody asks");
  const all = await Promise.all(Array.from({ length: 20 }, () => source()));
  assert.equal(new Set(all.map(({ secretId }) => secretId)).size, 1);
  const lifeMs = Number(all[0]?.expiresAtMs) - Date.now();
  assert.ok(lifeMs > 7_000_000 && lifeMs < 7_202_000, `${lifeMs}`);
  const { Type, UserId } = await caller(source, options);
  assert.equal(Type, "CAMRole");
  assert.match(String(UserId), /:night$/);
  const started = await startInstances(ids(), { ...options, credentials: source });
  assert.ok(started.instances.every(({ outcome }) => outcome === "done"));
  assert.equal(issued(), 1);
});

test("credentials about to end are renewed, and those that are left serve until then", async (t) => {
  const { emulator, options, issued } = clouds();
  t.after(() => emulator.free());
  let fail = false;
  /** @type {typeof globalThis.fetch} */
  const fetch = async (input, init) => {
    if (fail) throw new TypeError("fetch failed");
    return emulator.fetch(input, init);
  };
  const { now } = Date;
  let laterMs = 0;
  Date.now = () => now() + laterMs;
  t.after(() => {
    Date.now = now;
  });
  const source = assumeRole(options.credentials, { roleArn: ROLE, durationSeconds: 1_000, fetch });
  const first = await source();
  laterMs = 900_000;
  assert.equal(await source(), first, "a minute is left");
  assert.equal(issued(), 1);
  laterMs = 970_000;
  fail = true;
  assert.equal(await source(), first, "renewing failed");
  fail = false;
  const second = await source();
  assert.notEqual(second.secretId, first.secretId);
  assert.equal(issued(), 2);
  laterMs = 3_000_000;
  fail = true;
  assert.equal(known(await rejection(source())).code, "Client.Network");
});

test("what the service refused is let go of", async (t) => {
  const { emulator, options, issued } = clouds();
  t.after(() => emulator.free());
  const source = assumeRole(options.credentials, { roleArn: ROLE, fetch: options.fetch });
  const { secretId } = await source();
  emulator.removeKey(secretId);
  const { Type } = await caller(source, options);
  assert.equal(Type, "CAMRole");
  assert.equal(issued(), 2);
  source.forget("AKIDother");
  await source();
  assert.equal(issued(), 2);
});

test("where several requests share a process, nobody waits long for one that is gone", async () => {
  let asked = 0;
  const credentials = { secretId: "AKID", secretKey: "k", expiresAtMs: Date.now() + 3_600_000 };
  const renew = () => (++asked === 1 ? new Promise(() => {}) : Promise.resolve(credentials));
  const source = cachedSource(renew, { shared: true });
  source();
  assert.deepEqual(await Promise.all([source(), source()]), [credentials, credentials]);
  assert.equal(asked, 3);
  await source();
  assert.equal(asked, 3);
});

test("the key that asks may have been replaced", async (t) => {
  const { emulator, options } = clouds();
  t.after(() => emulator.free());
  let asked = 0;
  const own = () => ({ ...options.credentials, ...(asked++ === 0 && { secretId: "AKIDgone" }) });
  const source = assumeRole(own, { roleArn: ROLE, fetch: options.fetch });
  assert.ok((await source()).token);
  const gone = assumeRole(
    { ...options.credentials, secretId: "AKIDgone" },
    { roleArn: ROLE, fetch: options.fetch },
  );
  const error = known(await rejection(gone()));
  assert.equal(error.code, "AuthFailure.SecretIdNotFound");
  assert.equal(error.action, "AssumeRole");
  assert.equal(error.advice, "fix-credentials");
  assert.ok(error.requestId);
});

test("a clock that is wrong is corrected, for the end of the credentials too", async (t) => {
  const { emulator, options, issued } = clouds({ clock: "virtual" });
  t.after(() => emulator.free());
  const source = assumeRole(options.credentials, {
    roleArn: ROLE,
    durationSeconds: 900,
    fetch: options.fetch,
  });
  const lifeMs = Number((await source()).expiresAtMs) - Date.now();
  assert.ok(lifeMs > 880_000 && lifeMs < 920_000, `${lifeMs}`);
  assert.equal(issued(), 2);
});

test("lost replies are asked for again, refusals are not", async (t) => {
  const { emulator, options, issued } = clouds({ roles: [ROLE] });
  t.after(() => emulator.free());
  emulator.inject({ kind: "accepted-but-reply-lost", nth: 1 }, { kind: "html-502", nth: 2 });
  const role = { roleArn: ROLE, fetch: options.fetch };
  assert.ok((await assumeRole(options.credentials, role)()).token);
  assert.equal(issued(), 3);
  const unknown = assumeRole(options.credentials, { ...role, roleArn: `${ROLE}s` });
  assert.equal(known(await rejection(unknown())).code, "ResourceNotFound.RoleNotFound");
  assert.equal(issued(), 4);
  emulator.inject({ kind: "hang" });
  const slow = assumeRole(options.credentials, { ...role, timeoutMs: 50 });
  assert.equal(known(await rejection(slow())).code, "Client.Timeout");
  assert.equal(issued(), 7);
});

test("a web identity is exchanged unsigned, with the token of now", async (t) => {
  const { emulator, options } = clouds();
  t.after(() => emulator.free());
  /** @type {string[]} */
  const sent = [];
  /** @type {typeof globalThis.fetch} */
  const fetch = async (input, init) => {
    sent.push(
      new Headers(init?.headers).get("authorization") ?? "",
      JSON.parse(String(init?.body)).WebIdentityToken,
    );
    return emulator.fetch(input, init);
  };
  let tokens = 0;
  const webIdentityToken = async () => `token-${++tokens}`;
  const source = assumeRoleWithWebIdentity({ ...IDENTITY, webIdentityToken, fetch });
  const { Type } = await caller(source, options);
  assert.equal(Type, "CAMRole");
  source.forget((await source()).secretId);
  await source();
  assert.deepEqual(sent, ["SKIP", "token-1", "SKIP", "token-2"]);
});

test("the chain takes a web identity from its file, half of which is an error", async (t) => {
  const { write } = emptyHome(t);
  const { emulator, options, issued } = clouds();
  t.after(() => emulator.free());
  const path = write("token", "first\n");
  const source = defaultCredentials({ fetch: options.fetch });
  process.env.TENCENTCLOUD_ROLE_ARN = ROLE;
  process.env.TKE_ROLE_ARN = `${ROLE}-pod`;
  const half = known(await rejection(source()));
  assert.match(half.message, /TENCENTCLOUD_ROLE_ARN without TENCENTCLOUD_WEB_IDENTITY_TOKEN_FILE and/);
  Object.assign(process.env, {
    TENCENTCLOUD_WEB_IDENTITY_TOKEN_FILE: path,
    TENCENTCLOUD_PROVIDER_ID: "cls-1",
  });
  assert.equal((await findCredentials()).source, "web-identity");
  await Promise.all([source(), source()]);
  const { Type } = await caller(source, options);
  assert.equal(Type, "CAMRole");
  assert.equal(issued(), 1);
  process.env.TENCENTCLOUD_WEB_IDENTITY_TOKEN_FILE = `${path}-gone`;
  assert.match(known(await rejection(source())).message, /token-gone cannot be read \(ENOENT\)/);
});

/**
 * The metadata of an instance with a role, on this machine.
 * @param {import("node:test").TestContext} t
 * @param {(path: string) => [number, string]} answer
 */
async function metadata(t, answer) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const [status, text] = answer(url.replace("/latest/meta-data/cam/security-credentials/", ""));
    response.writeHead(status).end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { asked, metadataEndpoint: `http://127.0.0.1:${port}` };
}

const key = (/** @type {object} */ change = {}) =>
  JSON.stringify({
    TmpSecretId: "AKIDtmp",
    TmpSecretKey: "tmp",
    Token: "t",
    ExpiredTime: Math.floor(Date.now() / 1000) + 3_600,
    Code: "Success",
    ...change,
  });

test("an instance's role is found and its key kept", async (t) => {
  const { asked, metadataEndpoint } = await metadata(t, (role) => [200, role === "" ? "operator\n" : key()]);
  const source = fromInstanceRole(undefined, { metadataEndpoint });
  const [one, other] = await Promise.all([source(), source()]);
  assert.equal(one, other);
  assert.deepEqual([one?.secretId, one?.secretKey, one?.token], ["AKIDtmp", "tmp", "t"]);
  assert.ok(Number(one?.expiresAtMs) > Date.now() + 3_500_000);
  const base = "/latest/meta-data/cam/security-credentials/";
  assert.deepEqual(asked, [base, `${base}operator`]);
  await fromInstanceRole("a/b", { metadataEndpoint })();
  assert.equal(asked[2], `${base}a%2Fb`);
});

test("the chain asks the metadata only if it is told to", async (t) => {
  emptyHome(t);
  const { asked, metadataEndpoint } = await metadata(t, (role) => [200, role === "" ? "operator" : key()]);
  const silent = defaultCredentials({ metadataEndpoint });
  assert.match(known(await rejection(silent())).message, /there are no credentials/);
  assert.deepEqual(asked, []);
  assert.equal((await defaultCredentials({ metadataEndpoint, role: "auto" })()).secretId, "AKIDtmp");
  process.env.TENCENTCLOUD_INSTANCE_ROLE = "night";
  await silent();
  await silent();
  assert.equal(asked.length, 3);
  assert.match(asked[2] ?? "", /\/night$/);
});

test("metadata that gives no key says what to do", async (t) => {
  let answers = /** @type {Array<[number, string]>} */ ([]);
  const { metadataEndpoint, asked } = await metadata(t, () => answers.shift() ?? [500, ""]);
  const cases = /** @type {Array<[Array<[number, string]>, RegExp]>} */ ([
    [[[404, ""]], /this instance has no role/],
    [
      [
        [200, "r"],
        [404, ""],
      ],
      /no key for the role r: no JSON/,
    ],
    [
      [
        [200, "r"],
        [200, key({ Code: "Failed" })],
      ],
      /no key for the role r: Failed/,
    ],
    [
      [
        [200, "r"],
        [200, key({ TmpSecretKey: undefined })],
      ],
      /TmpSecretKey .*is not a text/,
    ],
    [
      [
        [200, "r"],
        [200, key({ ExpiredTime: undefined })],
      ],
      /does not say when its key ends/,
    ],
    [[], /gave no answer: is this a CVM instance\?/],
  ]);
  for (const [replies, says] of cases) {
    answers = replies;
    const error = known(await rejection(fromInstanceRole("auto", { metadataEndpoint })()));
    assert.equal(error.code, "Client.CredentialsFailed");
    assert.match(error.message, says);
  }
  assert.equal(asked.length, 12);
});

test("options are checked before anything is sent", () => {
  const invalid = (/** @type {() => unknown} */ work, /** @type {RegExp} */ message) =>
    assert.throws(work, { code: "Client.InvalidArgument", message });
  const pair = { secretId: "AKID", secretKey: "k" };
  invalid(() => assumeRole(pair, /** @type {never} */ ({})), /`roleArn` is missing/);
  invalid(
    () => assumeRole(pair, /** @type {never} */ ({ roleArn: ROLE, roleSession: "x" })),
    /`roleSession`/,
  );
  invalid(() => assumeRole(/** @type {never} */ ("AKID"), { roleArn: ROLE }), /`source`/);
  invalid(() => assumeRole(pair, { roleArn: ROLE, endpoint: "http://sts.example.com" }), /plain http/);
  invalid(() => assumeRole(pair, { roleArn: ROLE, endpoint: "sts.tencentcloudapi.com" }), /an origin/);
  invalid(() => assumeRoleWithWebIdentity(/** @type {never} */ (IDENTITY)), /`webIdentityToken` is missing/);
  invalid(() => fromInstanceRole("r", { metadataEndpoint: "http://10.0.0.1/x" }), /an origin/);
});

test("elsewhere than in Node the sources of Node say so", async () => {
  const elsewhere = await import("../../pkg/credentials.js");
  for (const work of [
    elsewhere.defaultCredentials,
    elsewhere.fromEnv,
    elsewhere.fromProfile,
    elsewhere.fromInstanceRole,
  ]) {
    assert.throws(work, { code: "Client.CredentialsFailed", message: /works in Node, Deno and Bun alone/ });
  }
  await assert.rejects(elsewhere.findCredentials(), { code: "Client.CredentialsFailed" });
});
