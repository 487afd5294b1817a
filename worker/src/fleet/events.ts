import type { JobSummary } from "../jobs/types";
import { EventChannel, eventFrame, HEARTBEAT, type Listener, RETRY, type StreamOwner } from "./event-channel";

const MIN_GAP_MS = 100;
/* A client that closed its connection without a reset is noticed when a heartbeat cannot be delivered. */
const HEARTBEAT_MS = 5_000;
/* A longer delay would overflow the timer, which then fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Server-sent events of the jobs of one object. Every event carries the whole state, and the job's version is its id: it
 * grows across restarts, and nothing has to be stored for it.
 */
export class EventHub {
  readonly #read: (jobId: string) => JobSummary | undefined;
  readonly #nowMs: () => number;
  readonly #channels = new Map<string, EventChannel>();
  #heartbeat: number | null = null;

  constructor(read: (jobId: string) => JobSummary | undefined, nowMs: () => number) {
    this.#read = read;
    this.#nowMs = nowMs;
  }

  /** How many streams are open: in all, and of one caller. */
  count(principal: string): { all: number; own: number } {
    const all = [...this.#channels.values()].flatMap(({ listeners }) => [...listeners]);
    return { all: all.length, own: all.filter(({ owner }) => owner.principal === principal).length };
  }

  /** The ids of the issued tokens that have a stream open. */
  tokenIds(): string[] {
    const ids = [...this.#channels.values()].flatMap(({ listeners }) =>
      [...listeners].flatMap(({ owner: { tokenId } }) => tokenId ?? []),
    );
    return [...new Set(ids)];
  }

  /** A stream that begins with the job's present state, unless the listener has it already by its `lastEventId`. */
  open(jobId: string, owner: StreamOwner, lastEventId: number | undefined): ReadableStream<Uint8Array> {
    let listener: Listener | undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          listener = this.#begin(jobId, { controller, owner, expiry: null }, lastEventId);
        },
        cancel: () => {
          if (listener) this.#remove(jobId, listener);
        },
      },
      { highWaterMark: 1 },
    );
  }

  #begin(jobId: string, listener: Listener, lastEventId: number | undefined): Listener | undefined {
    const { controller } = listener;
    controller.enqueue(RETRY);
    const summary = this.#read(jobId);
    if (summary?.finishedAt !== undefined || !summary) {
      if (summary)
        controller.enqueue(eventFrame("done", this.#lastId(summary, lastEventId), JSON.stringify(summary)));
      controller.close();
      return undefined;
    }
    const channel = this.#channels.get(jobId) ?? new EventChannel();
    this.#channels.set(jobId, channel);
    this.#send(channel, summary);
    if (summary.version !== lastEventId)
      controller.enqueue(eventFrame("progress", summary.version, JSON.stringify(summary)));
    channel.listeners.add(listener);
    this.#armExpiry(listener);
    this.#heartbeat ??= setInterval(() => this.#sendHeartbeat(), HEARTBEAT_MS);
    return listener;
  }

  /** By the wall clock, as everywhere a token's expiry is checked. */
  #armExpiry(listener: Listener): void {
    const { expiresAt } = listener.owner;
    if (expiresAt === undefined) return;
    const leftMs = expiresAt - Date.now();
    listener.expiry = setTimeout(
      () => (leftMs > MAX_DELAY_MS ? this.#armExpiry(listener) : this.close((other) => other === listener)),
      Math.min(Math.max(0, leftMs), MAX_DELAY_MS),
    );
  }

  /* A listener that has seen the end already gets it again under a greater id: ids must grow. */
  #lastId({ version }: JobSummary, lastEventId: number | undefined): number {
    return lastEventId !== undefined && lastEventId >= version ? lastEventId + 1 : version;
  }

  #remove(jobId: string, listener: Listener): void {
    const channel = this.#channels.get(jobId);
    channel?.remove(listener);
    if (channel?.listeners.size === 0) this.#delete(jobId, channel);
  }

  #delete(jobId: string, channel: EventChannel): void {
    clearTimeout(channel.timer);
    this.#channels.delete(jobId);
    if (this.#channels.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }

  #sendHeartbeat(): void {
    for (const [jobId, channel] of this.#channels) {
      channel.send(HEARTBEAT);
      if (channel.listeners.size === 0) this.#delete(jobId, channel);
    }
  }

  /** The job may have changed: its listeners get an event, at most ten a second. */
  changed(jobId: string): void {
    const channel = this.#channels.get(jobId);
    if (!channel || channel.timer !== null) return;
    const gapMs = Math.max(0, channel.lastAtMs + MIN_GAP_MS - this.#nowMs());
    channel.timer = setTimeout(() => this.#emit(jobId, channel), gapMs);
  }

  #emit(jobId: string, channel: EventChannel): void {
    channel.timer = null;
    const summary = this.#read(jobId);
    if (summary && summary.finishedAt === undefined) this.#send(channel, summary);
  }

  #send(channel: EventChannel, summary: JobSummary): void {
    if (summary.version <= channel.lastVersion) return;
    channel.lastAtMs = this.#nowMs();
    channel.lastVersion = summary.version;
    channel.send(eventFrame("progress", summary.version, JSON.stringify(summary)));
  }

  /** The job has ended: one last event, then the streams close. */
  finished(jobId: string): void {
    const channel = this.#channels.get(jobId);
    if (!channel) return;
    const summary = this.#read(jobId);
    if (summary) channel.send(eventFrame("done", summary.version, JSON.stringify(summary)));
    channel.close(() => true);
    this.#delete(jobId, channel);
  }

  /** Closes the streams of the listeners that `isMeant` selects; they must authenticate again to reconnect. */
  close(isMeant: (listener: Listener) => boolean): void {
    for (const [jobId, channel] of [...this.#channels]) {
      channel.close(isMeant);
      if (channel.listeners.size === 0) this.#delete(jobId, channel);
    }
  }
}
