import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as main from "tencentcloud-edge";
import { createEmulator } from "tencentcloud-edge/emulator";
import * as alone from "tencentcloud-edge/sign";
import { createSignerV1, explainSignatureV1, signRequestV1 } from "tencentcloud-edge/v1";
import { findLeaks, needlesOf, sensitive } from "./leaks.mjs";
import { signerMemories } from "./memory.mjs";
import { random } from "./random.mjs";
import { anyText, letters } from "./texts.mjs";

const DAYS = [1_551_113_065, 1_764_000_000, 1_764_086_400];
const SERVICES = ["cvm", "vpc"];
const SCOPES = DAYS.flatMap((timestamp) =>
  SERVICES.map((service) => /** @type {const} */ ([dayOf(timestamp), service])),
);
/** Of every length that HMAC treats differently, in one byte a character and in more. */
const SECRETS = [8, 32, 61, 62, 64, 100, 300].flatMap((length, at) => {
  const of = random(7, at);
  const plain = letters(of, 1).padEnd(length, letters(of, 40) + letters(of, 40));
  return [plain, `${plain}é${anyText(of, 20)}.`, `中${plain}`];
});
const NEEDLES = needlesOf(SECRETS.flatMap((secretKey) => sensitive(secretKey, SCOPES)));

const V1 = /** @type {const} */ (["HmacSHA1", "HmacSHA256"]);

const memories = await signerMemories();
/** @param {import("./leaks.mjs").Needles} needles */
const leaksOf = (needles) => memories.flatMap(({ buffer }) => findLeaks(buffer, needles));

test("the memories of all three modules are looked at", () => assert.equal(memories.length, 3));

const leaks = () => leaksOf(NEEDLES);

for (const [entry, { signRequest, explainSignature, createSigner }] of Object.entries({
  main,
  sign: alone,
})) {
  describe(`${entry}: the module's memory`, () => {
    test("holds key material while there is a signer, so the search can see", () => {
      const signers = SECRETS.map((secretKey) => createSigner({ secretId: "AKIDX", secretKey }));
      for (const signer of signers) signer.sign(request("cvm"), { timestamp: DAYS[0] });
      const found = new Set(leaks().map(({ what }) => what.replace(/ \d.*, /, ", ")));
      for (const what of ["first key, inner state", "kSigning, inner state", "kSigning, outer state"])
        assert.ok(found.has(what), `${what} is not among ${[...found].join("; ")}`);
      for (const signer of signers) signer.free();
    });

    test("holds none after 10,000 signatures and free(), refusals among them", async () => {
      let done = 0;
      while (done < 10_000) {
        for (const secretKey of SECRETS) {
          const credentials = { secretId: "AKIDX", secretKey, token: "token" };
          const signer = createSigner(credentials);
          for (const timestamp of DAYS) {
            for (const service of SERVICES) {
              signer.sign(request(service), { timestamp });
              signRequest(request(service), credentials, { timestamp });
              explainSignature(request(service), credentials, { timestamp });
              done += 3;
            }
            refused(() => signer.sign({ ...request("cvm"), region: "a\nb" }, { timestamp }));
            refused(() => signRequest(request("cvm"), { ...credentials, secretId: "a b" }, { timestamp }));
            refused(() => signRequest(request("cvm"), { ...credentials, token: "a\nb" }, { timestamp }));
            refused(() => explainSignature(request("cvm"), credentials, { timestamp: 1.5 }));
            refused(() => signRequest(request("cvm"), credentials, { timestamp, signedHeaders: ["host"] }));
          }
          signer.free();
          refused(() => signer.sign(request("cvm"), { timestamp: DAYS[0] }));
        }
      }
      await collectGarbage();
      assert.deepEqual(leaks(), []);
    });

    test("holds the key of signRequest() in later turns, until the object that held the pair is collected", async () => {
      /** @type {{secretId: string, secretKey: string} | undefined} */
      let credentials = { secretId: "AKIDX", secretKey: SECRETS[3] ?? "" };
      for (const service of SERVICES) signRequest(request(service), credentials, { timestamp: DAYS[0] });
      await collectGarbage();
      assert.notDeepEqual(leaks(), [], "it was wiped although the object is there");
      assert.equal(credentials.secretId, "AKIDX");
      credentials = undefined;
      await collectGarbage();
      assert.deepEqual(leaks(), []);
    });

    test("holds the key of the last pair alone", async () => {
      const pairs = SECRETS.map((secretKey) => ({ secretId: "AKIDX", secretKey }));
      for (const pair of pairs) signRequest(request("cvm"), pair, { timestamp: DAYS[0] });
      const last = needlesOf(sensitive(SECRETS.at(-1) ?? "", SCOPES));
      const others = new Map([...NEEDLES].filter(([window]) => !last.has(window)));
      assert.deepEqual(leaksOf(others), []);
      assert.notDeepEqual(leaksOf(last), []);
      pairs.length = 0;
      await collectGarbage();
    });

    test("holds no secret or derived key within the turn that signRequest() was called in", () => {
      const credentials = { secretId: "AKIDX", secretKey: SECRETS[3] ?? "" };
      const bare = sensitive(credentials.secretKey, SCOPES).filter(([what]) => !what.includes("state"));
      const states = new Map([...NEEDLES].filter(([, what]) => what.includes("state")));
      for (const timestamp of DAYS) signRequest(request("cvm"), credentials, { timestamp });
      assert.deepEqual(leaksOf(needlesOf(bare)), []);
      assert.notDeepEqual(leaksOf(states), [], "the states that are kept were not found");
    });

    test("holds none after key pairs were refused", async () => {
      await collectGarbage();
      for (const secretKey of SECRETS) {
        refused(() => createSigner({ secretId: "a b", secretKey }));
        refused(() => createSigner({ secretId: "AKIDX", secretKey: `${secretKey}\n` }));
        refused(() => createSigner({ secretId: "AKIDX", secretKey, token: "a\nb" }));
        assert.deepEqual(leaks(), []);
      }
    });
  });
}

