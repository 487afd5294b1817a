import { connect } from "cloudflare:sockets";
import type { SignedRequest } from "tencentcloud-edge";
import { readText } from "../http/body";
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

const sayCause = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

async function withTimeout<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`no reply within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Why nobody takes connections at the address, or undefined if somebody does or it cannot be told in time. */
async function refusalOf(address: string, timeoutMs: number): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(address);
  const socket = connect({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || (protocol === "https:" ? 443 : 80)),
  });
  const ignore = () => {};
  socket.closed.catch(ignore);
  let timer: number | null = null;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([socket.opened, late]);
    return undefined;
  } catch {
    return `${hostname} takes no connection`;
  } finally {
    clearTimeout(timer);
    void socket.close().catch(ignore);
  }
}

/**
 * Sends what was signed.
 *
 * workerd has one message for a connection that was refused and for one that broke after the request was executed, so the
 * first loss is always in doubt. From then until a reply comes, a connection is tried before each request: where none can
 * be made, the request has certainly not been sent.
 */
export class Transport {
  #isDoubtful = false;

  /** Never rejects. `timeoutMs` covers the connection, headers and body. */
  async exchange(signed: SignedRequest, timeoutMs: number): Promise<Exchange> {
    const endMs = Date.now() + timeoutMs;
    if (this.#isDoubtful) {
      const refusal = await refusalOf(signed.url, Math.min(CONNECT_MS, timeoutMs)).catch(() => undefined);
      if (refusal) return { notSent: refusal };
    }
    try {
      const reply = await withTimeout(Math.max(1, endMs - Date.now()), (signal) =>
        fetchReply(signed, signal),
      );
      this.#isDoubtful = false;
      return { reply };
    } catch (cause) {
      this.#isDoubtful = true;
      return { lost: sayCause(cause) };
    }
  }
}
