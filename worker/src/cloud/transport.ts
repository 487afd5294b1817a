import { connect } from "cloudflare:sockets";
import type { SignedRequest } from "tencentcloud-edge";
import { readText } from "../http/body";
import { errorMessage } from "../log";
import type { Exchange, Reply } from "./exchange";

const MAX_REPLY_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 3_000;

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

/** Why the address accepts no connection; undefined if it does or if that cannot be told in time. */
async function connectionRefusal(address: string, timeoutMs: number): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(address);
  const socket = connect({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || (protocol === "https:" ? 443 : 80)),
  });
  const ignore = () => {};
  socket.closed.catch(ignore);
  let timer: number | null = null;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([socket.opened, timeout]);
    return undefined;
  } catch {
    return `${hostname} takes no connection`;
  } finally {
    clearTimeout(timer);
    void socket.close().catch(ignore);
  }
}

/**
 * Sends signed requests.
 *
 * workerd reports a refused connection and one that broke after the request was executed by the same message, so the first
 * loss is always in doubt. From then until the next reply a connection is tried before each request: where none can be
 * made, the request has certainly not been sent.
 */
export class Transport {
  #isInDoubt = false;

  /** Never rejects. `timeoutMs` covers the connection, headers and body. */
  async exchange(signed: SignedRequest, timeoutMs: number): Promise<Exchange> {
    const endMs = Date.now() + timeoutMs;
    if (this.#isInDoubt) {
      const refusal = await connectionRefusal(signed.url, Math.min(CONNECT_MS, timeoutMs)).catch(
        () => undefined,
      );
      if (refusal) return { notSent: refusal };
    }
    try {
      const reply = await withTimeout(Math.max(1, endMs - Date.now()), (signal) =>
        fetchReply(signed, signal),
      );
      this.#isInDoubt = false;
      return { reply };
    } catch (cause) {
      this.#isInDoubt = true;
      return { lost: errorMessage(cause) };
    }
  }
}
