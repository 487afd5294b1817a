import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describeInstances } from "tencentcloud-edge";
import {
  defaultCredentials,
  findCredentials,
  fromEnv,
  fromProfile,
  TencentCloudError,
} from "tencentcloud-edge/credentials";
import { emptyHome } from "./credential-homes.mjs";
import { cloud, rejection } from "./support.mjs";

const SECRET = "Gu5t9xGARNpq86cd98joQYCN3Secret";
const pair = (/** @type {string} */ secretId) => ({ secretId, secretKey: SECRET });
const OWN = ".tencentcloud/credentials";
const quiet = { onWarning: () => {} };

/** @param {string} secretId */
const setEnvironment = (secretId) =>
  Object.assign(process.env, { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: SECRET });

/** @param {Promise<unknown>} promise @param {...RegExp} says */
async function refused(promise, ...says) {
  const error = await rejection(promise);
  assert.ok(error instanceof TencentCloudError, String(error));
  assert.equal(error.code, "Client.CredentialsFailed");
  assert.equal(error.advice, "fix-credentials");
  for (const pattern of says) assert.match(error.message, pattern);
  assert.doesNotMatch(
    `${error.stack} ${JSON.stringify(error)} ${error.cause}`,
    new RegExp(SECRET.slice(0, 12)),
  );
}

test("each source gives way to the one before it", async (t) => {
  const { write, home } = emptyHome(t);
  const source = defaultCredentials(quiet);
  const found = async () => (await findCredentials(quiet)).source;

  await refused(source(), /there are no credentials/, /TENCENTCLOUD_SECRET_ID/, new RegExp(home));
  write(".tccli/default.credential", { ...pair("AKIDtccli"), token: null });
  assert.deepEqual(await source(), pair("AKIDtccli"));
  write(
    OWN,
    `[other]\nsecret_id = x\n\n; mine\n[default]\nSecret_Id = AKIDown\nsecret_key=${SECRET}\ntoken = t\n`,
  );
  assert.deepEqual(await source(), { ...pair("AKIDown"), token: "t" });
  assert.equal(await found(), "profile");
  setEnvironment("AKIDenv");
  assert.deepEqual(await source(), pair("AKIDenv"));
  assert.equal(await found(), "environment");
  process.env.TENCENTCLOUD_TOKEN = "session";
  assert.deepEqual(await fromEnv()(), { ...pair("AKIDenv"), token: "session" });
});

test("a source is one that operations take", async (t) => {
  const { write } = emptyHome(t);
  const { emulator, options } = cloud();
  t.after(() => emulator.free());
  const { secretId, secretKey } = options.credentials;
  write(OWN, `[default]\nsecret_id = ${secretId}\nsecret_key = ${secretKey}\n`);
  let seen = 0;
  for await (const _ of describeInstances({ ...options, credentials: defaultCredentials() })) seen += 1;
  assert.equal(seen, emulator.snapshot().instances.filter(({ region }) => region === options.region).length);
});

test("a key that was replaced is read anew", async (t) => {
  const { write } = emptyHome(t);
  const source = fromProfile("work");
  write(OWN, `[work]\nsecret_id = AKIDone\nsecret_key = ${SECRET}\n`);
  assert.equal((await source()).secretId, "AKIDone");
  write(OWN, `[work]\nsecret_id = AKIDtwo\nsecret_key = ${SECRET}\n`);
  assert.equal((await source()).secretId, "AKIDtwo");
});

test("a profile is the one that was asked for, else TENCENTCLOUD_PROFILE, and never another", async (t) => {
  const { write } = emptyHome(t);
  write(
    OWN,
    `[default]\nsecret_id = AKIDdefault\nsecret_key = ${SECRET}\n[work]\nsecret_id = AKIDwork\nsecret_key = ${SECRET}\n`,
  );
  write(".tccli/home.credential", pair("AKIDhome"));
  write(".tccli/home.configure", { _sys_param: { region: "ap-shanghai" } });
  process.env.TENCENTCLOUD_PROFILE = "work";
  assert.equal((await defaultCredentials()()).secretId, "AKIDwork");
  assert.equal((await fromProfile()()).secretId, "AKIDwork");
  assert.equal((await fromProfile("default")()).secretId, "AKIDdefault");
  const { from, region } = await findCredentials({ profile: "home" });
  assert.match(from, /tccli.*home\.credential/);
  assert.equal(region, "ap-shanghai");
  await refused(defaultCredentials({ profile: "wrok" })(), /no profile wrok/);
  process.env.TENCENTCLOUD_PROFILE = "wrok";
  await refused(defaultCredentials()(), /no profile wrok/);
  await refused(fromProfile("../secrets")(), /cannot be the name of a profile/);
});

