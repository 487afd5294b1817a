import { AsyncLocalStorage } from "node:async_hooks";
import { wasmBytes } from "./wasm-memory.mjs";

/**
 * Faults inside workerd. An object's life counts the points it passes: each call of its storage, each await on one, each
 * step of a fetch, each timer, each call from outside. The point at which a life ends, or its storage fails, is drawn when
 * the life begins. All objects of a process share this module.
 *
 * @typedef {object} Plan what POST /__verify/plan sets
 * @property {number} evictions how many lives may still be ended
 * @property {number} maxFuse a life ends after 1 to this many points; 0: never
 * @property {number} storageErrors how many calls of storage may still fail
 * @property {number} storageEvery one call of storage in 1 to twice this many fails; 0: none
 * @property {number} clockMs by how much Date.now() and alarms are off
 * @property {number} seed
 * @property {boolean} isSet false in a process that has not been told yet
 *
 * @typedef {{setAlarm: (at: number, ...rest: unknown[]) => Promise<void>, getAlarm: (...args: unknown[]) => Promise<number | null>}} Storage
 * @typedef {{storage: Storage, abort: (reason: string) => void}} Context of a Durable Object, as much as is used here
 * @typedef {{ctx: Context, points: number, fuse: number, storageCalls: number, storageFuse: number}} Life
 */

/** @type {Plan} */
const plan = {
  evictions: 0,
  maxFuse: 0,
  storageErrors: 0,
  storageEvery: 0,
  clockMs: 0,
  seed: 1,
  isSet: false,
};
const counts = { lives: 0, evicted: 0, storageErrors: 0, where: /** @type {Record<string, number>} */ ({}) };
/** @type {AsyncLocalStorage<Life>} */
const current = new AsyncLocalStorage();
const realNow = Date.now.bind(Date);
const realFetch = globalThis.fetch.bind(globalThis);
const realSetTimeout = globalThis.setTimeout.bind(globalThis);
/** A reply of the local emulator takes about as long: half of the lives ended here have no reply yet. */
const ON_ITS_WAY_MS = 2;

/** Spreads whole numbers over 0 to 1, evenly and without order: the golden ratio's multiples. */
const spread = (/** @type {number} */ index) => (index * 0.6180339887498949 + plan.seed * 0.137) % 1;
const drawn = (/** @type {number} */ most) =>
  most > 0 ? 1 + Math.floor(spread(counts.lives) * most) : Infinity;

/** @param {Context} ctx @returns {Life} */
export function beginLife(ctx) {
  counts.lives += 1;
  return {
    ctx,
    points: 0,
    fuse: drawn(plan.maxFuse),
    storageCalls: 0,
    storageFuse: drawn(plan.storageEvery * 2),
  };
}

/**
 * Ends the life here if this is its point. Nothing after this call is executed then: workerd terminates the script.
 * @param {Life | undefined} life
 * @param {string} where
 */
export function point(life, where) {
  if (life === undefined) return;
  life.points += 1;
  if (life.points < life.fuse || plan.evictions <= 0) return;
  life.fuse = Number.POSITIVE_INFINITY;
  plan.evictions -= 1;
  counts.evicted += 1;
  counts.where[where] = (counts.where[where] ?? 0) + 1;
  life.ctx.abort(`verify: evicted at ${where}`);
}

/** @param {Life} life @param {string} name */
function failStorage(life, name) {
  life.storageCalls += 1;
  if (life.storageCalls < life.storageFuse || plan.storageErrors <= 0) return;
  life.storageCalls = 0;
  plan.storageErrors -= 1;
  counts.storageErrors += 1;
  throw new Error(`verify: ${name} failed`);
}

/** @param {unknown} value @returns {value is Promise<unknown>} */
const isPromise = (value) => typeof value === "object" && value !== null && "then" in value;

/**
 * @param {Life} life
 * @param {string} name
 * @param {(...args: unknown[]) => unknown} call
 */
const counted = (life, name, call) =>
  function countedCall(/** @type {unknown[]} */ ...args) {
    point(life, name);
    const isAsync = !["exec", "transactionSync"].includes(name);
    try {
      failStorage(life, name);
    } catch (error) {
      if (isAsync) return Promise.reject(error);
      throw error;
    }
    const result = call(...args);
    if (!isPromise(result)) return result;
    return result.then((value) => {
      point(life, `${name} done`);
      return value;
    });
  };

/** What alarms are asked for and told in the clock that is off. @param {Storage} storage @param {Life} life */
function alarms(storage, life) {
  return {
    setAlarm: counted(life, "setAlarm", (at, ...rest) =>
      storage.setAlarm(Number(at) - plan.clockMs, ...rest),
    ),
    getAlarm: counted(life, "getAlarm", async (...args) => {
      const at = await storage.getAlarm(...args);
      return at === null ? null : at + plan.clockMs;
    }),
  };
}

/**
 * A Durable Object's storage whose calls are points.
 * @template {object} T
 * @param {T} target
 * @param {Life} life
 * @param {Record<string, unknown>} [own]
 * @returns {T}
 */
function wrapped(target, life, own = {}) {
  /** @type {Map<PropertyKey, unknown>} */
  const known = new Map(Object.entries(own));
  return new Proxy(target, {
    get(_, key) {
      if (known.has(key)) return known.get(key);
      const value = Reflect.get(target, key, target);
      const made =
        typeof value === "function"
          ? counted(life, String(key), value.bind(target))
          : key === "sql"
            ? wrapped(/** @type {object} */ (value), life, { databaseSize: undefined })
            : value;
      if (typeof value === "function" || key === "sql") known.set(key, made);
      return made;
    },
  });
}

/** @param {Context} ctx @param {Life} life */
export function wrapContext(ctx, life) {
  const storage = wrapped(ctx.storage, life, alarms(ctx.storage, life));
  return new Proxy(ctx, {
    get(_, key) {
      if (key === "storage") return storage;
      const value = Reflect.get(ctx, key, ctx);
      return typeof value === "function" ? value.bind(ctx) : value;
    },
  });
}

/**
 * @template T
 * @param {Life} life
 * @param {string} where
 * @param {() => T} work
 */
export const within = (life, where, work) =>
  current.run(life, () => {
    point(life, where);
    return work();
  });

Date.now = () => realNow() + plan.clockMs;

globalThis.setTimeout = /** @type {typeof setTimeout} */ (
  /** @type {unknown} */ (
    (
      /** @type {(...args: unknown[]) => void} */ work,
      /** @type {number} */ ms,
      /** @type {unknown[]} */ ...args
    ) => {
      const life = current.getStore();
      const timed = () => {
        point(life, "timer");
        work(...args);
      };
      return realSetTimeout(timed, ms);
    }
  )
);

globalThis.fetch = async (input, init) => {
  const life = current.getStore();
  point(life, "fetch");
  const reply = realFetch(input, init);
  if (life !== undefined) realSetTimeout(() => point(life, "fetch on its way"), ON_ITS_WAY_MS);
  const response = await reply;
  point(life, "fetch answered");
  return response;
};

/** GET tells what happened, POST changes the plan, DELETE collects garbage. @param {Request} request */
export async function control(request) {
  if (request.method === "DELETE") /** @type {{gc?: () => void}} */ (globalThis).gc?.();
  if (request.method === "POST") Object.assign(plan, await request.json(), { isSet: true });
  return Response.json({ plan, counts, wasmBytes: wasmBytes() });
}
