import { fromWasm, invalidArgument, isTencentCloudError } from "../core/errors.js";
import { packNamed } from "../core/fields.js";
import { validateCredentials } from "../signing/credentials.js";

/** Temporary credentials are renewed this long before they end. */
const RENEW_BEFORE_MS = 60_000;
/** A source that keeps giving credentials about to end is not asked more often than this. */
const MIN_RENEW_INTERVAL_MS = 1_000;

/** @typedef {Pick<typeof import("../../dist/client.js"), "key_new" | "key_free">} KeyModule */

/** @typedef {{number: number, secretId: string, endsAtMs: number, renewedAtMs: number}} Current the signer in use */

/** The signers of one operation, made from what its credential source gives. */
export class Keyring {
  #wasm;
  #source;
  /** @type {Current | undefined} */
  #current;
  /** @type {Promise<number> | undefined} */
  #renewing;
  /** @type {number[]} */
  #opened = [];
  #firstId = "";
  #ended = false;
  /** @type {unknown} */
  #failure;

  /**
   * @param {KeyModule} wasm
   * @param {unknown} source credentials, or a function that gives them
   */
  constructor(wasm, source) {
    this.#wasm = wasm;
    this.#source = source;
  }

  /**
   * The number of the signer to use.
   * @param {number} refused the number of one whose key was refused, or -1. The same number again means that there is no other
   * @returns {Promise<number>}
   */
  signer(refused) {
    if (this.#renewing === undefined && this.#isDue(refused)) {
      this.#renewing = this.#renew(refused).finally(() => {
        this.#renewing = undefined;
      });
    }
    return this.#renewing ?? Promise.resolve(/** @type {Current} */ (this.#current).number);
  }

  /** The first one the source gave, "" before that. */
  get secretId() {
    return this.#firstId;
  }

  /** What the source threw, if it did. */
  get failure() {
    return this.#failure;
  }

  /** Frees the signers; the source is not asked again. */
  end() {
    this.#ended = true;
    for (const number of this.#opened.splice(0)) this.#wasm.key_free(number);
  }

  /** @param {number} refused */
  async #renew(refused) {
    const source = this.#source;
    const given = typeof source === "function" ? await this.#callSource(source, refused) : source;
    const { secretId, secretKey, token, expiresAtMs = Number.POSITIVE_INFINITY } = validateCredentials(given);
    const number = openKey(this.#wasm, packNamed({ secretId, secretKey, token }));
    if (this.#ended) this.#wasm.key_free(number);
    else this.#opened.push(number);
    this.#firstId ||= secretId;
    this.#current = { number, secretId, endsAtMs: expiresAtMs, renewedAtMs: Date.now() };
    return number;
  }

  /** @param {Function & {forget?: unknown}} get @param {number} refused */
  async #callSource(get, refused) {
    try {
      const current = this.#current;
      if (current?.number === refused && typeof get.forget === "function") get.forget(current.secretId);
      return await get();
    } catch (cause) {
      this.#failure = cause;
      throw isTencentCloudError(cause)
        ? cause
        : invalidArgument("credentials", "threw; see the error's cause", cause);
    }
  }

  /** @param {number} refused */
  #isDue(refused) {
    const current = this.#current;
    if (current === undefined) return true;
    if (this.#ended || typeof this.#source !== "function") return false;
    // A request is repeated once, and by then with another signer: the source cannot be asked in a loop.
    if (refused === current.number) return true;
    const now = Date.now();
    return current.endsAtMs - now < RENEW_BEFORE_MS && now - current.renewedAtMs >= MIN_RENEW_INTERVAL_MS;
  }
}

/** @param {KeyModule} wasm @param {string} packed */
function openKey(wasm, packed) {
  try {
    return wasm.key_new(packed);
  } catch (thrown) {
    throw fromWasm(thrown);
  }
}
