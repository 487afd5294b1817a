import type { Problem } from "./types";

const TIMEOUT_MS = 20_000;

/** A request that did not succeed; `problem` says why. Never holds the token. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "ApiError";
  }
}

/** An error for a request without a usable reply. */
export const noReply = (detail: string) => new ApiError({ status: 0, code: "Page.NoReply", detail });

const isTimeout = (reason: unknown) => reason instanceof DOMException && reason.name === "TimeoutError";

async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { title?: string };
  return {
    status: response.status,
    code: body.code ?? `HTTP ${response.status}`,
    detail: body.detail ?? body.title ?? response.statusText,
    ...(body.requestId ? { requestId: body.requestId } : {}),
    ...(body.advice ? { advice: body.advice } : {}),
  };
}

/** Authenticated requests to the gateway. All methods throw `ApiError`, and nothing else unless `signal` aborts. */
export class Http {
  readonly #authorization: string;
  readonly #fetch: typeof globalThis.fetch;

  constructor(token: string, fetch: typeof globalThis.fetch) {
    this.#authorization = `Bearer ${token}`;
    this.#fetch = fetch;
  }

  /** A successful response, its body unread. No time limit of its own. */
  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.#request(path, init);
    if (response.ok) return response;
    throw new ApiError(await readProblem(response));
  }

  /** The JSON body of a successful response. */
  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await this.send(path, { ...init, signal });
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw noReply("the gateway's reply was cut off");
    }
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const fetch = this.#fetch;
    const headers = { authorization: this.#authorization, accept: "application/json", ...init.headers };
    try {
      return await fetch(path, { ...init, cache: "no-store", headers });
    } catch (error) {
      if (init.signal?.aborted && !isTimeout(init.signal.reason)) throw error;
      throw noReply("the gateway did not answer");
    }
  }
}
