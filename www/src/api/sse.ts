/** Server-sent events over fetch: EventSource cannot send an Authorization header. */

export interface ServerEvent {
  event: string;
  data: string;
  /** The last id seen on the stream, this event's included. */
  id: string;
}

export interface EventParser {
  /** Takes the next piece of the stream, cut anywhere, and gives the events it completes. */
  push(text: string): ServerEvent[];
  /** The reconnection delay the server asked for, in milliseconds. */
  retryMs(): number | undefined;
}

/** The parsing rules of the HTML standard: LF, CR or CRLF; comments; an unfinished last event is dropped. */
export function createParser(): EventParser {
  let rest = "";
  let id = "";
  let event = "";
  let data: string[] = [];
  let retry: number | undefined;

  function line(text: string): ServerEvent | undefined {
    if (text === "") {
      const complete = data.length > 0 ? { event: event || "message", data: data.join("\n"), id } : undefined;
      event = "";
      data = [];
      return complete;
    }
    const colon = text.indexOf(":");
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && /^\d+$/.test(value)) retry = Number(value);
    return undefined;
  }

  return {
    push(text) {
      const whole = rest + text;
      // A CR at the very end may be half of a CRLF: it waits for the next piece.
      const usable = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
      const lines = usable.split(/\r\n|\r|\n/);
      rest = (lines.pop() ?? "") + whole.slice(usable.length);
      return lines.map(line).filter((found) => found !== undefined);
    },
    retryMs: () => retry,
  };
}

export interface FollowOptions {
  /** Opens the stream after the event with this id ("" from the beginning). */
  open(lastEventId: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Called for each event; true ends the following. */
  onEvent(event: ServerEvent): boolean;
  /** An error of `open` for which it is no use to try again. */
  isFinal(error: unknown): boolean;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Reads events until `onEvent` says it was the last, connecting again whenever the stream breaks. Rejects with an
 *  error that `isFinal`, or when `signal` aborts. */
export async function follow({ open, onEvent, isFinal, wait, signal }: FollowOptions): Promise<void> {
  let lastEventId = "";
  let failures = 0;
  for (;;) {
    const parser = createParser();
    try {
      const stream = await open(lastEventId, signal);
      for await (const text of stream.pipeThrough(new TextDecoderStream(), { signal })) {
        for (const event of parser.push(text)) {
          failures = 0;
          if (event.id) lastEventId = event.id;
          if (onEvent(event)) return;
        }
      }
    } catch (error) {
      if (signal.aborted || isFinal(error)) throw error;
    }
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    failures += 1;
    await wait(Math.max(parser.retryMs() ?? 0, backoff), signal);
  }
}
