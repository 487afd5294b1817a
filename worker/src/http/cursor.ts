import { badField } from "./problem";

/** An opaque cursor: the position of the next page, in base64url. */
export function writeCursor(value: readonly (string | number)[]): string {
  return btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const isMember = (value: unknown, kind: "string" | "number") =>
  typeof value === kind && (kind === "string" || (Number.isSafeInteger(value) && Number(value) >= 0));

/**
 * Reads a cursor of writeCursor with members of these types; numbers are whole and not negative.
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
    if (
      Array.isArray(value) &&
      value.length === kinds.length &&
      value.every((v, i) => isMember(v, kinds[i] ?? "string"))
    )
      return value;
  } catch {
    // Falls through: both undecodable text and a wrong value are refused below.
  }
  throw badField("cursor", "is not a cursor of this list; omit it to start over");
}
