import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { after, describe, test } from "node:test";
import { call } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { rejection } from "./support.mjs";

/** How often each path was asked for, and the connections that were closed by the caller. */
const seen = { requests: 0, closed: 0 };

/** @type {Record<string, (reply: import("node:http").ServerResponse) => void>} */
const ACTIONS = {
  ChatCompletions(reply) {
    begin(reply);
    reply.write(': a comment\nid: 1\nevent: delta\r\ndata: {"Delta":');
    setTimeout(
      () => reply.end('"你"}\r\rdata: a\ndata: b\n\nretry: 250\ndata\n\ndata: [DONE]\n\ndata: cut off'),
      20,
    );
  },
  Refuses: (reply) =>
    json(reply, { Error: { Code: "LimitExceeded", Message: "too many" }, RequestId: "r-2" }),
  RunsWithoutStream: (reply) => json(reply, { RequestId: "r-3" }),
  BreaksOff(reply) {
    begin(reply);
    reply.write("data: 1\n\n");
    setTimeout(() => reply.destroy(), 20);
  },
  NeverEnds(reply) {
    begin(reply);
    reply.write("data: 1\n\n");
    reply.on("close", () => {
      seen.closed += 1;
    });
  },
};

/** @param {import("node:http").ServerResponse} reply */
const begin = (reply) => reply.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });

/** @param {import("node:http").ServerResponse} reply @param {object} Response */
const json = (reply, Response) =>
  reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ Response }));

const server = createServer((request, reply) => {
  seen.requests += 1;
  request.resume();
  request.on("end", () => ACTIONS[String(request.headers["x-tc-action"])]?.(reply));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
after(() => server.closeAllConnections());
after(() => server.close());
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const options = { credentials: demoCredentials, endpoint: `http://127.0.0.1:${port}` };
const request = (/** @type {string} */ action) => ({ service: "hunyuan", version: "2023-09-01", action });
/** @param {string} action @param {object} [more] */
const stream = (action, more) => call({ ...request(action), stream: true }, { ...options, ...more });

/** @param {AsyncIterable<import("tencentcloud-edge").ServerSentEvent>} events */
async function all(events) {
  const found = [];
  for await (const event of events) found.push(event);
  return found;
}

/** Waits until something holds. @param {() => boolean} holds */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("call with stream: true", () => {
  const EVENTS = [
    { id: "1", event: "delta", data: '{"Delta":"你"}' },
    { data: "a\nb" },
    { retry: 250, data: "" },
    { data: "[DONE]" },
  ];

  test("gives the events, iterated over at once or awaited first; one that is cut off is none", async () => {
    assert.deepEqual(await all(stream("ChatCompletions")), EVENTS);
    assert.deepEqual(await all(await stream("ChatCompletions")), EVENTS);
  });

  test("rejects with the service's refusal, before the first event", async () => {
    for (const given of [rejection(stream("Refuses")), rejection(all(stream("Refuses")))]) {
      const { code, requestId } = await given;
      assert.deepEqual([code, requestId], ["LimitExceeded", "r-2"]);
    }
  });

  test("says that an action replied without a stream, and was executed", async () => {
    const error = await rejection(stream("RunsWithoutStream"));
    assert.equal(error.code, "Client.UnexpectedReply");
    assert.deepEqual([error.requestId, error.advice, error.retryable], ["r-3", "fix-request", false]);
    assert.match(error.message, /was executed/);
  });

  test("a stream that breaks off ends with Client.ReplyLost, after what had come", async () => {
    /** @type {string[]} */
    const data = [];
    const error = await rejection(
      (async () => {
        for await (const event of stream("BreaksOff")) data.push(event.data);
      })(),
    );
    assert.deepEqual(data, ["1"]);
    assert.deepEqual([error.code, error.action, error.advice], ["Client.ReplyLost", "BreaksOff", "wait"]);
    assert.ok(error.cause);
  });

  test("a silence of timeoutMs, an abort and leaving the loop end the reply", async () => {
    const closed = seen.closed;
    const silent = await rejection(all(stream("NeverEnds", { timeoutMs: 300 })));
    assert.match(silent.message, /silent for 300 ms/);
    await until(() => seen.closed === closed + 1);

    const controller = new AbortController();
    const aborted = rejection(
      (async () => {
        for await (const _ of stream("NeverEnds", { signal: controller.signal })) controller.abort();
      })(),
    );
    assert.equal((await aborted).code, "Client.Aborted");
    await until(() => seen.closed === closed + 2);

    for await (const _ of stream("NeverEnds")) break;
    await until(() => seen.closed === closed + 3);
  });

  test("is read from what a fetch of another library gives: texts, or no stream at all", async () => {
    const headers = new Map([["content-type", "text/event-stream"]]);
    const text = async () => "data: 1\n\ndata: 2\n\n";
    for (const body of [null, Readable.from(["data: 1\n", "\ndata: 2\n\n"])]) {
      const fetch = async () => ({ status: 200, headers, body, text });
      const events = await all(call({ ...request("ChatCompletions"), stream: true }, { ...options, fetch }));
      assert.deepEqual(events, [{ data: "1" }, { data: "2" }]);
    }
  });

  test("is true or false, and nothing of a signature", async () => {
    const error = await rejection(call(/** @type {never} */ ({ ...request("Refuses"), stream: 1 }), options));
    assert.match(error.message, /`stream` must be true or false/);
  });
});

test("without it, a stream is refused, not retried, and its connection closed", async () => {
  const { requests, closed } = seen;
  const error = await rejection(call(request("NeverEnds"), options));
  assert.equal(error.code, "Client.UnexpectedReply");
  assert.match(error.message, /`stream: true`.*may have been executed/);
  assert.deepEqual([error.advice, error.retryable, error.attempts], ["fix-request", false, 1]);
  assert.equal(seen.requests, requests + 1);
  await until(() => seen.closed === closed + 1);
});

test("a describe that replies with a stream is not asked again", async () => {
  const { requests } = seen;
  ACTIONS.DescribeLogs = ACTIONS.ChatCompletions ?? (() => {});
  const error = await rejection(call(request("DescribeLogs"), options));
  assert.equal(error.code, "Client.UnexpectedReply");
  assert.equal(seen.requests, requests + 1);
});
