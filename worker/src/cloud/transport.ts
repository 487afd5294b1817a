import { connect } from "cloudflare:sockets";
import type { SignedRequest } from "tencentcloud-edge";
import { readText } from "../http/body";
import { errorMessage } from "../log";
import type { Reply } from "./exchange";

const MAX_REPLY_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 3_000;
/* How long requests are sent on the strength of a connection that was tried. */
const TRUSTED_MS = 1_000;

async function fetchReply(
  { url, method, headers, body }: SignedRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: "manual",
    signal,
  });
  const text = await readText(response, MAX_REPLY_BYTES);
  if (text === undefined) throw new Error(`the reply is larger than ${MAX_REPLY_BYTES} bytes`);
  const retryAfter = response.headers.get("retry-after");
  const date = response.headers.get("date");
  return {
    status: response.status,
    body: text,
    ...(retryAfter !== null && { retryAfter }),
    ...(date !== null && { date }),
  };
}

async function withTimeout<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`no reply within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Why no connection to the address can be made; undefined if one can. */
async function connectionRefusal(address: string, timeoutMs: number): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(address);
  const socket = connect({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || (protocol === "https:" ? 443 : 80)),
  });
  const ignore = () => {};
  socket.closed.catch(ignore);
  let timer: number | null = null;
  const timeout = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, timeoutMs, "late");
  });
  try {
    const isLate = (await Promise.race([socket.opened, timeout])) === "late";
    return isLate ? `${hostname} takes no connection within ${timeoutMs} ms` : undefined;
  } catch {
    return `${hostname} takes no connection`;
  } finally {
    clearTimeout(timer);
    void socket.close().catch(ignore);
  }
}

export interface SendOptions {
  /** Covers the connection, headers and body. */
  readonly timeoutMs: number;
  /** Executed unseen it does no harm: where it is lost and no connection can be made either, it counts as not sent. */
  readonly isHarmless: boolean;
}

/**
 * Sends signed requests.
 *
 * workerd reports a refused connection and one that broke after the request was executed by the same message. So that a
 * request to a host that is down is known not to have left, a connection is tried before the first request to a host, and
 * after each lost one until the next reply.
 */
export class Transport {
  /** Connections tried so far. */
  connects = 0;
  /** Until when a host is taken to accept connections, Unix milliseconds. */
  readonly #trustedUntilMs = new Map<string, number>();
  readonly #connecting = new Map<string, Promise<string | undefined>>();

  /** Whether requests to this address may be sent without trying a connection first. */
  isReady(url: string): boolean {
    return Date.now() < (this.#trustedUntilMs.get(new URL(url).host) ?? 0);
  }

  /** Tries a connection. Never rejects. @returns why none can be made; undefined: the address is ready */
  connect(url: string, timeoutMs = CONNECT_MS): Promise<string | undefined> {
    const { host } = new URL(url);
    const known = this.#connecting.get(host);
    if (known) return known;
    this.connects += 1;
    const connecting = connectionRefusal(url, timeoutMs)
      .catch((cause) => `${host} cannot be connected to: ${errorMessage(cause)}`)
      .then((refusal) => {
        this.#connecting.delete(host);
        if (refusal === undefined) this.#trustedUntilMs.set(host, Date.now() + TRUSTED_MS);
        return refusal;
      });
    this.#connecting.set(host, connecting);
    return connecting;
  }

  /** Calls fetch at once. Never rejects. */
  async exchange(
    signed: SignedRequest,
    { timeoutMs, isHarmless }: SendOptions,
  ): Promise<{ readonly reply: Reply } | { readonly lost: string } | { readonly notSent: string }> {
    const endMs = Date.now() + timeoutMs;
    const { host } = new URL(signed.url);
    try {
      const reply = await withTimeout(timeoutMs, (signal) => fetchReply(signed, signal));
      this.#trustedUntilMs.set(host, Number.POSITIVE_INFINITY);
      return { reply };
    } catch (cause) {
      this.#trustedUntilMs.delete(host);
      const leftMs = Math.min(CONNECT_MS, endMs - Date.now());
      const refusal = isHarmless && leftMs > 0 ? await this.connect(signed.url, leftMs) : undefined;
      return refusal === undefined ? { lost: errorMessage(cause) } : { notSent: refusal };
    }
  }
}
