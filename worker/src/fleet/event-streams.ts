import type { Limits } from "../config/limits";
import { errorMessage, log } from "../log";
import type { StreamOwner } from "./event-channel";
import type { EventHub } from "./events";
import { limitReached } from "./quotas";

/* How often the tokens of open streams are checked: a revocation of which this object was not told ends them then. */
const CHECK_MS = 30_000;

interface StreamRequest {
  readonly jobId: string;
  readonly owner: StreamOwner;
  readonly lastEventId: number | undefined;
}

/** What a caller asks an object for, as a request: an object can return a stream from fetch only. */
export function streamRequest(jobId: string, owner: StreamOwner, lastEventId: string | null): Request {
  const { principal, tokenId, expiresAt } = owner;
  const query = new URLSearchParams({ job: jobId, for: principal });
  if (tokenId !== undefined) query.set("token", tokenId);
  if (expiresAt !== undefined) query.set("expires", String(expiresAt));
  return new Request(`http://fleet/events?${query}`, {
    headers: lastEventId ? { "last-event-id": lastEventId } : {},
  });
}

function readStreamRequest({ url, headers }: Request): StreamRequest {
  const { searchParams } = new URL(url);
  const tokenId = searchParams.get("token");
  const expiresAt = searchParams.get("expires");
  const last = Number(headers.get("last-event-id") || Number.NaN);
  return {
    jobId: searchParams.get("job") ?? "",
    owner: {
      principal: searchParams.get("for") ?? "",
      ...(tokenId !== null && { tokenId }),
      ...(expiresAt !== null && { expiresAt: Number(expiresAt) }),
    },
    lastEventId: Number.isSafeInteger(last) ? last : undefined,
  };
}

/** Opens event streams, none of which outlives the token that it was opened with. */
export class EventStreams {
  readonly #hub: EventHub;
  readonly #limits: Limits;
  readonly #activeTokens: (ids: readonly string[]) => Promise<string[]>;
  #check: number | null = null;

  /** @param activeTokens which of the ids are those of issued tokens that are neither revoked nor expired */
  constructor(hub: EventHub, limits: Limits, activeTokens: (ids: readonly string[]) => Promise<string[]>) {
    this.#hub = hub;
    this.#limits = limits;
    this.#activeTokens = activeTokens;
  }

  /**
   * Answers a `streamRequest`: 200 with the stream, 401 if the token is no longer valid, 503 if nobody can tell, 429 with
   * LimitReached.
   */
  async open(request: Request): Promise<Response> {
    const { jobId, owner, lastEventId } = readStreamRequest(request);
    const { eventStreams, eventStreamsPerToken } = this.#limits;
    const reached = limitReached(this.#hub.count(owner.principal), eventStreamsPerToken, eventStreams);
    if (reached) return Response.json(reached, { status: 429 });
    /* Registered before the token is checked: a revocation is either seen by the check or finds the stream here. */
    const stream = this.#hub.open(jobId, owner, lastEventId);
    const status = await this.#statusOf(owner);
    if (status !== 200) {
      await stream.cancel();
      return new Response(null, { status });
    }
    if (owner.tokenId !== undefined) this.#check ??= setInterval(() => void this.#checkTokens(), CHECK_MS);
    return new Response(stream, {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
    });
  }

  async #statusOf({ tokenId }: StreamOwner): Promise<200 | 401 | 503> {
    if (tokenId === undefined) return 200;
    try {
      return (await this.#activeTokens([tokenId])).includes(tokenId) ? 200 : 401;
    } catch (cause) {
      log("registry.failed", { message: errorMessage(cause) });
      return 503;
    }
  }

  async #checkTokens(): Promise<void> {
    const ids = this.#hub.tokenIds();
    if (ids.length === 0) {
      clearInterval(this.#check);
      this.#check = null;
      return;
    }
    try {
      const active = new Set(await this.#activeTokens(ids));
      const ended = new Set(ids.filter((id) => !active.has(id)));
      this.#hub.close(({ owner: { tokenId } }) => tokenId !== undefined && ended.has(tokenId));
    } catch (cause) {
      log("registry.failed", { message: errorMessage(cause) });
    }
  }
}
