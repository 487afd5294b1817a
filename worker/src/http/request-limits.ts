import { HttpProblem } from "./problem";

/* What browsers and proxies send is far below. */
const MAX_URL_CHARS = 8_192;
const MAX_HEADER_CHARS = 32_768;

/**
 * Refuses an address or headers that are longer than any legitimate request needs.
 *
 * @throws HttpProblem 414, 431
 */
export function checkRequestLimits(request: Request): void {
  if (request.url.length > MAX_URL_CHARS)
    throw new HttpProblem(
      414,
      "Gateway.UriTooLong",
      `The address is longer than ${MAX_URL_CHARS} characters.`,
    );
  let size = 0;
  for (const [name, value] of request.headers) size += name.length + value.length;
  if (size > MAX_HEADER_CHARS)
    throw new HttpProblem(
      431,
      "Gateway.HeadersTooLarge",
      `The request's headers are longer than ${MAX_HEADER_CHARS} characters in all.`,
    );
}