describe("v1: the module's memory", () => {
  test("holds key material while there is a signer, so the search can see", () => {
    const signers = SECRETS.map((secretKey) => createSignerV1({ secretId: "AKIDX", secretKey }));
    for (const signer of signers) signer.sign(request("cvm"));
    assert.ok(leaks().some(({ what }) => what === "secret key, inner state"));
    for (const signer of signers) signer.free();
  });

  test("holds none after 10,000 signatures and free(), refusals among them", () => {
    for (let done = 0; done < 10_000; done += 3 * SECRETS.length * V1.length) {
      for (const secretKey of SECRETS) {
        const credentials = { secretId: "AKIDX", secretKey, token: "token" };
        const signer = createSignerV1(credentials);
        for (const algorithm of V1) {
          signer.sign(request("cvm"), { algorithm });
          signRequestV1(request("cvm"), credentials, { algorithm });
          explainSignatureV1(request("cvm"), credentials, { algorithm });
          refused(() => signer.sign({ ...request("cvm"), region: "a\nb" }, { algorithm }));
        }
        refused(() => signRequestV1(request("cvm"), { ...credentials, secretId: "a b" }));
        refused(() => createSignerV1({ ...credentials, token: "a\nb" }));
        signer.free();
        refused(() => signer.sign(request("cvm")));
      }
    }
    assert.deepEqual(leaks(), []);
  });
});

test("main: the module's memory holds no key material after calls that ended", async () => {
  const [secretKey = ""] = SECRETS.slice(3);
  const needles = needlesOf(sensitive(secretKey, [[dayOf(Date.now() / 1000), "cvm"]]));
  const emulator = createEmulator({ credentials: [{ secretId: "AKIDX", secretKey }] });
  const options = {
    credentials: { secretId: "AKIDX", secretKey },
    region: "ap-guangzhou",
    fetch: emulator.fetch,
  };
  for (let left = 20; left > 0; left--) {
    await main.call({ service: "cvm", version: "2017-03-12", action: "DescribeInstances" }, options);
  }
  assert.deepEqual(leaksOf(needles), []);
});

/** Collects garbage until the finalizers of what is gone have run. */
async function collectGarbage() {
  setFlagsFromString("--expose-gc");
  const collect = /** @type {() => void} */ (runInNewContext("gc"));
  for (let turn = 0; turn < 4; turn++) {
    collect();
    await nextTurn();
  }
}

/** @param {string} service */
function request(service) {
  return {
    service,
    version: "2017-03-12",
    action: "StartInstances",
    region: "ap-guangzhou",
    payload: { a: "é" },
  };
}

/** @param {() => unknown} work */
const refused = (work) => assert.throws(work, { name: "TencentCloudError" });

/** @param {number} timestamp */
function dayOf(timestamp) {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}
