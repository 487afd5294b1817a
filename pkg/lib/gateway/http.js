import { invalidArgument, isTencentCloudError } from "../core/errors.js";
import { noAnswer, problemOf } from "./errors.js";

/** @typedef {import("./options.js").Connection} Connection */
/**
 * A request of a route.
 * @typedef {object} Ask
 * @property {"GET" | "POST" | "DELETE"} [method]
 * @property {string} path
 * @property {Record<string, unknown>} [query] members that are undefined are left out
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean} [safe] may be sent again after a lost reply; default of a GET
 * @property {readonly number[]} [accepts] further statuses whose reply is an answer
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
    const response = await this.#send(ask, ask.signal);
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
    const timeout = new AbortController();
    const end = () => timeout.abort();
    const timer = setTimeout(end, timeoutMs);
    ask.signal?.addEventListener("abort", end);
    try {
      const response = await this.#send(ask, timeout.signal);
      if (!response.ok && !ask.accepts?.includes(response.status)) throw await problemOf(response);
      return await read(response);
    } catch (failure) {
      if (ask.signal?.aborted) throw noAnswer("Client.Aborted", "the request was aborted", ask.signal.reason);
      if (timeout.signal.aborted)
        throw noAnswer("Client.Timeout", `the gateway gave no answer within ${timeoutMs} ms`);
      throw failure;
    } finally {
      clearTimeout(timer);
      ask.signal?.removeEventListener("abort", end);
    }
  }

  /** @param {Ask} ask @param {AbortSignal | undefined} signal @returns {Promise<Response>} */
  async #send({ method = "GET", path, query = {}, body, headers = {} }, signal) {
    const { url, fetch = globalThis.fetch, session, language } = this.#connection;
    const token = await this.#token();
    const init = {
      method,
      headers: {
        accept: "application/json",
        "accept-language": language,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(session && { credentials: /** @type {const} */ ("include") }),
      ...(signal && { signal }),
    };
    try {
      return await fetch(`${url}${path}${queryOf(query)}`, init);
    } catch (cause) {
      if (isTencentCloudError(cause)) throw cause;
      throw noAnswer("Client.Network", "the gateway was not reached; see the error's cause", cause);
    }
  }

  async #token() {
    const { token } = this.#connection;
    const given = typeof token === "function" ? await token() : token;
    if (given === undefined || (typeof given === "string" && /^[\x21-\x7e]+$/.test(given))) return given;
    throw invalidArgument("token", "must be a text of visible ASCII characters, without spaces or line ends");
  }
}

/** Whether the same request may be answered a moment later. @param {unknown} failure */
export const isPassing = (failure) =>
  isTencentCloudError(failure) &&
  (["Client.Network", "Client.Timeout"].includes(failure.code) ||
    (failure.code === "Client.BadReply" && failure.httpStatus === undefined) ||
    PASSING.includes(failure.httpStatus ?? 0));

/** @param {Record<string, unknown>} query */
function queryOf(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
