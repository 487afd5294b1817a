const encoder = new TextEncoder();

/** SHA-256 of the UTF-8 bytes of `text`. */
export async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

/** SHA-256 of the UTF-8 bytes of `text`, in lower-case hexadecimal. */
export async function hexDigest(text: string): Promise<string> {
  return Array.from(await digest(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
