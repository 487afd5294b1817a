/* A listener that reads nothing is dropped at this many waiting chunks; it reconnects and gets the newest state. */
const MOST_WAITING = 64;

const encoder = new TextEncoder();

export const RETRY = encoder.encode("retry: 1000\n\n");
export const HEARTBEAT = encoder.encode(": still here\n\n");

export const eventFrame = (event: "progress" | "done", id: number, text: string) =>
  encoder.encode(`event: ${event}\nid: ${id}\ndata: ${text}\n\n`);

export interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly principal: string;
}

/** Those who listen to one job. */
export class EventChannel {
  readonly listeners = new Set<Listener>();
  /** When an event was sent last. */
  lastAtMs = 0;
  /** The version of the job that was sent last. */
  lastVersion = 0;
  timer: number | null = null;

  send(bytes: Uint8Array): void {
    for (const listener of this.listeners) {
      const { controller } = listener;
      try {
        if ((controller.desiredSize ?? 0) < -MOST_WAITING) throw new Error("the listener does not read");
        controller.enqueue(bytes);
      } catch (cause) {
        this.listeners.delete(listener);
        controller.error(cause);
      }
    }
  }

  /** Closes the streams of all, or of one caller. */
  close(principal?: string): void {
    if (principal === undefined) clearTimeout(this.timer);
    for (const listener of this.listeners) {
      if (principal !== undefined && listener.principal !== principal) continue;
      this.listeners.delete(listener);
      try {
        listener.controller.close();
      } catch {
        // Whoever left has closed it already.
      }
    }
  }
}
