import { badField } from "./problem";

/** The parameters of an address; those left empty count as absent. */
export type Query = Readonly<Record<string, string>>;

/**
 * Reads the parameters of an address.
 *
 * @throws HttpProblem 400 for a parameter that is not among `known`
 */
export function readQuery(request: Request, known: readonly string[]): Query {
  const query = Object.fromEntries(
    [...new URL(request.url).searchParams].filter(([, value]) => value !== ""),
  );
  for (const name of Object.keys(query))
    if (!known.includes(name))
      throw badField(name.slice(0, 100), `is not a parameter of this list; they are ${known.join(", ")}`);
  return query;
}

/** @throws HttpProblem 400 naming `limit` */
export function readLimit(text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw badField("limit", `must be a whole number from 1 to ${most}`);
}
