/** @typedef {import("../../index.js").Credentials} Credentials */
/** Credentials that end. @typedef {Credentials & {expiresAtMs: number}} Temporary */

/** As in the keyring (pkg/lib/calling/credentials.js): renewed this long before they end. */
const RENEW_BEFORE_MS = 60_000;
/**
 * In a process that several requests share, the one that renews may be gone, and nothing it waits for ever comes: the
 * others then renew for themselves.
 */
const PATIENCE_MS = 2_000;

/**
 * A source of temporary credentials that keeps them until a minute before they end, or until half of a life shorter than two
 * minutes. It renews them once however many ask. If that fails, what it has is used until it ends.
 * @param {() => Promise<Temporary>} renew
 * @param {{shared: boolean}} place
 * @returns {import("../../credentials.js").CachedSource}
 */
export function cachedSource(renew, { shared }) {
  /** @type {{credentials: Temporary, renewAtMs: number} | undefined} */
  let current;
  /** @type {Promise<Temporary> | undefined} */
  let renewing;

  const renewOnce = () => {
    const mine = renew().then((credentials) => {
      const now = Date.now();
      const lifeMs = Math.max(0, credentials.expiresAtMs - now);
      current = { credentials, renewAtMs: credentials.expiresAtMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2) };
      return credentials;
    });
    const done = () => {
      if (renewing === mine) renewing = undefined;
    };
    mine.then(done, done);
    renewing = mine;
    return mine;
  };

  const waitFor = (/** @type {Promise<Temporary>} */ other) =>
    shared ? orAfter(PATIENCE_MS, other, renewOnce) : other;

  const source = async () => {
    if (current !== undefined && Date.now() < current.renewAtMs) return current.credentials;
    try {
      return await (renewing === undefined ? renewOnce() : waitFor(renewing));
    } catch (failure) {
      if (current !== undefined && Date.now() < current.credentials.expiresAtMs) return current.credentials;
      throw failure;
    }
  };
  return Object.assign(source, {
    /** @param {string} secretId */
    forget(secretId) {
      if (current?.credentials.secretId === secretId) current = undefined;
    },
  });
}

/**
 * What a promise gives, or what `instead` does if it takes too long.
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @param {() => Promise<T>} instead
 * @returns {Promise<T>}
 */
function orAfter(ms, promise, instead) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => instead().then(resolve, reject), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
