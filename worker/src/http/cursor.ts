import { badField } from "./problem";

/** An opaque cursor: what a later page needs to know, in base64url. */
export function writeCursor(value: readonly (string | number)[]): string {
  return btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Reads a cursor that writeCursor made with members of the same kinds as `kinds`.
 *
 * @throws HttpProblem 400 naming `cursor`
 */
export function readCursor(
  text: string | undefined,
  kinds: readonly ("string" | "number")[],
): (string | number)[] | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    if (Array.isArray(value) && value.length === kinds.length && value.every((v, i) => typeof v === kinds[i]))
      return value;
  } catch {
    // Falls through: text that does not decode is refused like text that decodes to something else.
  }
  throw badField("cursor", "is not a cursor of this list; leave it out to begin anew");
}
