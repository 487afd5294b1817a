const encoder = new TextEncoder();

/** SHA-256 of the UTF-8 bytes of `text`. */
export async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of the UTF-8 bytes of `text`, in lower-case hexadecimal. */
export const hexDigest = async (text: string): Promise<string> => hex(await digest(text));
