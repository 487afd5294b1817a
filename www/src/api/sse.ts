/** Server-sent events over fetch: EventSource cannot send an Authorization header. */

export interface ServerEvent {
  event: string;
  data: string;
  /** The last id of the stream, up to and including this event's. */
  id: string;
}

/** The parsing rules of the HTML standard: LF, CR or CRLF; comments; an incomplete last event is dropped. */
export class EventParser {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];
  /** The reconnection delay that the server asked for, in milliseconds. */
  retryMs: number | undefined;

  /** Takes the next piece of the stream, split anywhere, and returns the events that it completes. */
  push(text: string): ServerEvent[] {
    const whole = this.#rest + text;
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    const usable = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    const lines = usable.split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + whole.slice(usable.length);
    return lines.map((line) => this.#line(line)).filter((event) => event !== undefined);
  }

  #line(text: string): ServerEvent | undefined {
    if (text === "") return this.#complete();
    const colon = text.indexOf(":");
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #complete(): ServerEvent | undefined {
    const event = this.#event || "message";
    const complete = this.#data.length > 0 ? { event, data: this.#data.join("\n"), id: this.#id } : undefined;
    this.#event = "";
    this.#data = [];
    return complete;
  }
}

export interface FollowOptions {
  /** Opens the stream after the event with this id ("": from the beginning). */
  open(lastEventId: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Called for each event; returns true for the last one. */
  onEvent(event: ServerEvent): boolean;
  /** Whether it is useless to try again after this error of `open`. */
  isFinal(error: unknown): boolean;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;

/**
 * Reads events until `onEvent` returns true, reconnecting whenever the stream breaks.
 * @throws an error for which `isFinal` is true, or the reason of `signal`
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { open, onEvent, isFinal, wait, signal } = options;
  let lastEventId = "";
  let failures = 0;
  for (;;) {
    const parser = new EventParser();
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
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** failures, MAX_WAIT_MS);
    failures += 1;
    await wait(Math.max(parser.retryMs ?? 0, backoff), signal);
  }
}
