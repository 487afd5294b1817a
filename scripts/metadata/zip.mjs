import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a zip archive, each read when it is asked for. A wheel of Python is one. Archives in several parts or of more
 * than 4 GB are not read.
 * @param {Buffer} archive
 * @returns {Map<string, () => Buffer>}
 * @throws {Error} if it is no zip archive
 */
export function unzip(archive) {
  /** @type {Map<string, () => Buffer>} */
  const files = new Map();
  const end = archive.lastIndexOf(Buffer.from([END & 255, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error("This is no zip archive.");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error("The zip archive is damaged.");
    const entry = {
      method: archive.readUInt16LE(at + 10),
      size: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    };
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    files.set(archive.toString("utf8", at + 46, nameEnd), () => content(archive, entry));
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** @param {Buffer} archive @param {{method: number, size: number, offset: number}} entry */
function content(archive, { method, size, offset }) {
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + size);
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed);
  throw new Error(`The zip archive is packed in a way that is not read here: ${method}.`);
}
