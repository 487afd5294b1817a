import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paginate } from "tencentcloud-edge";
import { cloud, fetchOf, rejection, reply, stopped } from "./support.mjs";

const REQUEST = { service: "cbs", version: "2017-03-12", action: "DescribeDisks" };
const disks = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, at) => ({ DiskId: `disk-${at}` }));

/**
 * A service that answers each request from its payload.
 * @param {(payload: any, nth: number) => object} answer
 */
function service(answer) {
  /** @type {object[]} */
  const asked = [];
  const fetch = fetchOf(async (request) => {
    const payload = await request.json();
    asked.push(payload);
    return reply(answer(payload, asked.length));
  });
  const credentials = { secretId: "AKIDx", secretKey: "x" };
  return { asked, options: { region: "ap-guangzhou", credentials, fetch } };
}

/** A list by offset. @param {object[]} all @param {number} [most] */
const byOffset =
  (all, most = 20) =>
  (/** @type {{Offset?: number, Limit?: number}} */ { Offset = 0, Limit = most }) => ({
    TotalCount: all.length,
    DiskSet: all.slice(Offset, Offset + Limit),
  });

/** @param {AsyncIterable<any>} pages @param {string} [name] */
async function rowsOf(pages, name = "DiskSet") {
  const rows = [];
  for await (const page of pages) rows.push(...page[name]);
  return rows;
}

describe("pages by Offset and Limit", () => {
  test("give every row once, and the reply around them", async () => {
    const { options, asked } = service(byOffset(disks(45)));
    const pages = [];
    for await (const page of paginate({ ...REQUEST, payload: { Limit: 20, Filters: [] } }, options))
      pages.push(page);
    assert.deepEqual(
      pages.flatMap(({ DiskSet }) => DiskSet),
      disks(45),
    );
    assert.deepEqual([pages[0]?.TotalCount, pages[0]?.RequestId], [45, "r-1"]);
    assert.ok(asked.every((payload) => "Filters" in payload));
    assert.equal(asked.length, 3);
  });

  test("without a Limit have as many rows as the service gives", async () => {
    const { options, asked } = service(byOffset(disks(45), 10));
    assert.deepEqual(await rowsOf(paginate(REQUEST, options)), disks(45));
    assert.ok(asked.every((payload) => !("Limit" in payload)));
  });

  test("begin at the given Offset", async () => {
    const { options } = service(byOffset(disks(45)));
    assert.deepEqual(
      await rowsOf(paginate({ ...REQUEST, payload: { Offset: 30 } }, options)),
      disks(45).slice(30),
    );
  });

  test("of a list that shrinks between two pages leave out no row that was always there", async () => {
    for (const Limit of [1, 2, 7, 20]) {
      const all = disks(45);
      const { options } = service((payload, nth) => {
        if (nth === 2) all.splice(0, 5);
        return byOffset(all)(payload);
      });
      const rows = await rowsOf(paginate({ ...REQUEST, payload: { Limit } }, options));
      const ids = rows.map(({ DiskId }) => DiskId);
      for (const { DiskId } of disks(45).slice(5)) assert.ok(ids.includes(DiskId), `${Limit} ${DiskId}`);
      assert.equal(new Set(ids).size, ids.length, `${Limit}: each once`);
    }
  });

  test("of rows without an id leave none out either", async () => {
    const all = disks(45).map(({ DiskId }) => ({ Name: DiskId }));
    const before = [...all];
    const { options } = service((payload, nth) => {
      if (nth === 3) all.splice(0, 5);
      return byOffset(all)(payload);
    });
    const names = (await rowsOf(paginate({ ...REQUEST, payload: { Limit: 10 } }, options))).map(
      ({ Name }) => Name,
    );
    for (const { Name } of before.slice(5)) assert.ok(names.includes(Name), Name);
  });

  test("end at a short page where no total is told", async () => {
    const all = disks(25);
    const { options, asked } = service((payload) => ({ DiskSet: byOffset(all)(payload).DiskSet }));
    assert.deepEqual(await rowsOf(paginate({ ...REQUEST, payload: { Limit: 10 } }, options)), all);
    assert.equal(asked.length, 3);
  });

  test("that never stand still end with Client.BadReply", async () => {
    let next = 0;
    const { options } = service(({ Limit }) => ({
      TotalCount: 1_000,
      DiskSet: Array.from({ length: Limit }, () => ({ DiskId: `disk-${next++}` })),
    }));
    const error = await rejection(rowsOf(paginate({ ...REQUEST, payload: { Limit: 10 } }, options)));
    assert.deepEqual([error.code, error.action], ["Client.BadReply", "DescribeDisks"]);
  });

  test("of the emulator are the fleet", async () => {
    const { options } = cloud({ instances: stopped(250) });
    const request = {
      service: "cvm",
      version: "2017-03-12",
      action: "DescribeInstances",
      payload: { Limit: 100 },
    };
    const rows = await rowsOf(paginate(request, options), "InstanceSet");
    assert.deepEqual(
      rows.map(({ InstanceId }) => InstanceId).sort(),
      stopped(250).map(({ InstanceId }) => InstanceId),
    );
  });
});

