import { invalidArgument, isTencentCloudError } from "../core/errors.js";
import { isOwnAnswer, noAnswer, problemOf } from "./errors.js";

/** @typedef {import("./options.js").Connection} Connection */
/**
 * A request of a route.
 * @typedef {object} Ask
 * @property {"GET" | "POST" | "DELETE"} [method]
 * @property {string} path
 * @property {Record<string, unknown>} [query] members that are undefined are left out
 * @property {string} [body] JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean} [safe] may be sent again after a lost reply; default of a GET
 * @property {readonly number[]} [accepts] further statuses whose reply is an answer
 * @property {() => void} [onLost] called when a request may have arrived and the gateway did not answer it
 */

const ATTEMPTS = 3;
const BASE_MS = 200;
/** What a proxy or the platform says for a gateway that may answer a moment later. */
const PASSING = [502, 503, 504];

/** The requests of a client: with its token, its time limit, and again where that is safe. */
export class Http {
  #connection;

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /** @template T @param {Ask} ask @returns {Promise<T>} */
  async json(ask) {
    return this.#repeated(ask, async (response) => {
      try {
        return /** @type {T} */ (await response.json());
      } catch (cause) {
        throw noAnswer("Client.BadReply", "the gateway's answer was cut off, or is no JSON", cause);
      }
    });
  }

  /** @param {Ask} ask @returns {Promise<string>} */
  text(ask) {
    return this.#repeated(ask, (response) => response.text());
  }

  /** A reply whose body is read by the caller, who ends it with the signal. @param {Ask} ask @returns {Promise<Response>} */
  async stream(ask) {
    const response = await unlessAborted(this.#send(ask, ask.signal), ask.signal);
    if (response.ok) return response;
    throw await problemOf(response);
  }

  /** @template T @param {Ask} ask @param {(response: Response) => Promise<T>} read @returns {Promise<T>} */
  async #repeated(ask, read) {
    const { method = "GET", safe = method === "GET", signal } = ask;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(ask, read);
      } catch (failure) {
        const repeat = safe && attempt < ATTEMPTS && !signal?.aborted && isPassing(failure);
        if (!repeat) throw failure;
        await new Promise((resolve) => setTimeout(resolve, BASE_MS * 2 ** attempt * Math.random()));
      }
    }
  }

  /** @template T @param {Ask} ask @param {(response: Response) => Promise<T>} read @returns {Promise<T>} */
  async #once(ask, read) {
    const { timeoutMs } = this.#connection;
    if (ask.signal?.aborted) throw abortedBy(ask.signal);
    const timeout = new AbortController();
    const end = () => timeout.abort();
    const timer = setTimeout(end, timeoutMs);
    ask.signal?.addEventListener("abort", end);
    let sent = false;
    const onSend = () => {
      sent = true;
    };
    try {
      return await unlessAborted(this.#exchange(ask, read, timeout.signal, onSend), timeout.signal);
    } catch (failure) {
      if (sent && !isRefusal(failure)) ask.onLost?.();
      if (ask.signal?.aborted) throw abortedBy(ask.signal);
      if (timeout.signal.aborted)
        throw noAnswer("Client.Timeout", `the gateway gave no answer within ${timeoutMs} ms`);
      throw failure;
    } finally {
      clearTimeout(timer);
      ask.signal?.removeEventListener("abort", end);
    }
  }

  /**
   * @template T
   * @param {Ask} ask
   * @param {(response: Response) => Promise<T>} read
   * @param {AbortSignal} signal
   * @param {() => void} onSend called right before the request leaves
   * @returns {Promise<T>}
   */
  async #exchange(ask, read, signal, onSend) {
    const response = await this.#send(ask, signal, onSend);
    if (!response.ok && !ask.accepts?.includes(response.status)) throw await problemOf(response);
    return read(response);
  }

  /** @param {Ask} ask @param {AbortSignal | undefined} signal @param {() => void} [onSend] @returns {Promise<Response>} */
  async #send({ method = "GET", path, query = {}, body, headers = {} }, signal, onSend) {
    const { url, fetch = globalThis.fetch, session, language } = this.#connection;
    const token = await this.#token();
    if (signal?.aborted) throw signal.reason;
    const init = {
      method,
      headers: {
        accept: "application/json",
        "accept-language": language,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(session && { credentials: /** @type {const} */ ("include") }),
      ...(signal && { signal }),
    };
    onSend?.();
    try {
      return await fetch(`${url}${path}${queryOf(query)}`, init);
    } catch (cause) {
      if (isTencentCloudError(cause)) throw cause;
      throw noAnswer("Client.Network", "the gateway was not reached; see the error's cause", cause);
    }
  }

  async #token() {
    const { token } = this.#connection;
    const given = typeof token === "function" ? await tokenOf(token) : token;
    if (given === undefined || (typeof given === "string" && /^[\x21-\x7e]+$/.test(given))) return given;
    throw invalidArgument("token", "must be a text of visible ASCII characters, without spaces or line ends");
  }
}

/** @param {() => string | Promise<string>} source */
async function tokenOf(source) {
  try {
    return await source();
  } catch (cause) {
    throw isTencentCloudError(cause)
      ? cause
      : invalidArgument("token", "threw; see the error's cause", cause);
  }
}

/** @param {AbortSignal} signal */
const abortedBy = ({ reason }) => noAnswer("Client.Aborted", "the request was aborted", reason);

/**
 * What a promise brings, unless the signal aborts before: a function of the caller's may heed no signal.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
function unlessAborted(promise, signal) {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

/** Whether the gateway or a proxy before it refused a request. @param {unknown} failure */
const isRefusal = (failure) => {
  const { httpStatus } = isTencentCloudError(failure) ? failure : {};
  return isOwnAnswer(failure) || (httpStatus !== undefined && httpStatus < 500);
};

/** Whether the same request may be answered a moment later. @param {unknown} failure */
export const isPassing = (failure) =>
  isTencentCloudError(failure) &&
  (failure.retryable || !isOwnAnswer(failure)) &&
  (["Client.Network", "Client.Timeout"].includes(failure.code) ||
    (failure.code === "Client.BadReply" && failure.httpStatus === undefined) ||
    PASSING.includes(failure.httpStatus ?? 0));

/** @param {Record<string, unknown>} query */
function queryOf(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
