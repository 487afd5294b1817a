import fc from "fast-check";
import { lyingBytes, throwers } from "./traps.mjs";

/** Numbers at the edges of every conversion on the way into the module. */
const NUMBERS = [
  ...[Number.NaN, 0, -0, 1, -1, 0.5, 1.5, -1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[2 ** 16, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 64, 1e308, 5e-324],
];
const TEXTS = [
  ...["", " ", "\0", "\r\n", "a\r\nx-evil: 1", "a\0b", "\u007f", "é", "🚀", "\ufeff", "a".repeat(5_000)],
  ...["\ud800", "\udfff", "a\ud83d", "\ude80b", "\udc00\ud800", "\ud800".repeat(300)],
  ...["__proto__", "constructor", "toString", "host", "X-TC-Token", "https://a/b", "[object Object]"],
];
const OTHERS = [null, undefined, true, false, 0n, -1n, 2n ** 64n, Symbol("s"), Symbol.iterator];

/** Made anew each time: what one call does to it must not reach the next. @type {Array<() => unknown>} */
const OBJECTS = [
  () => [],
  () => ({}),
  () => Object.create(null),
  () =>
    new (class Own {
      service = "cvm";
    })(),
  () => () => {},
  () => async () => {},
  () => class {},
  () => new Date(Number.NaN),
  () => /x/g,
  () => new Map([["service", "cvm"]]),
  () => new Set(["ins-11112222"]),
  () => new WeakMap(),
  () => Promise.resolve(1),
  () => new Error("e"),
  () => Object("boxed"),
  () => Object(1n),
  () => new Array(500),
  () => [["h", "1"]],
  () => new Uint8Array(64),
  () => new Uint8Array(new SharedArrayBuffer(16)),
  () => new Uint16Array(3),
  () => new BigInt64Array(3),
  () => new Float64Array(3),
  () => new DataView(new ArrayBuffer(8)),
  () => new ArrayBuffer(8),
  () => detached(),
  () => lyingBytes(0),
  () => lyingBytes(2 ** 30),
  () => lyingBytes(-1),
  () => Object.create(Uint8Array.prototype),
  () => new Proxy(new Uint8Array(4), {}),
  () => circular(),
  () => nested(20),
  () => Object.freeze({ a: Object.freeze({}) }),
  () => Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x-${at}`, "1"])),
  () => ({ toString: () => "ins-11112222", toJSON: () => undefined }),
  () => ({ toJSON: () => ({ toJSON: () => 1n }) }),
  ...throwers,
];

/** Those that take the most room in the module, and still less than a page of it. @type {Array<() => unknown>} */
export const LARGEST = [() => new Array(300).fill("ins-11112222"), () => nested(500)];

/**
 * More room than is measured: texts of a megabyte, of one byte a character, two and three, and half pairs; deep nesting;
 * lists that are longer than can be.
 * @type {Array<() => unknown>}
 */
export const HUGE = [
  ...["a", "é", "中", "\r", "\0", "\ud800"].map((unit) => unit.repeat(1_000_000)).map((text) => () => text),
  () => nested(2_000),
  () => nested(20_000),
  () => new Array(1_000).fill("ins-11112222"),
  () => new Array(100_000).fill("ins-11112222"),
  () => new Uint8Array(1_000_000),
];

/**
 * Makes a value of any kind, a new one each time. The value itself would not do: fast-check looks at what it generates, and
 * some of these throw when looked at.
 * @type {fc.Arbitrary<() => unknown>}
 */
export const anyValue = fc.oneof(
  { weight: 250, arbitrary: fc.constantFrom(...OBJECTS, ...LARGEST) },
  { weight: 100, arbitrary: constant(fc.constantFrom(...NUMBERS)) },
  { weight: 100, arbitrary: constant(fc.constantFrom(...TEXTS)) },
  { weight: 50, arbitrary: constant(fc.constantFrom(...OTHERS)) },
  { weight: 50, arbitrary: constant(fc.double()) },
  { weight: 50, arbitrary: constant(fc.array(fc.nat(0xffff), { maxLength: 12 })).map(asText) },
  { weight: 50, arbitrary: constant(anything()) },
);

/** @template T @param {fc.Arbitrary<T>} arbitrary @returns {fc.Arbitrary<() => T>} */
function constant(arbitrary) {
  return arbitrary.map((value) => () => value);
}

/** @param {() => number[]} units of UTF-16, halves of pairs among them */
function asText(units) {
  return () => String.fromCharCode(...units());
}

function anything() {
  return fc.anything({
    maxDepth: 2,
    maxKeys: 3,
    ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true },
    ...{ withNullPrototype: true, withSparseArray: true, withBoxedValues: true, withObjectString: true },
  });
}

function detached() {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

function circular() {
  /** @type {Record<string, unknown>} */
  const loop = { a: 1 };
  loop.self = loop;
  return loop;
}

/** @param {number} depth */
function nested(depth) {
  /** @type {unknown} */
  let value = "x";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
}
