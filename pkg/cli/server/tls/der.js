/** Distinguished encoding of ASN.1 (ITU-T X.690), as far as a certificate needs it. */

/**
 * @param {number} tag
 * @param {...(Uint8Array | number[])} parts
 */
export function der(tag, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...length(body.length)]), body]);
}

/** @param {number} size */
function length(size) {
  if (size < 0x80) return [size];
  const bytes = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** @param {...(Uint8Array | number[])} parts */
export const sequence = (...parts) => der(0x30, ...parts);
/** @param {...(Uint8Array | number[])} parts */
export const set = (...parts) => der(0x31, ...parts);
/** @param {Uint8Array} bytes */
export const octets = (bytes) => der(0x04, bytes);
/** @param {Uint8Array} bytes @param {number} [unused] bits at the end that do not count */
export const bits = (bytes, unused = 0) => der(0x03, [unused], bytes);
/** @param {boolean} value */
export const boolean = (value) => der(0x01, [value ? 0xff : 0]);
/** @param {string} text */
export const utf8 = (text) => der(0x0c, Buffer.from(text));
/** A number of at least 0, the highest byte first: X.690, 8.3.2, wants the fewest bytes. @param {Uint8Array | number[]} bytes */
export function integer(bytes) {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? [0] : bytes.slice(first);
  return der(0x02, (digits[0] ?? 0) < 0x80 ? [] : [0], digits);
}
/** @param {number} number @param {...(Uint8Array | number[])} parts */
export const tagged = (number, ...parts) => der(0xa0 | number, ...parts);
/** A value whose tag is given by where it stands. @param {number} number @param {Uint8Array | number[]} bytes */
export const implicit = (number, bytes) => der(0x80 | number, bytes);

/** @param {string} dotted `2.5.29.17` */
export function oid(dotted) {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, [first * 40 + second, ...rest.flatMap(base128)]);
}

/** @param {number} value */
function base128(value) {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 | (rest % 128));
  return bytes;
}

/** UTCTime: RFC 5280 wants it until 2049. @param {Date} moment */
export const time = (moment) =>
  der(0x17, Buffer.from(`${moment.toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));
