/** @typedef {{bytes: Uint8Array<ArrayBuffer>, type: string}} Encoded */

/** @param {Blob} blob @returns {Promise<Encoded>} */
export async function readBlob(blob) {
  return { bytes: new Uint8Array(await blob.arrayBuffer()), type: blob.type };
}

/**
 * A form as multipart/form-data, as the HTML standard encodes it. The engine's own encoding would have capitals in its
 * boundary, which the service may read otherwise than it was signed, and knows no form of another realm.
 * @param {FormData} form
 * @returns {Promise<Encoded>}
 */
export async function encodeForm(form) {
  const boundary = `form-${hexDigits(crypto.getRandomValues(new Uint8Array(16)))}`;
  /** @type {Array<string | Uint8Array<ArrayBuffer>>} */
  const parts = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`);
    if (typeof value === "string") parts.push("\r\n\r\n", withLineBreaks(value));
    else {
      const { bytes, type } = await readBlob(value);
      const head = `; filename="${quoted(value.name)}"\r\ncontent-type: ${type || "application/octet-stream"}`;
      parts.push(head, "\r\n\r\n", bytes);
    }
    parts.push("\r\n");
  }
  parts.push(`--${boundary}--\r\n`);
  return { bytes: joined(parts), type: `multipart/form-data; boundary=${boundary}` };
}

/** A name inside quotation marks. @param {string} name */
const quoted = (name) => withLineBreaks(name).replaceAll("\r\n", "%0D%0A").replaceAll('"', "%22");

/** @param {string} text */
const withLineBreaks = (text) => text.replace(/\r\n?|\n/g, "\r\n");

/** @param {Uint8Array} bytes */
export const hexDigits = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Array<string | Uint8Array<ArrayBuffer>>} parts */
function joined(parts) {
  const encoder = new TextEncoder();
  const pieces = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
