import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { describe, test } from "node:test";
import vm from "node:vm";
import { call, createSigner, explainSignature, signRequest, TencentCloudError } from "tencentcloud-edge";
import { signRequest as signAlone } from "tencentcloud-edge/sign";
import { signRequestV1 } from "tencentcloud-edge/v1";
import { fetchOf, rejection, reply } from "./support.mjs";

const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const key = { secretId: "AKIDexample", secretKey: "an-example-key" };
const FORM = "application/x-www-form-urlencoded";

/** @param {unknown} payload @param {object} [rest] */
const sign = (payload, rest) =>
  signRequest({ ...request, ...rest, payload: /** @type {object} */ (payload) }, key);

/**
 * What `call` puts on the wire.
 * @param {unknown} payload
 * @returns {Promise<{type: string | null, bytes: Uint8Array, signed: string | null, timestamp: number, form: () => Promise<FormData>}>}
 */
async function sent(payload) {
  /** @type {Array<Promise<{request: Request, bytes: Uint8Array}>>} */
  const seen = [];
  const fetch = /** @type {typeof globalThis.fetch} */ (
    async (input, init) => {
      const arrived = new Request(input, init);
      const copy = arrived.clone();
      seen.push(copy.arrayBuffer().then((bytes) => ({ request: arrived, bytes: new Uint8Array(bytes) })));
      return reply({});
    }
  );
  await call(
    { ...request, payload: /** @type {object} */ (payload) },
    { credentials: key, fetch, retry: false },
  );
  const found = await seen[0];
  if (found === undefined) throw new Error("nothing was sent");
  const { headers } = found.request;
  return {
    type: headers.get("content-type"),
    bytes: found.bytes,
    signed: headers.get("authorization"),
    timestamp: Number(headers.get("x-tc-timestamp")),
    form: () => found.request.formData(),
  };
}

/** Whether the signature holds for what arrived. @param {Awaited<ReturnType<typeof sent>>} arrived */
const holds = ({ bytes, type, signed, timestamp }) =>
  signRequest({ ...request, language: "en-US", payload: bytes }, key, { timestamp, contentType: type ?? "" })
    .headers.authorization === signed;

describe("bytes of every kind are sent as they are", () => {
  const { buffer } = new TextEncoder().encode('..{"A":1}..');
  const part = /** @type {const} */ ([2, 7]);
  const other = vm.createContext({ source: [...new TextEncoder().encode('{"A":1}')] });
  const whole = buffer.slice(2, 9);
  /** @type {Record<string, unknown>} */
  const kinds = {
    Uint8Array: new Uint8Array(buffer, ...part),
    DataView: new DataView(buffer, ...part),
    ArrayBuffer: whole,
    Buffer: Buffer.from(whole),
    "a Uint8Array of another realm": vm.runInContext("new Uint8Array(source)", other),
    "an ArrayBuffer of another realm": vm.runInContext("new Uint8Array(source).buffer", other),
    "a DataView of another realm": vm.runInContext("new DataView(new Uint8Array(source).buffer)", other),
  };
  for (const [name, payload] of Object.entries(kinds)) {
    test(name, async () => {
      const { body, headers } = sign(payload);
      assert.deepEqual(Buffer.from(/** @type {Uint8Array} */ (body)).toString(), '{"A":1}');
      assert.equal(headers["content-type"], "application/json");
      const { payloadHash } = explainSignature({ ...request, payload: /** @type {object} */ (payload) }, key);
      assert.equal(payloadHash, createHash("sha256").update('{"A":1}').digest("hex"));
      const arrived = await sent(payload);
      assert.deepEqual([Buffer.from(arrived.bytes).toString(), holds(arrived)], ['{"A":1}', true]);
    });
  }
});

