import { type ApiRequest, createSigner } from "tencentcloud-edge";
import type { CloudConfig } from "../config/config";
import { readText } from "../http/body";

const MAX_REPLY_BYTES = 8 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string;
  readonly date?: string;
}

/** What came of a request. `notSent`: it certainly did not reach the service. */
export type Exchange = { readonly reply: Reply } | { readonly lost: string } | { readonly notSent: string };

/** The way to the cloud: signs at the last moment and sends exactly what was signed. */
export interface Cloud {
  /** Never rejects: what brought no whole reply is `lost`, with the reason. `timeoutMs` covers headers and body. */
  exchange(request: ApiRequest, timeoutMs: number): Promise<Exchange>;
  /**
   * Takes the service's clock from a reply's Date header.
   *
   * @returns whether the clock was off, so that signing again can help
   */
  correctClock(date: string | undefined): boolean;
}

/* A reply's Date has whole seconds and is a round trip old: a smaller difference says nothing. */
const CLOCK_NOISE_MS = 5_000;

export function createCloud({ credentials, endpoint }: CloudConfig, nowMs: () => number): Cloud {
  const signer = createSigner(credentials);
  let offsetMs = 0;

  async function send(request: ApiRequest, signal: AbortSignal): Promise<Reply> {
    const signed = signer.sign(endpoint ? { ...request, endpoint } : request, {
      timestamp: Math.floor((nowMs() + offsetMs) / 1000),
    });
    const { method, headers, body } = signed;
    const response = await fetch(signed.url, {
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

  return {
    async exchange(request, timeoutMs) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(new Error(`no reply within ${timeoutMs} ms`)), timeoutMs);
      try {
        return { reply: await send(request, abort.signal) };
      } catch (cause) {
        return { lost: cause instanceof Error ? cause.message : String(cause) };
      } finally {
        clearTimeout(timer);
      }
    },

    correctClock(date) {
      const serverMs = Date.parse(date ?? "");
      if (Number.isNaN(serverMs)) return false;
      const wanted = serverMs - nowMs();
      if (Math.abs(wanted - offsetMs) < CLOCK_NOISE_MS) return false;
      offsetMs = wanted;
      return true;
    },
  };
}
