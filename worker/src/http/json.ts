import { type Fields, isRecord } from "../config/validation";
import { readText } from "./body";
import { badField, HttpProblem } from "./problem";

/* No body of the gateway needs more than four levels. */
const MAX_DEPTH = 32;

/** Whether JSON text is nested deeper than MAX_DEPTH. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      do at = text.indexOf('"', at + 1);
      while (at > 0 && isEscaped(text, at));
      if (at < 0) return false;
    } else if (letter === "[" || letter === "{") {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (letter === "]" || letter === "}") depth -= 1;
  }
  return false;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text[at] === "\\") at -= 1;
  return (quote - at) % 2 === 0;
}

function checkType(request: Request): void {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type))
    throw new HttpProblem(415, "Gateway.UnsupportedMediaType", "Send the body as application/json.");
  const encoding = request.headers.get("content-encoding");
  if (encoding && !/^identity$/i.test(encoding.trim()))
    throw new HttpProblem(
      415,
      "Gateway.UnsupportedMediaType",
      "Send the body uncompressed, without a content-encoding.",
    );
}

/**
 * Reads a body that must be a JSON object.
 * @param maxBytes the limit of its size
 * @param tooLarge ends the sentence of the error for a larger one
 * @throws HttpProblem 400, 413, 415
 */
export async function readJson(request: Request, maxBytes: number, tooLarge: string): Promise<Fields> {
  checkType(request);
  const text = await readText(request, maxBytes).catch(() => {
    // The client has left, or sends what is no HTTP: nobody's fault here.
    throw badField("body", "ended before it was complete");
  });
  if (text === undefined)
    throw new HttpProblem(413, "Gateway.TooLarge", `The body is larger than ${maxBytes} bytes${tooLarge}.`);
  if (isTooDeep(text)) throw badField("body", `is nested deeper than ${MAX_DEPTH} levels`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badField("body", "is not JSON");
  }
  if (!isRecord(body)) throw badField("body", "must be a JSON object");
  return body;
}