describe("forms and Blobs", () => {
  test("URLSearchParams go out with their type, unless another one is asked for", async () => {
    const payload = new URLSearchParams({ a: "1 2", b: "ä" });
    for (const signed of [sign(payload), signAlone({ ...request, payload }, key)]) {
      assert.deepEqual([signed.body, signed.headers["content-type"]], ["a=1+2&b=%C3%A4", FORM]);
    }
    const given = signRequest({ ...request, payload }, key, { contentType: `${FORM}; charset=utf-8` });
    assert.equal(given.headers["content-type"], `${FORM}; charset=utf-8`);
    const arrived = await sent(payload);
    assert.deepEqual([Buffer.from(arrived.bytes).toString(), arrived.type], ["a=1+2&b=%C3%A4", FORM]);
    assert.ok(holds(arrived));
  });

  test("a signer does not keep the type of one payload for the next", () => {
    const signer = createSigner(key);
    const types = [new URLSearchParams("a=1"), {}, new URLSearchParams("a=1"), "{}"].map(
      (payload) => signer.sign({ ...request, payload }).headers["content-type"],
    );
    assert.deepEqual(types, [FORM, "application/json", FORM, "application/json"]);
    const asked = signer.sign(request, { contentType: "text/plain" }).headers["content-type"];
    assert.deepEqual(
      [asked, signer.sign(request).headers["content-type"]],
      ["text/plain", "application/json"],
    );
  });

  test("a Blob", async () => {
    const arrived = await sent(new Blob(["{}"], { type: "application/octet-stream" }));
    assert.deepEqual(
      [Buffer.from(arrived.bytes).toString(), arrived.type],
      ["{}", "application/octet-stream"],
    );
    assert.ok(holds(arrived));
    assert.equal((await sent(new Blob(["{}"]))).type, "application/json");
    const large = await sent(new Blob(["x".repeat(100_000)], { type: "text/plain" }));
    assert.deepEqual([large.bytes.length, holds(large)], [100_000, true]);
  });

  test("a FormData, read back by the engine", async () => {
    const form = new FormData();
    form.set('na"me\n', "one\ntwo");
    form.append("list", "1");
    form.append("list", "2");
    form.set("file", new File([new Uint8Array([0, 255, 13, 10])], 'a"b.bin', { type: "image/png" }));
    form.set("untyped", new Blob(["-"]));
    const arrived = await sent(form);
    assert.match(arrived.type ?? "", /^multipart\/form-data; boundary=[-a-z0-9]+$/);
    assert.ok(holds(arrived));
    const back = await arrived.form();
    assert.deepEqual(back.getAll("list"), ["1", "2"]);
    assert.deepEqual([...back.values()][0], "one\r\ntwo");
    const file = /** @type {File} */ (back.get("file"));
    assert.deepEqual(
      [file.type, [...new Uint8Array(await file.arrayBuffer())]],
      ["image/png", [0, 255, 13, 10]],
    );
    const text = Buffer.from(arrived.bytes).toString("latin1");
    assert.match(text, /name="na%22me%0D%0A"/);
    assert.match(text, /filename="a%22b\.bin"\r\ncontent-type: image\/png\r\n/);
  });

  test("what can only be read asynchronously is not signed synchronously", () => {
    for (const payload of [new Blob([]), new File([], "a"), new FormData()]) {
      for (const run of [() => sign(payload), () => explainSignature({ ...request, payload }, key)]) {
        assert.throws(run, {
          code: "Client.InvalidArgument",
          message: new RegExp(`^\`payload\` is a ${payload.constructor.name}.*call\\(\\)`),
        });
      }
    }
  });

  test("a Blob that cannot be read, and an abort while one is", async () => {
    const bad = Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(new Error("gone")) });
    const options = { credentials: key, fetch: () => assert.fail("nothing may be sent") };
    const error = await rejection(call({ ...request, payload: bad }, options));
    assert.deepEqual(
      [error.code, /** @type {Error} */ (error.cause).message],
      ["Client.InvalidArgument", "gone"],
    );
    const slow = Object.assign(new Blob([]), { arrayBuffer: () => new Promise(() => {}) });
    const controller = new AbortController();
    const { signal } = controller;
    const late = rejection(call({ ...request, payload: slow }, { ...options, signal }));
    setTimeout(() => controller.abort(), 20);
    assert.equal((await late).code, "Client.Aborted");
  });
});

/** A promise that the engine knows nothing of. */
class Later {
  // biome-ignore lint/suspicious/noThenProperty: such a one is what is tried
  then() {}
}

/** A collection of a library. */
class Rows {
  *[Symbol.iterator]() {
    yield 1;
  }
}

/** A list of ids that nothing can enumerate. */
class Hidden {
  #ids = ["ins-00000001"];

  get ids() {
    return this.#ids;
  }
}

