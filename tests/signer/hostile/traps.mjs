/** What hostile code throws: whoever catches it must not touch it. */
const THROWN = [
  new Error("theirs"),
  "text",
  null,
  undefined,
  Symbol("theirs"),
  revoked(),
  new RangeError("theirs"),
];
let turn = 0;

/** @returns {never} */
export function boom() {
  throw THROWN[turn++ % THROWN.length];
}

/** Objects that throw as soon as somebody looks at them, one way each. @type {Array<() => object>} */
export const throwers = [
  revoked,
  () => new Proxy({}, everyTrapThrows()),
  () => new Proxy([], everyTrapThrows()),
  () => new Proxy(() => {}, everyTrapThrows()),
  () => new Proxy({}, { get: (_, key) => (key === "toJSON" ? undefined : boom()) }),
  () => new Proxy({}, { ownKeys: boom }),
  () => new Proxy({}, { getPrototypeOf: boom }),
  () => new Proxy({ a: 1 }, { getOwnPropertyDescriptor: boom }),
  () => Object.defineProperty({}, "a", { get: boom, enumerable: true }),
  () => Object.defineProperty({}, "service", { get: boom, enumerable: true }),
  () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
  () => ({ toJSON: boom }),
  () => ({
    get toJSON() {
      return boom();
    },
  }),
  () => ({
    get [Symbol.iterator]() {
      return boom();
    },
  }),
  () => ({ [Symbol.iterator]: boom }),
  () => ({ [Symbol.iterator]: () => ({ next: boom }) }),
  () => ({
    [Symbol.iterator]: () => ({
      next: () => ({
        get done() {
          return boom();
        },
      }),
    }),
  }),
  () => ({ [Symbol.iterator]: () => ({}) }),
  () => ({ [Symbol.iterator]: () => 7 }),
  () => ({
    *[Symbol.iterator]() {
      yield "ins-11112222";
      boom();
    },
  }),
  () => ({
    *[Symbol.iterator]() {
      yield Symbol("id");
      yield { toString: boom };
    },
  }),
  () => ["ins-11112222", { toString: boom }, revoked()],
  () => [new Proxy({}, everyTrapThrows())],
];

/** A Uint8Array that says it is longer or shorter than it is. @param {number} length */
export function lyingBytes(length) {
  class Lying extends Uint8Array {
    /** @override */
    get length() {
      return length;
    }
    /** @override */
    get byteLength() {
      return length;
    }
  }
  return new Lying(8);
}

function everyTrapThrows() {
  return new Proxy({}, { get: () => boom });
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