describe("pages by a token", () => {
  /** @param {string} inRequest @param {string} inReply */
  const byToken = (inRequest, inReply) => (/** @type {Record<string, string>} */ payload) => {
    const at = Number(payload[inRequest] || 0);
    return { DiskSet: disks(5).slice(at, at + 2), [inReply]: at + 2 < 5 ? String(at + 2) : "" };
  };

  for (const [inRequest, inReply] of /** @type {const} */ ([
    ["NextToken", "NextToken"],
    ["Token", "Token"],
    ["Token", "NextToken"],
  ])) {
    test(`${inReply} of a reply is ${inRequest} of the next request`, async () => {
      const { options, asked } = service(byToken(inRequest, inReply));
      const payload = inRequest === inReply ? {} : { [inRequest]: "" };
      assert.deepEqual(await rowsOf(paginate({ ...REQUEST, payload }, options)), disks(5));
      assert.deepEqual(asked.slice(1), [{ [inRequest]: "2" }, { [inRequest]: "4" }]);
    });
  }

  test("that comes twice end with Client.BadReply", async () => {
    const { options, asked } = service(() => ({ DiskSet: [], NextToken: "again" }));
    assert.equal((await rejection(rowsOf(paginate(REQUEST, options)))).code, "Client.BadReply");
    assert.equal(asked.length, 2);
  });
});

describe("what cannot be paged is said:", () => {
  test("several lists and no `items`", async () => {
    const { options } = service(() => ({ A: [], B: [{ AId: 1 }], TotalCount: 1 }));
    assert.match((await rejection(rowsOf(paginate(REQUEST, options)))).message, /`items` is missing.*A, B/);
    assert.deepEqual(await rowsOf(paginate(REQUEST, { ...options, items: "B" }), "B"), [{ AId: 1 }]);
    const none = await rejection(rowsOf(paginate(REQUEST, { ...options, items: "C" })));
    assert.match(none.message, /no list `C`/);
  });

  test("unknown options, at once; a refusal, where it comes", async () => {
    const { options } = service(() => ({ Error: { Code: "InvalidParameter", Message: "no" } }));
    assert.throws(() => paginate(REQUEST, /** @type {never} */ ({ ...options, item: "x" })), {
      message: /`item` .*`items`/,
    });
    assert.throws(() => paginate(/** @type {never} */ ({ ...REQUEST, payload: "{}" }), options), {
      message: /`payload` must be an object/,
    });
    const error = await rejection(
      rowsOf(paginate(/** @type {never} */ ({ ...REQUEST, param: {} }), options)),
    );
    assert.match(error.message, /`param` is no member/);
    assert.equal((await rejection(rowsOf(paginate(REQUEST, options)))).code, "InvalidParameter");
  });

  test("a payload that is no object, and a stream, of which nothing is sent", async () => {
    const { options, asked } = service(byOffset(disks(3)));
    const map = new Map([["DiskIds", ["disk-1"]]]);
    for (const payload of [map, new URLSearchParams("Limit=1"), new Uint8Array(2), Promise.resolve({}), []]) {
      assert.throws(() => paginate({ ...REQUEST, payload }, options), {
        code: "Client.InvalidArgument",
        message: /^`payload` must be an object.*not an? \w+$/,
      });
    }
    assert.throws(() => paginate(/** @type {never} */ ({ ...REQUEST, stream: true }), options), {
      message: /^`stream` is for `call`/,
    });
    assert.equal(asked.length, 0);
  });

  test("but one with a toJSON is what JSON has for it", async () => {
    const { options, asked } = service(byOffset(disks(5)));
    const payload = { toJSON: () => ({ Limit: 2 }) };
    assert.deepEqual(await rowsOf(paginate({ ...REQUEST, payload }, options)), disks(5));
    assert.ok(asked.every((given) => /** @type {{Limit?: number}} */ (given).Limit === 2));
  });

  test("a reply without a list is one page", async () => {
    const { options, asked } = service(() => ({ Value: 5 }));
    const pages = [];
    for await (const page of paginate(REQUEST, options)) pages.push({ ...page });
    assert.deepEqual([pages, asked.length], [[{ RequestId: "r-1", Value: 5 }], 1]);
  });
});
