import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { envOf, REGION, startGateway, until } from "./gateway.mjs";
import { machine, page, startCloud } from "./mock-cloud.mjs";

/** Asks and leaves with a reset (RST), as a page does that is closed. @param {string} url @param {string} path */
async function leave(url, path) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", () => resolve(undefined)));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ops\r\n\r\n`);
  return () => socket.resetAndDestroy();
}

describe("lists through the object", () => {
  /** @type {Awaited<ReturnType<typeof startCloud>>} */
  let world;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    world = await startCloud();
    gateway = await startGateway(envOf(world.url));
  });
  after(async () => {
    await gateway.close();
    await world.close();
  });
  const list = (query = "", init = {}) =>
    gateway.api(`/v1/instances?region=${REGION}${query}`, { token: "ops", ...init });

  test("identical requests in flight are merged, and a page is cached for a second", async () => {
    world.cloud.reply = () => undefined;
    const before = world.seen.length;
    const asked = Array.from({ length: 40 }, () => list("&q=same"));
    await until("the request", () => world.seen.length > before);
    world.cloud.reply = () => page([machine("ins-00000001")]);
    for (const { status, body } of await Promise.all(asked)) {
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.items.length, 1);
    }
    const count = world.seen.length - before;
    assert.ok(count <= 4, `${count} requests for forty equal lists`);
    const isCached = async () => {
      const sent = world.seen.length;
      await list("&q=same");
      return world.seen.length === sent;
    };
    await until("a list from the cache", isCached);
    await until("a list that is read again", async () => !(await isCached()));
  });

  test("500 clients that reset their connections, of identical and different lists: the next list is served", async () => {
    world.cloud.reply = () => undefined;
    for (let round = 0; round < 5; round++) {
      const leavers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          leave(
            gateway.url(),
            `/v1/instances?region=${REGION}&q=${index % 2 ? "alike" : `own-${round}-${index}`}`,
          ),
        ),
      );
      await delay(100);
      for (const reset of leavers) reset();
    }
    world.cloud.reply = ({ Filters }) =>
      Filters?.[0]?.Values[0]?.startsWith("own-") ? undefined : page([machine("ins-00000001")]);
    for (const query of ["&q=alike", "&q=another", ""]) {
      const { status, body } = await list(query);
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.items.length, 1);
    }
    const { body } = await gateway.api("/v1/jobs", { token: "ops" });
    assert.deepEqual(body.items, []);
    await until("nothing is asked for any more that nobody waits for", async () => {
      const { length } = world.seen;
      await delay(1_500);
      return world.seen.length === length;
    });
  });

  test("callers who wait while the cloud hangs are served once it answers others", async () => {
    let open = 0;
    world.cloud.reply = () => {
      open += 1;
      return undefined;
    };
    const waiting = list("&q=hanging");
    await until("the request that hangs", () => open > 0);
    await delay(1_000);
    world.cloud.reply = () => page([machine("ins-00000002")]);
    const { body } = await list("&q=hanging");
    assert.equal(body.items[0].InstanceId, "ins-00000002");
    assert.equal((await waiting).body.items[0].InstanceId, "ins-00000002");
  });

  test("a cloud that never answers leads to a 504 with advice", async () => {
    world.cloud.reply = () => undefined;
    const { status, body } = await list("&q=never");
    assert.equal(status, 504);
    assert.equal(body.code, "Gateway.Timeout");
    assert.match(body.detail, /list again/);
  });

  const BAD = [
    ["no InstanceSet", { Response: { TotalCount: 1, RequestId: "r" } }],
    ["an InstanceSet that is no list", { Response: { TotalCount: 1, InstanceSet: {}, RequestId: "r" } }],
    ["no TotalCount", { Response: { InstanceSet: [], RequestId: "r" } }],
    ["no JSON", "<html>"],
  ];
  for (const [name, reply] of BAD)
    test(`a reply with ${name} is a 502`, async () => {
      world.cloud.reply = () => reply;
      const { status, body } = await list(`&q=${encodeURIComponent(String(name))}`);
      assert.equal(status, 502, JSON.stringify(body));
    });

  test("an error of the cloud keeps its code", async () => {
    world.cloud.reply = () => ({
      Response: { Error: { Code: "UnauthorizedOperation", Message: "no" }, RequestId: "r-1" },
    });
    const { status, body } = await list("&q=refused");
    assert.equal(status, 502);
    assert.equal(body.code, "UnauthorizedOperation");
    assert.equal(body.requestId, "r-1");
  });

  test("the cloud is asked in the caller's language", async () => {
    world.cloud.reply = () => page([]);
    for (const [given, language] of [
      ["zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"],
      ["zh-TW", "zh-CN"],
      ["en;q=0.9,zh;q=0.1", "en-US"],
      ["fr", "en-US"],
    ]) {
      const headers = { "accept-language": String(given) };
      await list(`&q=${encodeURIComponent(String(given))}`, { headers });
      assert.equal(world.seen.at(-1)?.language, language, String(given));
    }
  });

  test("empty parameters count as absent", async () => {
    world.cloud.reply = () => page([machine("ins-00000001")]);
    assert.equal((await list("&cursor=&limit=&state=&q=")).status, 200);
    assert.equal((await gateway.api("/v1/jobs?cursor=", { token: "ops" })).status, 200);
  });
});
