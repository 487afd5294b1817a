/* A listener with this many unread chunks is disconnected; it reconnects and gets the newest state. */
const MAX_UNREAD = 64;

const encoder = new TextEncoder();

export const RETRY = encoder.encode("retry: 1000\n\n");
export const HEARTBEAT = encoder.encode(": still here\n\n");

export const eventFrame = (event: "progress" | "done", id: number, text: string) =>
  encoder.encode(`event: ${event}\nid: ${id}\ndata: ${text}\n\n`);

/** Whose stream it is. */
export interface StreamOwner {
  /** The token's name. */
  readonly principal: string;
  /** The id of an issued token; undefined for one of GATEWAY_TOKENS. */
  readonly tokenId?: string;
  /** When the token expires, Unix milliseconds. */
  readonly expiresAt?: number;
}

export interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly owner: StreamOwner;
  /** Closes the stream when the token expires. */
  expiry: number | null;
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
        this.remove(listener);
        controller.error(cause);
      }
    }
  }

  remove(listener: Listener): void {
    clearTimeout(listener.expiry);
    this.listeners.delete(listener);
  }

  /** Closes the streams of the listeners that `isMeant` selects. */
  close(isMeant: (listener: Listener) => boolean): void {
    for (const listener of [...this.listeners].filter(isMeant)) {
      this.remove(listener);
      try {
        listener.controller.close();
      } catch {
        // The client has closed it already.
      }
    }
  }
}
