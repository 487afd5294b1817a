import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { load } from "../www/load.mjs";
import { envOf, REGION, startGateway, until } from "./gateway.mjs";
import { machine, page, startCloud } from "./mock-cloud.mjs";

const { ListQueue } = await load("fleet/list-queue", "worker/src");

describe("lists of several callers", () => {
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
  /** @param {string} token @param {string} name */
  const list = (token, name) => gateway.api(`/v1/instances?region=${REGION}&q=${name}`, { token });
  /** What the cloud was asked for, by the names that the lists looked for. */
  const asked = () => world.seen.map(({ Filters }) => Filters?.[0]?.Values[0] ?? "");
  const names = Array.from({ length: 200 }, (_, index) => `many-${index}`);

  test("the attempts of a list are numbered in the log", async () => {
    let count = 0;
    world.cloud.reply = () => {
      count += 1;
      return count === 1
        ? { Response: { Error: { Code: "InternalError", Message: "no" }, RequestId: "first" } }
        : page([]);
    };
    assert.equal((await list("ops", "twice")).status, 200);
    const attempts = gateway
      .log()
      .split("\n")
      .filter((line) => line.includes('"cloud.request"'))
      .slice(-2)
      .map((line) => {
        const { code, attempt } = JSON.parse(line);
        return [code, attempt];
      });
    assert.deepEqual(attempts, [
      ["InternalError", 1],
      ["OK", 2],
    ]);
  });

  test("200 different lists of one token delay another's by a few requests, and all are answered", async () => {
    world.cloud.reply = () => page([machine("ins-00000001")]);
    const many = names.map((name) => list("ops", name));
    await until("a queue of them", () => world.seen.length >= 40);
    const before = world.seen.length;
    const { status } = await list("other", "single");
    assert.equal(status, 200);
    const others = asked().indexOf("single") - before;
    assert.ok(others <= 20, `${others} lists of the other token went first`);
    for (const { status } of await Promise.all(many)) assert.equal(status, 200);
  });

  test("while the cloud leaves one token's lists unanswered, another's are answered", async () => {
    world.cloud.reply = ({ Filters }) =>
      Filters?.[0]?.Values[0]?.startsWith("hang-") ? undefined : page([machine("ins-00000002")]);
    let ended = 0;
    const hanging = names.map((name) =>
      list("ops", `hang-${name}`).then(() => {
        ended += 1;
      }),
    );
    await until("what one token may have in flight", () => world.open() >= 18);
    for (const name of ["first", "second", "third"]) {
      const { status } = await list("other", name);
      assert.equal(status, 200);
      // The other's own answers may not be told as closed yet, nor those that were given up.
      assert.ok(world.open() <= 26, `${world.open()} requests are unanswered`);
    }
    assert.equal(ended, 0, "those that hang still wait");
    world.cloud.reply = () => page([]);
    await Promise.all(hanging);
  });
});

describe("the queue of lists", () => {
  /**
   * A queue whose limiter has as many slots as `world.free`, and what was served, in order. At the end of the test nobody waits any
   * more: a queue looks again and again while anybody does.
   * @param {import("node:test").TestContext} t
   */
  function setUp(t) {
    const world = { nowMs: 1_000, free: 0, isOver: false };
    t.after(() => {
      world.isOver = true;
    });
    const limiter = {
      isListWaiting: false,
      readyAt: () => (world.free > 0 ? world.nowMs : Number.POSITIVE_INFINITY),
      acquire: () => {
        world.free -= 1;
        return 0;
      },
      release: () => {},
    };
    /** @type {Array<{ name: string, release: () => void }>} */
    const served = [];
    const queue = new ListQueue(limiter, () => world.nowMs);
    /** @param {string[]} callers @param {string} name */
    const ask = async (callers, name) => {
      const slot = await queue.acquire({ callers: () => (world.isOver ? [] : callers) });
      if (slot) served.push({ name, release: slot.release });
    };
    /** @param {string} caller @param {number} count */
    const askFor = (caller, count) => {
      for (let index = 0; index < count; index++) void ask([caller], `${caller}${index}`);
    };
    /** @param {number} count */
    const serve = async (count) => {
      const before = served.length;
      world.free = count;
      await until("the slots to be given out", () => world.free === 0);
      return served.slice(before).map(({ name }) => name);
    };
    return { world, limiter, served, ask, askFor, serve };
  }

  test("callers take turns, and each caller's requests are served in their order", async (t) => {
    const { ask, askFor, serve } = setUp(t);
    askFor("a", 6);
    askFor("b", 2);
    askFor("c", 1);
    assert.deepEqual(await serve(6), ["a0", "b0", "c0", "a1", "b1", "a2"]);
    void ask(["d"], "d0");
    assert.deepEqual(await serve(2), ["d0", "a3"], "who comes new has the next turn");
    void ask(["a", "e"], "shared");
    assert.deepEqual(
      await serve(3),
      ["shared", "a4", "a5"],
      "a shared request is served with its first caller",
    );
  });

  test("one caller holds 18 slots, 12 of them from the last second; the last of 26 are for those who hold none", async (t) => {
    const { world, limiter, served, askFor, serve } = setUp(t);
    askFor("a", 40);
    assert.equal((await serve(12)).length, 12);
    world.free = 30;
    askFor("b", 1);
    await until("the other's", () => served.length === 13);
    assert.equal(limiter.isListWaiting, false, "jobs need not yield to what may not go");
    world.nowMs += 1_001;
    await until("six more", () => served.length === 19);
    askFor("c", 12);
    await until("as many as all may share", () => served.length === 26);
    askFor("d", 2);
    await until("the first of who holds none", () => served.length === 27);
    assert.equal(served.at(-1)?.name, "d0");
    served[0]?.release();
    served[1]?.release();
    await until("one in place of those", () => served.length === 28);
    assert.equal(limiter.isListWaiting, false);
    for (const { release } of served.slice(2, 20)) release();
    await until("what those slots are free for", () => served.length > 28);
  });

  test("what nobody waits for any more is not served", async (t) => {
    const { world, ask, served } = setUp(t);
    const callers = ["a"];
    const ended = ask(callers, "left");
    void ask(["b"], "stayed");
    callers.length = 0;
    await ended;
    world.free = 1;
    await until("the other's", () => served.length === 1);
    assert.equal(served[0]?.name, "stayed");
  });
});