test("the environment comes before a profile that was asked for, with a warning", async (t) => {
  emptyHome(t);
  setEnvironment("AKIDenv");
  /** @type {string[]} */
  const warnings = [];
  const source = defaultCredentials({ profile: "work", onWarning: (message) => warnings.push(message) });
  assert.equal((await source()).secretId, "AKIDenv");
  assert.match(warnings.join(), /the profile work, which is not used/);
});

test("half a pair is named and not skipped", async (t) => {
  const { write } = emptyHome(t);
  write(".tccli/default.credential", pair("AKIDtccli"));
  write(OWN, "[default]\nsecret_id = AKIDown\n");
  await refused(defaultCredentials()(), /profile default of .*credentials has secret_id without secret_key/);
  write(OWN, `[default]\nregion = ap-guangzhou\n`);
  await refused(defaultCredentials()(), /no secret_id and no secret_key/);
  process.env.TENCENTCLOUD_SECRET_KEY = SECRET;
  await refused(
    defaultCredentials()(),
    /the environment has TENCENTCLOUD_SECRET_KEY without TENCENTCLOUD_SECRET_ID/,
  );
  process.env.TENCENTCLOUD_SECRET_ID = "";
  await refused(fromEnv()(), /without TENCENTCLOUD_SECRET_ID/);
  delete process.env.TENCENTCLOUD_SECRET_KEY;
  process.env.TENCENTCLOUD_TOKEN = "session";
  await refused(
    defaultCredentials()(),
    /TENCENTCLOUD_TOKEN without TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY/,
  );
  delete process.env.TENCENTCLOUD_TOKEN;
  await refused(fromEnv()(), /set TENCENTCLOUD_SECRET_ID and/);
  write(OWN, "");
  write(".tccli/default.credential", { secretKey: SECRET });
  await refused(defaultCredentials()(), /default\.credential has secretKey without secretId/);
  write(".tccli/default.credential", {});
  process.env.TKE_ROLE_ARN = "qcs::cam::uin/1:roleName/pod";
  await refused(defaultCredentials()(), /default\.credential has no secretId/);
});

