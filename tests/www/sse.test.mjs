import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { EventParser, follow } = await load("api/sse");

const STREAM =
  ': hello\nretry: 700\n\nevent: progress\nid: 1\ndata: {"a":\ndata: 1}\n\n' +
  "id: 2\r\nevent: note\r\ndata: two\r\n\r\nevent: gone\n\ndata:three\rid\r\revent: cut\ndata: never ends";

test("a stream is parsed the same wherever it is split", () => {
  const expected = [
    { event: "progress", id: "1", data: '{"a":\n1}' },
    { event: "note", id: "2", data: "two" },
    { event: "message", id: "", data: "three" },
  ];
  for (let size = 1; size <= STREAM.length; size += 1) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < STREAM.length; at += size) events.push(...parser.push(STREAM.slice(at, at + size)));
    assert.deepEqual(events, expected, `pieces of ${size}`);
    assert.equal(parser.retryMs, 700);
  }
});

/** @param {...string} parts */
const stream = (...parts) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

/**
 * Follows the streams of `opens` one after the other; `open` throws an Error among them.
 * @param {(ReadableStream | Error)[]} opens
 */
async function run(opens) {
  /** @type {string[]} */
  const asked = [];
  /** @type {number[]} */
  const waits = [];
  /** @type {string[]} */
  const seen = [];
  const stop = new AbortController();
  const ended = await follow({
    /** @param {string} id */
    async open(id) {
      asked.push(id);
      const next = opens.shift();
      if (next instanceof Error) throw next;
      return next;
    },
    /** @param {{event: string, data: string}} event */
    onEvent: ({ event, data }) => {
      seen.push(data);
      return event === "done";
    },
    isFinal: (/** @type {Error} */ error) => error.message === "final",
    wait: async (/** @type {number} */ ms) => {
      waits.push(ms);
    },
    signal: stop.signal,
  }).then(
    () => "done",
    (/** @type {Error} */ error) => error.message,
  );
  return { asked, waits, seen, ended };
}

test("a broken stream is reopened after the last event, with growing waits", async () => {
  const result = await run([
    stream("id: 7\ndata: a\n\n"),
    new Error("refused"),
    new Error("refused"),
    stream("id: 8\ndata: b\n\n", "event: done\nid: 9\ndata: c\n\n"),
  ]);
  assert.deepEqual(result, {
    asked: ["", "7", "7", "7"],
    waits: [500, 1000, 2000],
    seen: ["a", "b", "c"],
    ended: "done",
  });
});

test("waits have an upper limit, and an event resets them", async () => {
  const refusals = Array.from({ length: 7 }, () => new Error("refused"));
  const { waits } = await run([...refusals, stream("data: a\n\n"), new Error("refused"), new Error("final")]);
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 500, 1000]);
});

test("a final error ends the following", async () => {
  assert.deepEqual(await run([new Error("final")]), { asked: [""], waits: [], seen: [], ended: "final" });
});
