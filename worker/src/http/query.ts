import { unknownName } from "../config/validation";
import { badField } from "./problem";

/** The parameters of an address; those left empty count as absent. */
export type Query = Readonly<Record<string, string>>;

/**
 * Reads the parameters of an address.
 *
 * @throws HttpProblem 400 for a parameter that is not among `known`, or is there twice
 */
export function readQuery(request: Request, known: readonly string[]): Query {
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  for (const [index, [name]] of given.entries()) {
    const field = name.slice(0, 100);
    if (!known.includes(name))
      throw badField(
        field,
        known.length === 0 ? "this address takes no parameters" : `the parameter ${unknownName(name, known)}`,
      );
    if (given.findIndex(([other]) => other === name) < index) throw badField(field, "is given twice");
  }
  return Object.fromEntries(given);
}

/** @throws HttpProblem 400 naming `limit` */
export function readLimit(text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw badField("limit", `must be a whole number from 1 to ${most}`);
}
