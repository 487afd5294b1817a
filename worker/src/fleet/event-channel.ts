/* A listener with this many unread chunks is disconnected; it reconnects and gets the newest state. */
const MAX_UNREAD = 64;

const encoder = new TextEncoder();

export const RETRY = encoder.encode("retry: 1000\n\n");
export const HEARTBEAT = encoder.encode(": still here\n\n");

export const eventFrame = (event: "progress" | "done", id: number, text: string) =>
  encoder.encode(`event: ${event}\nid: ${id}\ndata: ${text}\n\n`);

export interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly principal: string;
}

/** The listeners of one job. */
export class EventChannel {
  readonly listeners = new Set<Listener>();
  /** When the last event was sent. */
  lastAtMs = 0;
  /** The version of the job in the last event. */
  lastVersion = 0;
  timer: number | null = null;

  send(bytes: Uint8Array): void {
    for (const listener of this.listeners) {
      const { controller } = listener;
      try {
        if ((controller.desiredSize ?? 0) < -MAX_UNREAD) throw new Error("the listener does not read");
        controller.enqueue(bytes);
      } catch (cause) {
        this.listeners.delete(listener);
        controller.error(cause);
      }
    }
  }

  /** Closes all streams, or those of one caller. */
  close(principal?: string): void {
    if (principal === undefined) clearTimeout(this.timer);
    for (const listener of this.listeners) {
      if (principal !== undefined && listener.principal !== principal) continue;
      this.listeners.delete(listener);
      try {
        listener.controller.close();
      } catch {
        // The client has closed it already.
      }
    }
  }
}
