import type { JobSummary } from "../jobs/types";

const MIN_GAP_MS = 100;
const HEARTBEAT_MS = 15_000;
/* A listener that reads nothing is dropped at this many waiting chunks; it reconnects and gets the newest state. */
const MAX_WAITING = 64;

type Listener = ReadableStreamDefaultController<Uint8Array>;

interface Channel {
  readonly listeners: Set<Listener>;
  lastId: number;
  lastText: string;
  lastAtMs: number;
  timer: number | null;
}

/** Server-sent events of the jobs of one object. */
export interface EventHub {
  /** A stream that begins with the job's present state, unless `lastEventId` says the listener has it already. */
  open(jobId: string, lastEventId: number | undefined): ReadableStream<Uint8Array>;
  /** The job may have changed: at most ten events a second come of it. */
  changed(jobId: string): void;
  /** The job has ended: one last event, then the streams close. */
  finished(jobId: string): void;
}

const encoder = new TextEncoder();
const frame = (event: string, id: number, text: string) =>
  encoder.encode(`event: ${event}\nid: ${id}\ndata: ${text}\n\n`);

/**
 * Event ids are moments in Unix milliseconds, each greater than the last: they grow across restarts of the object
 * without being stored. Every event carries the whole state, so that none is ever needed to understand the next.
 */
export function createEventHub(
  read: (jobId: string) => JobSummary | undefined,
  nowMs: () => number,
): EventHub {
  const channels = new Map<string, Channel>();
  let heartbeat: number | null = null;

  function drop(channel: Channel, listener: Listener): void {
    channel.listeners.delete(listener);
    if ([...channels.values()].some(({ listeners }) => listeners.size > 0)) return;
    clearInterval(heartbeat);
    heartbeat = null;
  }

  function send(channel: Channel, bytes: Uint8Array): void {
    for (const listener of channel.listeners) {
      try {
        if ((listener.desiredSize ?? 0) < -MAX_WAITING) throw new Error("listener does not read");
        listener.enqueue(bytes);
      } catch (cause) {
        drop(channel, listener);
        listener.error(cause);
      }
    }
  }

  function beat(): void {
    for (const channel of channels.values()) send(channel, encoder.encode(": still here\n\n"));
  }

  const channelOf = (jobId: string) => {
    const known = channels.get(jobId);
    if (known) return known;
    const fresh: Channel = { listeners: new Set(), lastId: 0, lastText: "", lastAtMs: 0, timer: null };
    channels.set(jobId, fresh);
    return fresh;
  };

  /** Gives the present state an id, or undefined when it is what was sent last. */
  function next(channel: Channel, summary: JobSummary): Uint8Array | undefined {
    const text = JSON.stringify(summary);
    if (text === channel.lastText) return undefined;
    channel.lastId = Math.max(channel.lastId + 1, nowMs());
    channel.lastText = text;
    channel.lastAtMs = nowMs();
    return frame("progress", channel.lastId, text);
  }

  function emit(jobId: string, channel: Channel): void {
    clearTimeout(channel.timer);
    channel.timer = null;
    const summary = read(jobId);
    const bytes = summary?.state === "running" ? next(channel, summary) : undefined;
    if (bytes) send(channel, bytes);
  }

  return {
    open(jobId, lastEventId) {
      let listener: Listener | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            controller.enqueue(encoder.encode("retry: 1000\n\n"));
            const summary = read(jobId);
            if (summary?.state !== "running") {
              const id = Math.max((lastEventId ?? 0) + 1, summary?.finishedAt ?? 0);
              if (summary) controller.enqueue(frame("done", id, JSON.stringify(summary)));
              controller.close();
              return;
            }
            const channel = channelOf(jobId);
            const bytes = next(channel, summary);
            if (bytes) send(channel, bytes);
            if (channel.lastId !== lastEventId)
              controller.enqueue(frame("progress", channel.lastId, channel.lastText));
            listener = controller;
            channel.listeners.add(controller);
            heartbeat ??= setInterval(beat, HEARTBEAT_MS);
          },
          cancel() {
            const channel = channels.get(jobId);
            if (channel && listener) drop(channel, listener);
          },
        },
        { highWaterMark: 1 },
      );
    },

    changed(jobId) {
      const channel = channels.get(jobId);
      if (!channel || channel.timer !== null || channel.listeners.size === 0) return;
      const gapMs = channel.lastAtMs + MIN_GAP_MS - nowMs();
      if (gapMs <= 0) emit(jobId, channel);
      else channel.timer = setTimeout(() => emit(jobId, channel), gapMs);
    },

    finished(jobId) {
      const channel = channels.get(jobId);
      if (!channel) return;
      clearTimeout(channel.timer);
      const summary = read(jobId);
      if (summary)
        send(channel, frame("done", Math.max(channel.lastId + 1, nowMs()), JSON.stringify(summary)));
      for (const listener of channel.listeners) {
        drop(channel, listener);
        listener.close();
      }
      channels.delete(jobId);
    },
  };
}
