/** Validation of JSON written by hand: problems name the place, never the value. */

export type Fields = Record<string, unknown>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const MAX_SHOWN = 60;
/* A longer name is no typing error, and the comparison takes quadratic time. */
const MAX_COMPARED = 40;

/** A name from outside, quoted and shortened for an error. */
export const shownName = (name: string) => JSON.stringify(name.slice(0, MAX_SHOWN));

/** The Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The known name that was probably meant, or undefined.
 * @param maxDistance how many letters may differ; default: two, or a third of the known name
 */
export function nearest(name: string, known: readonly string[], maxDistance?: number): string | undefined {
  if (name.length > MAX_COMPARED) return undefined;
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, "");
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (!best) return undefined;
  const limit = maxDistance ?? Math.max(2, Math.floor(best.candidate.length / 3));
  return best.distance <= limit ? best.candidate : undefined;
}

/**
 * The sentence for a name that is not among the known ones.
 * @param word what those are that are listed
 */
export function unknownName(name: string, known: readonly string[], word = "known"): string {
  const meant = nearest(name, known);
  return `${shownName(name)} is not ${word}${meant ? `; is ${meant} meant?` : ""} (${word}: ${known.join(", ")})`;
}

/**
 * The sentence for a member or parameter that a request may not have.
 * @param kind what `known` lists
 * @param owner what has them, with its article
 */
export function unknownMember(
  name: string,
  known: readonly string[],
  kind: "field" | "parameter",
  owner: string,
): string {
  const meant = nearest(name, known);
  return `${shownName(name)} is not a ${kind} of ${owner}${meant ? `; is ${meant} meant?` : ""} (${kind}s: ${known.join(", ")})`;
}

/** Adds a problem for every member of `given` that is not known. */
export function refuseUnknown(given: Fields, known: readonly string[], at: string, problems: string[]): void {
  for (const name of Object.keys(given))
    if (!known.includes(name)) problems.push(`${at}: ${unknownName(name, known)}`);
}

const HEADER_SAFE = /^[\x21-\x7e]+$/;
const QUOTED = /^(["'`\u2018\u201c]).*["'`\u2019\u201d]$/s;

/** What is wrong with a key, an id or a token, without repeating it; undefined if nothing. */
export function keyProblem(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return "is not set";
  if (typeof value !== "string") return "must be a string";
  if (/^[\s\ufeff]/.test(value)) return "begins with white space; copy it without";
  if (/[\s\ufeff]$/.test(value)) return "ends with white space; copy it without";
  if (QUOTED.test(value)) return "is enclosed in quotes; copy it without them";
  if (!HEADER_SAFE.test(value)) return "holds a space, a line break or another character that no key has";
  return undefined;
}

/** The value of a JSON text; undefined, with a problem that repeats nothing of it, if it is not JSON. */
export function parseJson(text: string, name: string, problems: string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    problems.push(`${name} is not JSON`);
    return undefined;
  }
}