describe("what is neither is refused by name, wherever it stands", () => {
  const other = vm.createContext({});
  /** @type {Record<string, unknown>} */
  const kinds = {
    Map: new Map([["a", 1]]),
    Set: new Set([1]),
    Promise: Promise.resolve({}),
    ReadableStream: new ReadableStream(),
    Request: new Request("http://127.0.0.1"),
    Response: new Response("{}"),
    Headers: new Headers({ a: "b" }),
    Error: new TypeError("x"),
    RegExp: /a/,
    WeakMap: new WeakMap(),
    Generator: (function* () {})(),
    Readable: Readable.from(["a"]),
    PassThrough: new PassThrough(),
    Later: new Later(),
    Rows: new Rows(),
    Hidden: new Hidden(),
    Int8Array: new Int8Array(2),
    Float64Array: new Float64Array(2),
  };
  for (const [name, value] of Object.entries(kinds)) {
    test(name, async () => {
      const refused = { code: "Client.InvalidArgument", message: new RegExp(`^\`payload.*\\b${name}\\b`) };
      const options = { credentials: key, fetch: () => assert.fail("nothing may be sent") };
      const payload = /** @type {object} */ (value);
      await assert.rejects(call({ ...request, payload }, options), refused);
      for (const method of /** @type {const} */ (["POST", "GET"])) {
        assert.throws(() => sign(value, { method }), refused);
        for (const inside of [{ A: [{ B: value }] }, { A: { B: [1, value] } }]) {
          assert.throws(() => sign(inside, { method }), { ...refused, message: /\bA\b.*\bB\b/ });
          assert.throws(() => signRequestV1({ ...request, method, payload: inside }, key), /\bA\b.*\bB\b/);
        }
      }
      assert.throws(() => signRequestV1({ ...request, payload }, key), refused);
    });
  }

  test("of another realm as well", () => {
    for (const name of ["Map", "Set", "Error", "Hidden"]) {
      const value = vm.runInContext(
        `new ${name === "Hidden" ? "(class Hidden { #ids = [1] })" : name}()`,
        other,
      );
      assert.throws(() => sign(value), new RegExp(`\`payload\` is an? ${name}`));
      assert.throws(() => sign({ Ids: value }), new RegExp(`\`payload.Ids\` is an? ${name}`));
    }
    assert.equal(sign(vm.runInContext("({ A: [1], B: {} })", other)).body, '{"A":[1],"B":{}}');
    const written = {
      A: Object.create(null),
      B: new (class Dto {
        name = "n";
      })(),
    };
    assert.equal(sign(written).body, '{"A":{},"B":{"name":"n"}}');
  });

  test("an Error that has members, or a toJSON", () => {
    const ours = new TencentCloudError("Client.Network", "x", { advice: "retry" });
    const theirs = vm.runInContext("Object.assign(new Error('x'), { code: 'E' })", other);
    for (const payload of [Object.assign(new TypeError("x"), { code: "E" }), ours, theirs]) {
      assert.throws(() => sign(payload), /`payload` is an Error/);
      assert.throws(() => sign({ A: payload }), /`payload.A` is an Error/);
      assert.throws(() => sign({ A: [{ B: payload }] }), /`payload.A\[0\].B` is an Error/);
      assert.throws(() => sign({ A: payload }, { method: "GET" }), /an Error at A,/);
      assert.throws(() => signRequestV1({ ...request, payload: { A: payload } }, key), /an Error at A,/);
    }
  });

  test("members that JSON leaves out or writes as null", () => {
    for (const [value, name] of /** @type {Array<[unknown, string]>} */ ([
      [() => ["ins-00000001"], "a function"],
      [Symbol("s"), "a symbol"],
      [Number.NaN, "NaN"],
      [Number.NEGATIVE_INFINITY, "-Infinity"],
      [new Date(Number.NaN), "a Date without a value"],
      [{ toJSON: () => undefined }, "an Object without a value"],
    ])) {
      assert.throws(() => sign({ A: value, B: 1 }), new RegExp(`\`payload.A\` is ${name},`));
      assert.throws(
        () => sign({ A: [{ B: [1, value] }] }),
        new RegExp(`\`payload.A\\[0\\].B\\[1\\]\` is ${name},`),
      );
      assert.throws(() => sign({ A: [value] }, { method: "GET" }), new RegExp(`${name} at A\\.0,`));
    }
    for (const list of [[undefined, "ins-1"], Array(1)]) {
      assert.throws(() => sign({ A: { B: list } }), /`payload\.A\.B\[0\]` is undefined,/);
    }
    const kept = { A: undefined, B: null, C: -0, D: [], E: {}, F: [null] };
    assert.equal(sign(kept).body, '{"B":null,"C":0,"D":[],"E":{},"F":[null]}');
    assert.equal(sign(Object.assign(Object.create(null), { A: 1 })).body, '{"A":1}');
  });

  test("a list that a query cannot hold, for it would be as if it were not given", () => {
    for (const [payload, path] of /** @type {Array<[object, string]>} */ ([
      [{ InstanceIds: [] }, "an empty list at InstanceIds,"],
      [{ Filters: [{ Name: "zone", Values: [] }] }, "an empty list at Filters.0.Values,"],
      [{ InstanceIds: [null, "ins-00000001"] }, "null at InstanceIds.0,"],
      [{ Filters: [{}] }, "an empty object at Filters.0,"],
      [{ Filters: [{ Name: undefined }, { Name: "zone" }] }, "an empty object at Filters.0,"],
    ])) {
      const refused = { code: "Client.InvalidArgument", message: new RegExp(path) };
      assert.throws(() => sign(payload, { method: "GET" }), refused);
      for (const method of /** @type {const} */ (["GET", "POST"])) {
        assert.throws(() => signRequestV1({ ...request, method, payload }, key), refused);
      }
      assert.equal(sign(payload).body, JSON.stringify(payload));
    }
    const url = "https://cvm.tencentcloudapi.com/?B.0.C=1";
    assert.equal(sign({ A: {}, B: [{ C: 1, D: null }] }, { method: "GET" }).url, url);
  });

  test("shared memory", () => {
    const shared = new SharedArrayBuffer(2);
    for (const payload of [shared, new Uint8Array(shared), new DataView(shared)]) {
      assert.throws(() => sign(payload), /`payload` must not lie in shared memory/);
    }
  });

  test("for GET also what POST takes but a query cannot hold", () => {
    for (const payload of [
      "",
      new Uint8Array(1),
      Buffer.from("a"),
      new URLSearchParams("a=1"),
      [1],
      new Date(0),
    ]) {
      assert.throws(() => sign(payload, { method: "GET" }), /`payload` must be an object for GET/);
    }
    for (const [value, path] of /** @type {Array<[unknown, RegExp]>} */ ([
      [[undefined, "ins-1"], /undefined at InstanceIds\.0,/],
      // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried
      [["ins-1", , "ins-2"], /undefined at InstanceIds\.1,/],
      [[Number.NaN], /NaN at InstanceIds\.0,/],
      [Number.POSITIVE_INFINITY, /Infinity at InstanceIds,/],
      [Symbol("s"), /symbol at InstanceIds,/],
    ])) {
      assert.throws(() => sign({ InstanceIds: value }, { method: "GET" }), path);
      assert.throws(() => signRequestV1({ ...request, payload: { InstanceIds: value } }, key), path);
    }
  });
});

