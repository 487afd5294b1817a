import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { certify } from "../../pkg/cli/server/tls/certificate.js";
import { integer } from "../../pkg/cli/server/tls/der.js";
import { startEmulator } from "../../scripts/lib/emulator.mjs";

const folder = mkdtempSync(join(tmpdir(), "emulator-tls-"));
const authority = join(folder, "ca.pem");
/** @type {string[]} */
const lines = [];
const server = await startEmulator({
  args: ["--tls", "--ca", authority],
  onLine: (line) => lines.push(line),
});
after(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} url @param {string} [ca] @returns {Promise<number | undefined>} */
const status = (url, ca) =>
  new Promise((resolve, reject) => {
    get(`${url}/_emulator/fault-kinds`, { ca }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    }).on("error", reject);
  });

test("whoever trusts the authority is served under every loopback name, and nobody else", async () => {
  const ca = readFileSync(authority, "utf8");
  for (const host of ["127.0.0.1", "localhost"]) {
    assert.equal(await status(server.url.replace("127.0.0.1", host), ca), 200, host);
  }
  await assert.rejects(status(server.url), { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
  assert.ok(lines.some((line) => line.includes(`authority  ${authority}`)));
});

test("an authority signs one server and its key is kept nowhere", () => {
  const [one, other] = [certify("192.0.2.7"), certify("fe80::1")];
  const certificate = new X509Certificate(one.certificate);
  const issuer = new X509Certificate(one.authority);
  assert.ok(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  assert.ok(!certificate.verify(new X509Certificate(other.authority).publicKey));
  assert.deepEqual([issuer.ca, certificate.ca], [true, false]);
  assert.equal(certificate.checkIP("192.0.2.7"), "192.0.2.7");
  assert.equal(new X509Certificate(other.certificate).checkIP("fe80::1"), "fe80::1");
  for (const name of ["localhost", "cvm.localhost"])
    assert.equal(certificate.checkHost(name) !== undefined, true, name);
  assert.equal(certificate.checkHost("cvm.tencentcloudapi.com"), undefined);
  assert.ok(Date.parse(certificate.validTo) > Date.now() + 300 * 86_400_000);
  assert.doesNotMatch(readFileSync(authority, "utf8"), /PRIVATE/);
});

test("a number is encoded in its fewest bytes, as one of random bytes must be", () => {
  for (const [bytes, encoded] of /** @type {const} */ ([
    [
      [0, 0, 5],
      [2, 1, 5],
    ],
    [
      [0, 0x80, 1],
      [2, 3, 0, 0x80, 1],
    ],
    [[0x80], [2, 2, 0, 0x80]],
    [
      [0, 0],
      [2, 1, 0],
    ],
  ])) {
    assert.deepEqual([...integer(Uint8Array.from(bytes))], [...encoded]);
    assert.deepEqual([...integer([...bytes])], [...encoded]);
  }
});
