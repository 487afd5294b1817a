import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { terminal } from "./support.mjs";

/** @param {string | Buffer} key @param {string} text */
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/**
 * A raw request as a signer of one's own would send it.
 * @param {{id: string, key: string, payload: string, signed?: string}} how `signed`: the payload that was signed
 */
function raw({ id, key, payload, signed = payload }) {
  const timestamp = Math.floor(Date.now() / 1_000);
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10);
  const host = "cvm.tencentcloudapi.com";
  const type = "application/json";
  const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\n\ncontent-type;host\n${sha256(signed)}`;
  const scope = `${date}/cvm/tc3_request`;
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`;
  const signature = hmac(hmac(hmac(hmac(`TC3${key}`, date), "cvm"), "tc3_request"), toSign).toString("hex");
  return [
    "POST / HTTP/1.1",
    `Host: ${host}`,
    `Content-Type: ${type}`,
    "X-TC-Action: DescribeInstances",
    "X-TC-Version: 2017-03-12",
    `X-TC-Timestamp: ${timestamp}`,
    `Authorization: TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
    "",
    payload,
  ].join("\r\n");
}

test("explain: every string on the way, and what is the cause where another signature is not valid", async (t) => {
  const { run, env, home } = await terminal(t, { instances: 1 });
  const [id, key] = [String(env.TENCENTCLOUD_SECRET_ID), String(env.TENCENTCLOUD_SECRET_KEY)];
  const steps = await run([
    "explain",
    "cvm",
    "DescribeInstances",
    '{"Limit":1}',
    "--timestamp",
    "1551113065",
  ]);
  assert.equal(steps.status, 0, steps.stderr);
  assert.match(steps.stdout, /canonical request\n {2}POST\n {2}\/\n/);
  assert.match(steps.stdout, /2019-02-25\/cvm\/tc3_request/);
  assert.ok(!steps.stdout.includes(key));
  const file = join(home, "request.txt");
  for (const [how, args, said] of /** @type {const} */ ([
    [{ id, key, payload: '{"Limit":1}' }, [], /The signature is right/],
    [{ id, key: `${key}\n`, payload: "{}" }, [], /The cause is known:\nKey\.LineFeed \(proved\)/],
    [{ id, key, payload: '{"Limit":1}', signed: '{"Limit": 1}' }, [], /Payload\.Reserialised|Payload\.Other/],
    [{ id, key, payload: '{"Limit":1}' }, ["cvm", "DescribeZones"], /Action\.Other/],
    [{ id: "AKIDother", key, payload: "{}" }, [], /SecretId\.Other/],
  ])) {
    writeFileSync(file, raw(how));
    const { status, stdout, stderr } = await run(["explain", ...args, "--against", file]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, said);
    assert.ok(!stdout.includes(key));
  }
  const piped = await run(["explain", "--against", "-", "-o", "json"], {
    input: raw({ id, key: `${key}\n`, payload: "{}" }),
  });
  assert.equal(JSON.parse(piped.stdout).causes[0].code, "Key.LineFeed");
  const chinese = await run(["explain", "--against", file, "--language", "zh-CN"]);
  assert.match(chinese.stdout, /已找到原因/);
  const nobody = { env: { ...env, TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined } };
  const blind = await run(["explain", "--against", file], nobody);
  assert.equal(blind.status, 0);
  assert.match(blind.stdout, /cannot be told/);
  for (const args of [
    ["--against", join(home, "none")],
    ["cvm", "DescribeZones", "-", "--against", "-"],
  ]) {
    const { status, stdout } = await run(["explain", ...args]);
    assert.deepEqual([status, stdout], [2, ""]);
  }
});