test("a member with a toJSON, and a number in an object, is what JSON has for it, by GET, POST and v1", () => {
  const payload = {
    At: new Date(0),
    Of: new URL("https://a.example/b"),
    Count: Object(3),
    Own: { toJSON: () => [1] },
  };
  const json = '{"At":"1970-01-01T00:00:00.000Z","Of":"https://a.example/b","Count":3,"Own":[1]}';
  const query = "At=1970-01-01T00%3A00%3A00.000Z&Of=https%3A%2F%2Fa.example%2Fb&Count=3&Own.0=1";
  assert.equal(sign(payload).body, json);
  assert.equal(sign(payload, { method: "GET" }).url.split("?")[1], query);
  const form = new URLSearchParams(signRequestV1({ ...request, payload }, key).body);
  assert.deepEqual(
    [form.get("At"), form.get("Count"), form.get("Own.0")],
    ["1970-01-01T00:00:00.000Z", "3", "1"],
  );
});

test("BigInts that call() answered go back without loss, by POST, GET and v1", async (t) => {
  const text =
    '{"Response":{"RequestId":"r","Id":12345678901234567890,"All":[-9223372036854775808,"$big1"]}}';
  const fetch = fetchOf(() => new Response(text));
  const { Id, All } = await call(request, { credentials: key, fetch });
  assert.equal(typeof Id, "bigint");
  const payload = { Id, All, Empty: {}, Big: "$big_12" };
  const json = '{"Id":12345678901234567890,"All":[-9223372036854775808,"$big1"],"Empty":{},"Big":"$big_12"}';
  assert.equal(sign(payload).body, json);
  assert.equal(Buffer.from((await sent(payload)).bytes).toString(), json);
  assert.match(sign(payload, { method: "GET" }).url, /Id=12345678901234567890&All\.0=-9223372036854775808&/);
  assert.match(String(signRequestV1({ ...request, payload }, key).body), /&Id=12345678901234567890&/);
  await t.test("also where a program has given BigInt a toJSON, in order to print them", () => {
    Object.assign(BigInt.prototype, {
      toJSON: /** @this {bigint} */ function () {
        return String(this);
      },
    });
    try {
      assert.equal(JSON.stringify({ Id }), '{"Id":"12345678901234567890"}');
      assert.equal(sign(payload).body, json);
    } finally {
      Reflect.deleteProperty(BigInt.prototype, "toJSON");
    }
  });
});

test("a circle is refused, and so is a getter that throws", () => {
  /** @type {Record<string, unknown>} */
  const circle = { A: 1n };
  circle.B = circle;
  const getter = Object.defineProperty({}, "A", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  for (const payload of [circle, { B: circle }, getter]) {
    assert.throws(() => sign(payload), { code: "Client.InvalidArgument", message: /^`payload`/ });
  }
});
