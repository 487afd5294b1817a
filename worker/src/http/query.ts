import { shownName, unknownMember } from "../config/validation";
import { badField, unknownField } from "./problem";

/** The query parameters of a request; empty ones count as absent. */
export type Query = Readonly<Record<string, string>>;

/**
 * Reads the query parameters of a request.
 *
 * @throws HttpProblem 400 for a parameter that is not among `known` or is repeated
 */
export function readQuery(request: Request, known: readonly string[]): Query {
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  for (const [index, [name]] of given.entries()) {
    if (!known.includes(name))
      throw unknownField(
        name,
        known.length === 0
          ? `${shownName(name)}: this address accepts no parameters`
          : unknownMember(name, known, "parameter", "this address"),
      );
    if (given.findIndex(([other]) => other === name) < index)
      throw badField(name.slice(0, 100), "is given twice");
  }
  return Object.fromEntries(given);
}

/** @throws HttpProblem 400 naming `limit` */
export function readLimit(text: string | undefined, fallback: number, max: number): number {
  if (text === undefined) return fallback;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw badField("limit", `must be a whole number from 1 to ${max}`);
}