test("white space and quotation marks round a key are refused, and never shown", async (t) => {
  const { write } = emptyHome(t);
  const table =
    /STRAY_ENDS[^=]*= \[(.*?)\];/s.exec(
      readFileSync(new URL("../../src/sign/validate.rs", import.meta.url), "utf8"),
    )?.[1] ?? "";
  const strays = [...table.matchAll(/\("(.+?)", "/g)].map(([, written = ""]) =>
    JSON.parse(
      `"${written.replace(/\\u\{(\w+)\}|\\x(\w\w)/g, (_, u, x) => `\\u${(u ?? x).padStart(4, "0")}`)}"`,
    ),
  );
  assert.ok(strays.length >= 17, "those that the signer refuses are refused where they are read");
  for (const stray of [...strays, "\u2028", "\u0085", "\u2060"]) {
    for (const key of [`${SECRET}${stray}`, `${stray}${SECRET}`]) {
      Object.assign(process.env, { TENCENTCLOUD_SECRET_ID: "AKIDenv", TENCENTCLOUD_SECRET_KEY: key });
      await refused(fromEnv()(), /TENCENTCLOUD_SECRET_KEY in the environment (?:begins|ends)/);
    }
  }
  for (const key of [`${SECRET}\n`, ` ${SECRET}`, `${SECRET}\r\n`, `\uFEFF${SECRET}`, `${SECRET}\u00a0`]) {
    Object.assign(process.env, { TENCENTCLOUD_SECRET_ID: "AKIDenv", TENCENTCLOUD_SECRET_KEY: key });
    await refused(defaultCredentials()(), /TENCENTCLOUD_SECRET_KEY in the environment .*white space/);
  }
  for (const key of [`"${SECRET}"`, `'${SECRET}'`, `${SECRET}"`, `\u201c${SECRET}\u201d`]) {
    process.env.TENCENTCLOUD_SECRET_KEY = key;
    await refused(fromEnv()(), /TENCENTCLOUD_SECRET_KEY in the environment .*quotation mark/);
  }
  Object.assign(process.env, { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "" });
  write(OWN, `[default]\nsecret_id = AKIDown\nsecret_key = "${SECRET}"\n`);
  await refused(defaultCredentials()(), /secret_key in profile default of .*quotation mark/);
  write(OWN, "");
  write(".tccli/default.credential", { secretId: "AKID", secretKey: `${SECRET} ` });
  await refused(defaultCredentials()(), /secretKey in .*default\.credential .*white space/);
  write(".tccli/default.credential", { secretId: "AKID", secretKey: 7 });
  await refused(defaultCredentials()(), /secretKey in .*default\.credential is not a text/);
});

test("what is no INI and no JSON is refused by its place, without a word of it", async (t) => {
  const { write } = emptyHome(t);
  write(OWN, `[default]\nsecret_id = AKIDown\n${SECRET}\n`);
  await refused(defaultCredentials()(), /line 3 of .*credentials is neither/);
  write(OWN, `[__proto__]\nsecret_key = ${SECRET}\n`);
  await refused(defaultCredentials()(), /line 1 of/);
  write(OWN, `[constructor]\nkeys = ${SECRET}\n[default]\n`);
  write(".tccli/default.credential", `{"secretKey": "${SECRET}"`);
  await refused(defaultCredentials()(), /default\.credential is not a JSON object/);
  assert.equal(typeof Object.keys, "function");
  write(".tccli/default.credential", "[]");
  await refused(defaultCredentials()(), /default\.credential is not a JSON object/);
});

test("tccli's forms that hold more than a pair are refused by name", async (t) => {
  const { write } = emptyHome(t);
  const forms = /** @type {const} */ ([
    [{ type: "sso" }, /type "sso", not supported: single sign-on/],
    [{ type: "oauth" }, /type "oauth", not supported: a login/],
    [{ type: "cvm-role" }, /type "cvm-role", not supported: .*fromInstanceRole/],
    [{ type: "new" }, /type "new", not supported/],
    [
      { "role-arn": "qcs::cam::uin/1:roleName/x" },
      /asks for a role \(role-arn\), not supported .*assumeRole/,
    ],
  ]);
  for (const [form, says] of forms) {
    write(".tccli/default.credential", { ...pair("AKIDtccli"), ...form });
    await refused(defaultCredentials()(), says);
  }
  write(
    OWN,
    `[default]\nsecret_id = AKIDown\nsecret_key = ${SECRET}\nrole_arn = qcs::cam::uin/1:roleName/x\n`,
  );
  await refused(defaultCredentials()(), /profile default of .* asks for a role \(role_arn\)/);
  write(OWN, "");
  write(".tccli/default.credential", { ...pair("AKIDtccli"), type: "default", "role-arn": "" });
  assert.equal((await defaultCredentials()()).secretId, "AKIDtccli");
});

test("a file that others can read is warned about once", {
  skip: process.platform === "win32",
}, async (t) => {
  const { write } = emptyHome(t);
  const path = write(OWN, `[default]\nsecret_id = AKIDown\nsecret_key = ${SECRET}\n`, 0o644);
  /** @type {string[]} */
  const warnings = [];
  const source = defaultCredentials({ onWarning: (message) => warnings.push(message) });
  await source();
  await source();
  assert.deepEqual(warnings, [`others can read ${path}, which holds keys: chmod 600 ${path}`]);
  const said = new Promise((resolve) => process.once("warning", resolve));
  await defaultCredentials()();
  assert.match(String(await said), /TencentCloudWarning: others can read/);
  write(OWN, `[default]\nsecret_id = AKIDown\nsecret_key = ${SECRET}\n`, 0o600);
  await defaultCredentials({ onWarning: (message) => warnings.push(message) })();
  assert.equal(warnings.length, 1);
});

test("unknown members are refused, and what cannot be a name", async () => {
  const misspelt = /** @type {never} */ ({ profil: "work" });
  assert.throws(() => defaultCredentials(misspelt), { code: "Client.InvalidArgument", message: /`profil`/ });
  assert.throws(() => fromProfile(/** @type {never} */ (7)), {
    code: "Client.InvalidArgument",
    message: /`name`/,
  });
});
