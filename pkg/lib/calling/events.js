import { isTencentCloudError, TencentCloudError } from "../core/errors.js";
import { createRace } from "../core/race.js";
import { chunkReader, createDecoder } from "./exchange.js";

/** @typedef {import("../../index.js").ServerSentEvent} ServerSentEvent */

/** An event is no longer than a reply may be, in characters. */
const MAX_EVENT_LENGTH = 8 * 1024 * 1024;
/** The end of a line. A carriage return at the end of what has come may be half of one. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/**
 * The events of a reply, as they come. Leaving the loop ends the reply.
 * @param {import("./exchange.js").HttpReply} reply
 * @param {{action: string, timeoutMs: number, signal: AbortSignal | undefined}} how `timeoutMs`: the longest silence
 * @returns {AsyncGenerator<ServerSentEvent, void, undefined>}
 */
export async function* eventsOf({ response }, { action, timeoutMs, signal }) {
  const chunks = chunkReader(response);
  const race = createRace(signal, "the call was aborted");
  const silent = () =>
    new TencentCloudError("Client.ReplyLost", `the stream of events was silent for ${timeoutMs} ms`, {
      advice: "wait",
    });
  const decoder = createDecoder();
  const parser = createParser();
  try {
    for (;;) {
      const { done, value } = await race.run(chunks.next(), timeoutMs, silent);
      if (done) return;
      yield* parser.parse(decoder.decode(value));
    }
  } catch (thrown) {
    throw brokenOff(action, thrown);
  } finally {
    race.end();
    chunks.cancel();
  }
}

/** @param {string} action @param {unknown} thrown */
function brokenOff(action, thrown) {
  if (isTencentCloudError(thrown)) {
    return Object.assign(thrown, { action });
  }
  return new TencentCloudError("Client.ReplyLost", "the stream of events broke off; see the error's cause", {
    advice: "wait",
    action,
    cause: thrown,
  });
}

/** Reads server-sent events (WHATWG HTML, "Interpreting an event stream"). An event cut off at the end is none. */
export function createParser() {
  let [rest, length] = ["", 0];
  /** @type {{event?: string, id?: string, retry?: number, data: string[]}} */
  let open = { data: [] };

  /** @param {string} line */
  function readField(line) {
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") open.data.push(value);
    if (name === "event") open.event = value;
    if (name === "id" && !value.includes("\0")) open.id = value;
    if (name === "retry" && /^\d+$/.test(value)) open.retry = Number(value);
  }

  return {
    /** @param {string} text @returns {Generator<ServerSentEvent, void, undefined>} */
    *parse(text) {
      rest += text;
      length += text.length;
      if (length > MAX_EVENT_LENGTH) {
        throw new TencentCloudError("Client.TooLarge", "an event of the stream is over 8 MiB", {
          advice: "fix-request",
        });
      }
      for (let end = LINE_END.exec(rest); end !== null; end = LINE_END.exec(rest)) {
        const line = rest.slice(0, end.index);
        rest = rest.slice(end.index + end[0].length);
        if (line !== "") {
          readField(line);
          continue;
        }
        const { data, ...fields } = open;
        open = { data: [] };
        length = rest.length;
        if (data.length > 0) yield { ...fields, data: data.join("\n") };
      }
    },
  };
}
