/**
 * Reads a body as UTF-8 text.
 *
 * @returns undefined if it is larger than `maxBytes`; the rest is not read
 */
export async function readText(source: Request | Response, maxBytes: number): Promise<string | undefined> {
  if (Number(source.headers.get("content-length") ?? 0) > maxBytes) return undefined;
  if (!source.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of source.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
